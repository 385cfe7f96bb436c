"""The process that lays out one document and ends, `python -m commons.adapters.pdf.pdf_process`.

Its arguments are a folder with what `pdf_maker` put there (the document, the styles,
and which file answers which address) and how many seconds of a processor it may take.
It asks for nothing else, of no network and no disk. Without arguments it says whether
all is here that it would load. WeasyPrint is known to this module alone; the system
bounds its time and its memory.
"""

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from math import ceil
from pathlib import Path

from commons.core.files.resource_limits import bound_resources

DOCUMENT, STYLES, FILES, MADE = "document.html", "styles.css", "files.json", "made.pdf"

MOST_MEMORY_BYTES = 1024 * 1024 * 1024
TOO_HARD = 4
"""What it ends with when it asks for more memory than it may."""

LACKING = 5
"""What it ends with when a library is missing."""

_LIBRARIES = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
)
"""What WeasyPrint needs of the system, on Linux and macOS."""


def main(folder: Path, seconds: float) -> int:
    """Lay the document out; give what to end with."""
    os.nice(10)  # pages come first
    bound_resources(ceil(seconds), MOST_MEMORY_BYTES)
    spent = resource.getrusage(resource.RUSAGE_SELF)
    left = seconds - spent.ru_utime - spent.ru_stime
    signal.setitimer(signal.ITIMER_PROF, max(left, 0.01))  # SIGPROF ends us
    try:
        _lay_out(folder)
    except MemoryError:
        return TOO_HARD
    return 0


def look_for_libraries() -> int:
    """Load what WeasyPrint needs of the system; give what to end with."""
    return 0 if all(map(_has_library, _LIBRARIES)) else LACKING


def _has_library(names: tuple[str, ...]) -> bool:
    for name in names:
        with suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False


def _lay_out(folder: Path) -> None:
    """Write the PDF; what the document names and is not here is left out of it."""
    from weasyprint import CSS, HTML  # noqa: PLC0415  # what it costs is bounded too
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415  # same

    told = json.loads((folder / FILES).read_text(encoding="utf-8"))
    files: Mapping[str, tuple[str, str]] = told["files"]

    class OurFiles(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        """Answers the addresses that it was given, and refuses any other."""

        def fetch(
            self, url: str, _headers: Mapping[str, str] | None = None
        ) -> URLFetcherResponse:
            """Return a file of ours. Raises ValueError."""
            if url not in files:
                raise ValueError(f"{url} is not ours to fetch")
            path, media_type = files[url]
            sort = {"Content-Type": media_type}
            return URLFetcherResponse(url, Path(path).read_bytes(), sort)

    ours = OurFiles()
    styles = (folder / STYLES).read_text(encoding="utf-8")
    HTML(
        string=(folder / DOCUMENT).read_text(encoding="utf-8"),
        base_url=told["base"],
        url_fetcher=ours,
    ).write_pdf(
        folder / MADE,
        stylesheets=[CSS(string=styles, base_url=told["base"], url_fetcher=ours)],
        pdf_tags=True,
    )


if __name__ == "__main__":
    sys.exit(
        main(Path(sys.argv[1]), float(sys.argv[2]))
        if sys.argv[1:]
        else look_for_libraries()
    )
