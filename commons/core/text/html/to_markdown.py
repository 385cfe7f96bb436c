"""Turns the HTML that stands in a Markdown text, or in a cell, into Markdown.

Libraries that convert HTML take a whole page and write every line anew; here
tags stand within Markdown, whose own lines, links and code stay as they were
typed. Tags that HTML does not know (<your name>) and addresses (<https://…>) are
left. One pass, linear in the text; nesting is bounded; nothing runs or is fetched.
"""

import re
from collections.abc import Iterator
from html import unescape

from commons.core.text.html.elements import (
    ALONE,
    BLOCKS,
    BREAK,
    ENDED,
    GAP,
    HEADINGS,
    LISTS,
    Element,
    write_block_break,
)
from commons.core.text.markdown.typed_html import SMALL

DEEPEST = 60
"""Elements within one another: what is deeper loses its tags, not its words."""

_NAME = r"[a-zA-Z][a-zA-Z0-9]{0,20}+(?::[a-z]{1,10}+)?"
_VALUE = r"\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|[^\s\"'=<>`]{1,2000}+"
_TAG = re.compile(
    rf"<(/?)({_NAME})((?:\s{{1,99}}+[^\s\"'<>/=]{{1,60}}+(?:\s*+=\s*+(?:{_VALUE}))?)"
    r"{0,40}+)\s*+/?>"
)
_ATTRIBUTE = re.compile(rf"([^\s\"'<>/=]{{1,60}}+)(?:\s*+=\s*+({_VALUE}))?")
_MARKS = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})|<|`+", re.MULTILINE)
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,31}\d{0,2}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_OPEN, _CLOSE = "\ufdd2", "\ufdd3"
_KEPT = re.compile(rf"{_OPEN}(\d+){_CLOSE}")

_SILENT = frozenset(
    {
        *("span", "font", "small", "big", "u", "ins", "abbr", "acronym", "time"),
        *("mark", "label", "sub", "sup", "q", "picture", "noscript", "thead", "tbody"),
        *("tfoot", "colgroup", "data", "button", "option", "select", "textarea"),
        *("map", "ruby", "rt", "rp", "wbr", "input", "col", "meta", "link", "track"),
        *("param", "area", "base", "canvas", "nobr", "o:p"),
    }
)
_DROPPED = frozenset({"script", "style", "template", "head", "title", "svg", "math"})
_KNOWN = frozenset({*ALONE, *ENDED, *_SILENT, *_DROPPED})
"""The elements that HTML knows: of those in no table above, the words alone stay."""
_ENDED_BY = {
    "li": frozenset({"li"}),
    "p": frozenset({"p", *HEADINGS, *LISTS, "table", "div", "blockquote", "pre"}),
    "td": frozenset({"td", "th", "tr"}),
    "th": frozenset({"td", "th", "tr"}),
    "tr": frozenset({"tr"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
}
"""What ends an element whose end nobody wrote (HTML, 13.1.2.4)."""


def from_html(text: str) -> str:
    """Give the text with its HTML as Markdown; without HTML, as it was."""
    if "<" not in text and not _ENTITY.search(text):
        return text
    plain = text.replace(_OPEN, "").replace(_CLOSE, "")
    writer = _Writer()
    for kind, piece in _cut(plain):
        writer.take(kind, piece)
    return writer.finish() if writer.changed else text


def _cut(text: str) -> Iterator[tuple[str, str]]:
    """Cut a text into pieces: "text", "code", "tag", and "gone" for what says none."""
    start = at = 0
    lost: set[str] = set()
    while (mark := _MARKS.search(text, at)) is not None:
        kind, end = _piece(text, mark, lost)
        if kind != "text":
            yield "text", text[start : mark.start()]
            yield kind, text[mark.start() : end]
            start = end
        at = end
    yield "text", text[start:]


def _piece(text: str, mark: re.Match[str], lost: set[str]) -> tuple[str, int]:
    """Say what begins at a mark, and where it ends.

    `lost` holds the ends that are nowhere further on, so that each is looked for
    once.
    """
    at, end = mark.start(), mark.end()
    if fence := mark["fence"]:
        close = _next(text, end, rf"^ {{0,3}}{fence}[`~]*[ \t]*$", lost)
        return "code", close or len(text)
    if mark[0] != "<":
        close = _next(text, end, rf"(?<!`){mark[0]}(?!`)", lost)
        return ("code", close) if close else ("text", end)
    if text.startswith("<!--", at):
        close = _next(text, end, "-->", lost)
        return ("gone", close) if close else ("text", end)
    tag, small = _TAG.match(text, at), SMALL.match(text, at)
    if small or tag is None or (name := tag[2].lower()) not in _KNOWN:
        return "text", small.end() if small else end  # our Markdown has <sub> too
    if name in _DROPPED:
        closed = tag[1] or tag[0].endswith("/>")
        close = 0 if closed else _next(text, tag.end(), rf"</{name}\s*>", lost)
        return "gone", close or tag.end()
    return "tag", tag.end()


