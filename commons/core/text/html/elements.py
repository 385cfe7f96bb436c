"""What each element of HTML is written as in Markdown, once what it holds is known."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

MOST_CELLS = 60
"""Columns that a row of a table may have through `colspan`."""

BREAK = "  \n"
GAP = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")

_BRACKETS = re.compile(r"[\[\]]")
_MARKED = {
    **dict.fromkeys(("strong", "b"), "**"),
    **dict.fromkeys(("em", "i", "cite", "dfn", "var"), "*"),
    **dict.fromkeys(("del", "s", "strike"), "~~"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "`"),
}
BLOCKS = frozenset(
    {
        *("p", "div", "section", "article", "aside", "header", "footer", "main"),
        *("nav", "figure", "figcaption", "center", "address", "form", "fieldset"),
        *("details", "summary", "dl", "dt", "dd", "caption", "body", "html"),
    }
)
_EMBEDS = frozenset({"iframe", "embed", "video", "audio", "object"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
LISTS = frozenset({"ul", "ol", "menu", "dir"})


@dataclass(slots=True, kw_only=True)
class Element:
    """An open element, and what it holds so far."""

    tag: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    pieces: list[str] = field(default_factory=list)
    in_one_line: bool = False

    def text(self) -> str:
        """Give what it holds."""
        return "".join(self.pieces)

    def blocks(self) -> str:
        """Give what it holds, with one blank line between blocks."""
        return GAP.sub("\n\n", self.text()).strip()


def _marked(frame: Element) -> str:
    """Put marks around words; in several paragraphs, around each."""
    mark, text = _MARKED[frame.tag], frame.text()
    if mark == "`" and re.search(r"[`\n\ufdd2]", text):
        return text
    if not text.strip():
        return text
    return "".join(
        part
        if not (words := part.strip()) or "\n\n" in part
        else _around(part, words, mark)
        for part in re.split(r"(\n\n+)", text)
    )


def _around(part: str, words: str, mark: str) -> str:
    before, _, after = part.partition(words)
    return f"{before}{mark}{words}{mark}{after}"


def _link(frame: Element) -> str:
    """Write a link; without an address, or with one that leads nowhere, its words."""
    text = frame.text()
    words = " ".join(text.split())
    address = frame.attributes.get("href", "")
    if not _leads(address):
        return text
    if not words:
        return f"<{address}>" if ":" in address else ""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}[{words}]({_address(address)}){after}"


def _leads(address: str) -> bool:
    """Say whether an address is one that a page may link to."""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return False
    return bool(address) and scheme in {"", "http", "https", "mailto", "tel"}


def _address(address: str) -> str:
    """Give an address as it may stand between the brackets of a link."""
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def _image(frame: Element) -> str:
    address, words = (frame.attributes.get(key, "") for key in ("src", "alt"))
    words = _BRACKETS.sub("", words)
    if not _leads(address):
        return words
    return f"![{words}]({_address(address)})"


def _embed(frame: Element) -> str:
    """Write what a page would fetch and show as a link to it."""
    address = frame.attributes.get("src") or frame.attributes.get("data", "")
    full = f"https:{address}" if address.startswith("//") else address
    if not _leads(full):
        return ""
    words = frame.attributes.get("title") or urlsplit(full).hostname or full
    return f"\n\n[{_BRACKETS.sub('', words)}]({_address(full)})\n\n"


def _break(frame: Element) -> str:
    return " " if frame.in_one_line else BREAK


def _rule(frame: Element) -> str:
    return " " if frame.in_one_line else "\n\n---\n\n"


def _heading(frame: Element) -> str:
    words = " ".join(frame.text().split())
    return f"\n\n{'#' * HEADINGS[frame.tag]} {words}\n\n" if words else ""


def _item(frame: Element) -> str:
    """Write an item of a list; its list numbers it."""
    return f"{_ITEM}{frame.blocks()}"


_ITEM = "\ufdd4"


def _list(frame: Element) -> str:
    text = frame.text()
    items = [part.strip() for part in text.split(_ITEM) if part.strip()]
    ordered = frame.tag == "ol"
    first = frame.attributes.get("start", "1")
    number = int(first) if first.isdecimal() and len(first) < 7 else 1
    lines: list[str] = []
    for at, item in enumerate(items, start=number):
        mark = f"{at}. " if ordered else "- "
        lines.append(mark + item.replace("\n", "\n" + " " * len(mark)))
    tight = all("\n\n" not in re.sub(r"\n\n(?= *(?:-|\d+\.) )", "\n", i) for i in items)
    return "\n\n" + ("\n" if tight else "\n\n").join(lines) + "\n\n"


def _cell(frame: Element) -> str:
    words = " ".join(frame.blocks().split()).replace("|", r"\|")
    span = frame.attributes.get("colspan", "1")
    width = min(int(span), MOST_CELLS) if span.isdecimal() and len(span) < 7 else 1
    return _ITEM + words + _ITEM * (max(width, 1) - 1)


def _row(frame: Element) -> str:
    cells = [cell.strip() for cell in frame.text().split(_ITEM)[1:]]
    return _ROW + _ITEM.join(cells) if any(cells) else ""


_ROW = "\ufdd5"


def _table(frame: Element) -> str:
    """Write a table, whose first row is its head; a frame of one cell is its text."""
    first, *rest = frame.text().split(_ROW)
    rows = [row.split(_ITEM)[:MOST_CELLS] for row in rest]
    if not rows:
        return f"\n\n{first.strip()}\n\n"
    width = max(len(row) for row in rows)
    if width == 1:
        return "\n\n" + "\n\n".join(row[0].replace(r"\|", "|") for row in rows) + "\n\n"
    lines = [[*row, *[""] * (width - len(row))] for row in rows]
    lines.insert(1, ["---"] * width)
    caption = f"{first.strip()}\n\n" if first.strip() else ""
    body = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return f"\n\n{caption}{body}\n\n"


def _code(frame: Element) -> str:
    """Write a block of code, which is kept from what follows."""
    code = frame.text().strip("\n").removeprefix("`").removesuffix("`").strip("\n")
    return f"\n\n```\n{code}\n```\n\n"


def _quote(frame: Element) -> str:
    lines = frame.blocks().split("\n")
    return "\n\n" + "\n".join(f"> {line}".rstrip() for line in lines) + "\n\n"


def _as_blocks(frame: Element) -> str:
    """Write a paragraph."""
    apart = write_block_break(frame)
    return f"{apart}{frame.blocks()}{apart}"


def write_block_break(frame: Element) -> str:
    """Write what parts two blocks: a blank line, but a space within one line."""
    return " " if frame.in_one_line else "\n\n"


ALONE: Mapping[str, Callable[[Element], str]] = {
    **dict.fromkeys(BLOCKS - {"p"}, write_block_break),
    "br": _break,
    "hr": _rule,
    "img": _image,
    "embed": _embed,
    "source": _embed,
}
"""What each element without an end of its own is written as."""

ENDED: Mapping[str, Callable[[Element], str]] = {
    **dict.fromkeys(_MARKED, _marked),
    **dict.fromkeys(HEADINGS, _heading),
    **dict.fromkeys(LISTS, _list),
    **dict.fromkeys(_EMBEDS - {"embed"}, _embed),
    **dict.fromkeys(("td", "th"), _cell),
    "a": _link,
    "blockquote": _quote,
    "li": _item,
    "p": _as_blocks,
    "pre": _code,
    "table": _table,
    "tr": _row,
}
"""What each element is written as once it ends."""
