"""What a server of files needs beside pages: doors to other addresses, maps for nginx."""

from collections.abc import Iterable
from html import escape
from urllib.parse import unquote

from commons.services.exchange.freezing.frozen_folder import FrozenFolder
from commons.services.exchange.freezing.manifest import Entry
from commons.services.exchange.freezing.port import FrozenSite

NO_JEKYLL = ".nojekyll"
"""Has GitHub Pages serve every file, also where a name begins with a dot."""


def door_page(site: FrozenSite, path: str) -> bytes:
    """Return a page that leads to another address at once."""
    to = escape(path)
    return (
        f'<!doctype html>\n<html lang="{site.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{to}</title>\n"
        f'<meta http-equiv="refresh" content="0; url={to}">\n'
        '<meta name="robots" content="noindex">\n'
        f'<link rel="canonical" href="{escape(site.base)}{to}">\n'
        f'</head>\n<body>\n<p><a href="{to}">{to}</a></p>\n</body>\n</html>\n'
    ).encode()


def write_server_files(
    folder: FrozenFolder, entries: Iterable[Entry]
) -> tuple[int, int]:
    """Write what a server may read, to answer 302 and 410 as the site did.

    Returns how many files there are, and how many bytes they hold together.
    """
    files = size_bytes = 0
    with (
        (folder.hidden / "redirects.map").open("w", encoding="utf-8") as redirects,
        (folder.hidden / "gone.map").open("w", encoding="utf-8") as gone,
    ):
        for entry in entries:
            place = _quoted(unquote(entry.path))
            if entry.status == 410:
                gone.write(f"{place} 1;\n")
            elif entry.status == 302:
                redirects.write(f"{place} {_quoted(entry.leads)};\n")
            files, size_bytes = files + 1, size_bytes + entry.size
    if not (folder.folder / NO_JEKYLL).exists():
        folder.write_small(NO_JEKYLL, b"")
    return files, size_bytes


def _quoted(path: str) -> str:
    """Return a path as a map of nginx has it: no variable, no end of a text."""
    told = path.replace("\\", "\\\\").replace('"', '\\"').replace("$", "")
    return f'"{told}"'