def _next(text: str, at: int, ending: str, lost: set[str]) -> int:
    """Give where an ending ends after a place, 0 when it never comes."""
    if ending in lost:
        return 0
    found = re.compile(ending, re.MULTILINE | re.IGNORECASE).search(text, at)
    if found is None:
        lost.add(ending)
    return found.end() if found else 0


class _Writer:
    """Writes pieces as Markdown; `changed` once anything was HTML."""

    def __init__(self) -> None:
        self.changed = False
        self._frames = [Element(tag="")]
        self._kept: list[str] = []
        self._line = ""

    def take(self, kind: str, piece: str) -> None:
        """Take the next piece of the text."""
        if kind == "code":
            self._put(self._keep(piece))
        elif kind == "text":
            self._words(piece)
        else:
            self.changed = True
            found = _TAG.match(piece)
            if kind == "tag" and found is not None:
                self._tag(found)

    def finish(self) -> str:
        """Give the whole text."""
        while len(self._frames) > 1:
            self._close(self._frames[-1].tag)
        made = GAP.sub("\n\n", "".join(self._frames[0].pieces)).strip("\n").rstrip()
        for _ in range(2):  # there may be code within a block of code
            made = _KEPT.sub(lambda found: self._kept[int(found[1])], made)
        return made

    def _words(self, piece: str) -> None:
        words = _ENTITY.sub(_character, piece)
        self.changed = self.changed or words != piece
        here = self._frames[-1]
        if here.tag in LISTS or here.tag in {"table", "tr"}:
            words = words.strip()
        elif self._starts_block():
            words = words.lstrip()
        if words:
            self._put(words)

    def _tag(self, found: re.Match[str]) -> None:
        name = found[2].lower()
        if found[1]:
            self._close(name)
            return
        self._end_what_ends_by(name)
        frame = Element(tag=name, attributes=dict(_attributes(found[3])))
        if name in ALONE:
            frame.in_one_line = self._in_one_line()
            self._put(ALONE[name](frame))
        elif name in ENDED and len(self._frames) <= DEEPEST:
            self._frames.append(frame)

    def _end_what_ends_by(self, name: str) -> None:
        for frame in reversed(self._frames):
            if name in _ENDED_BY.get(frame.tag, ()):
                self._close(frame.tag)
                return
            if frame.tag in LISTS or frame.tag == "table":
                return

    def _close(self, name: str) -> None:
        """End the innermost element of this name, and those within it."""
        if name in BLOCKS and name not in ENDED:
            self._put(
                write_block_break(Element(tag=name, in_one_line=self._in_one_line()))
            )
        if all(frame.tag != name for frame in self._frames[1:]):
            return
        while (frame := self._frames.pop()).tag:
            frame.in_one_line = self._in_one_line()
            made = ENDED[frame.tag](frame)
            if frame.tag == "pre":
                made = f"\n\n{self._keep(made.strip())}\n\n"
            self._put(made)
            if frame.tag == name:
                return

    def _put(self, words: str) -> None:
        if not words:
            return
        self._frames[-1].pieces.append(words)
        _, ended, begun = words.rpartition("\n")
        self._line = (begun if ended else self._line + words)[:_LOOKED_AT]

    def _keep(self, code: str) -> str:
        self._kept.append(code)
        return f"{_OPEN}{len(self._kept) - 1}{_CLOSE}"

    def _in_one_line(self) -> bool:
        """Say whether a line break would cut the line begun in two."""
        return _ONE_LINE.match(self._line) is not None

    def _starts_block(self) -> bool:
        pieces = self._frames[-1].pieces
        if not pieces:
            return self._frames[-1].tag in {"li", "td", "th", "blockquote", *HEADINGS}
        return self.changed and pieces[-1].endswith(("\n\n", BREAK))


_LOOKED_AT = 12
_ONE_LINE = re.compile(r"[ \t]*(?:\||#{1,6})")
"""Rows of tables and headings of Markdown, which end with their line."""


def _character(found: re.Match[str]) -> str:
    """Give the sign of an entity, as it was when it is none or no text's."""
    sign = unescape(found[0])
    return sign if sign.isprintable() or sign in "\n\u00a0\u202f\u2009" else found[0]


def _attributes(text: str) -> Iterator[tuple[str, str]]:
    for found in _ATTRIBUTE.finditer(text):
        value = found[2] or ""
        bare = value[1:-1] if value[:1] in {'"', "'"} and value else value
        yield found[1].lower(), " ".join(unescape(bare).split())
