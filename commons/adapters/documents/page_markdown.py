"""The HTML of a document as Markdown; the one module that knows markdownify."""

import re

from markdownify import MarkdownConverter

_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_TITLE = re.compile(r"<h1\b[^>]*\btitle\b")
_LONG = re.compile(r"\n{3,}")
_ANCHOR = re.compile(r"<a\s+(?:id|name)=\"[^\"]{0,200}\"\s*/?>(?:</a>)?")


def page_markdown(html: str) -> str:
    """Return the Markdown of a document.

    Headings of the first level are sections, unless one alone stands over the whole:
    of several, all go down by one.
    """
    titled = _TITLE.search(html) is not None
    made = MarkdownConverter(
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
