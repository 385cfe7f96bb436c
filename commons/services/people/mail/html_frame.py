"""The frame of an e-mail in HTML: page, links at the end, and the site that writes."""

from collections.abc import Iterable, Sequence
from html import escape


def links_html(links: Iterable[tuple[str, str]]) -> list[str]:
    """Return links (label, address) as the small lines that end an e-mail."""
    return [
        f'<p style="font-size:.85em"><a href="{escape(link)}" style="color:#1d4f5c">'
        f"{escape(label)}</a></p>"
        for label, link in links
    ]


def frame_html(language: str, site: str, base: str, content: Sequence[str]) -> str:
    """Return an e-mail of paragraphs of safe HTML, with a link to the site at its end."""
    rows = [*content, *links_html([(site, base)])]
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(site)}'
        '</title></head><body style="max-width:36em;margin:1.5em auto;padding:0 1em;'
        'font:16px/1.5 sans-serif;color:#222;background:#fff">'
        + "".join(rows)
        + "</body>"
        "</html>"
    )
