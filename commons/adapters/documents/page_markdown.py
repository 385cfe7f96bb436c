"""The HTML of a document as Markdown; the one module that knows markdownify."""

import re
from typing import Any

from markdownify import MarkdownConverter

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_TITLE = re.compile(r"<h1\b[^>]*\btitle\b")
_LONG = re.compile(r"\n{3,}")
_ANCHOR = re.compile(r"<a\s+(?:id|name)=\"[^\"]{0,200}\"\s*/?>(?:</a>)?")
_SMALL = re.compile(r"[^<>\n\[\]]{1,100}")


class _Converter(MarkdownConverter):
    """Keeps high and low letters as the tags that our Markdown reads."""

    def convert_sup(self, element: Any, text: str, parent_tags: set[str]) -> str:
        """Return a <sup> or <sub> of words, else what stands in it."""
        fits = (
            not parent_tags & {"pre", "code"}
            and text.strip()
            and _SMALL.fullmatch(text)
        )
        return f"<{element.name}>{text}</{element.name}>" if fits else text

    convert_sub = convert_sup


def page_markdown(html: str) -> str:
    """Return the Markdown of a document.

    Headings of the first level are sections, unless one alone stands over the whole:
    of several, all go down by one.
    """
    titled = _TITLE.search(html) is not None
    made = _Converter(
        heading_style="ATX",
        bullets="-",
        escape_misc=True,
        table_infer_header=True,
        keep_inline_images_in=["td", "th", "p", "li", "h1", "h2", "h3", "h4"],
    ).convert(_ANCHOR.sub("", html))
    text = _LONG.sub("\n\n", str(made)).strip()
    first = [mark for mark in _HEADING.findall(text) if mark == "# "]
    if len(first) > 1 and not titled:
        text = _HEADING.sub(lambda mark: f"#{mark[0]}"[-7:], text)
    return text
