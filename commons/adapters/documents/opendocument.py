"""OpenDocument texts (.odt, OpenDocument 1.3 part 3) as HTML.

The one library for it, odfpy, has not been kept since 2020 and loses bold and italic
words, titles and kinds of lists; of the format we need these few elements only.
"""

import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from commons.adapters.documents.pictures import PictureFolder
from commons.adapters.documents.unpacking import check_unpacked

_SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
}


def _full(name: str) -> str:
    """Return a name as ElementTree has it: "text:p" with its namespace."""
    space, _, local = name.partition(":")
    return f"{{{_SPACES[space]}}}{local}"


_H, _P, _SPAN, _A = map(_full, ("text:h", "text:p", "text:span", "text:a"))
_LIST, _ITEM, _NAME = map(_full, ("text:list", "text:list-item", "text:style-name"))
_IMAGE, _FRAME, _HREF = map(_full, ("draw:image", "draw:frame", "xlink:href"))
_SIMPLE = {
    _full("text:line-break"): "<br>",
    _full("text:tab"): " ",
    _full("text:s"): " ",
    _full("text:soft-page-break"): "",
}
_WRAPPED = {
    _ITEM: "li",
    _full("text:list-header"): "li",
    _full("table:table"): "table",
    _full("table:table-row"): "tr",
    _full("table:table-cell"): "td",
}
_SILENT = frozenset(
    map(
        _full,
        ("office:annotation", "text:tracked-changes", "text:note-citation"),
    )
)
"""What readers of the document do not see, or see as a mark."""

_BOLD, _ITALIC, _HIGH, _LOW, _STRUCK = "b", "i", "sup", "sub", "s"
_MARKS = (_BOLD, _ITALIC, _STRUCK, _HIGH, _LOW)
_TITLE, _NUMBERED = "title", "ol"


def read_opendocument(path: Path, pictures: PictureFolder) -> str:
    """Return the HTML of a document; its pictures are put into the folder.

    Raises BadZipFile, KeyError or ParseError for what is no such document,
    MemoryError for one that says too much.
    """
    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive)
        content = _parsed(archive, "content.xml")
        looks = _read_looks([_parsed(archive, "styles.xml"), content])
        text = content.find(f"{_full('office:body')}/{_full('office:text')}")
        if text is None:
            raise KeyError
        return "".join(_Writer(archive, pictures, looks).write(text))


def _parsed(archive: zipfile.ZipFile, name: str) -> ET.Element:
    """Parse a file of the document; expat itself refuses entities that swell."""
    return ET.fromstring(archive.read(name))  # noqa: S314 - in a bounded process


def _read_looks(roots: list[ET.Element]) -> dict[str, set[str]]:
    """Return what each style means: bold, italic, high, title, numbered."""
    looks: dict[str, set[str]] = {}
    parents: dict[str, str] = {}
    for root in roots:
        for style in root.iter(_full("style:style")):
            name = style.get(_full("style:name"), "")
            parents[name] = style.get(_full("style:parent-style-name"), "")
            looks[name] = set(_own_looks(style))
        for style in root.iter(_full("text:list-style")):
            first = next(iter(style), None)
            if first is not None and first.tag.endswith("-number"):
                looks[style.get(_full("style:name"), "")] = {_NUMBERED}
    for name in list(looks):
        above, seen = parents.get(name, ""), {name}
        while above and above not in seen:
            seen.add(above)
            if _TITLE in looks.get(above, ()):
                looks[name].add(_TITLE)
            above = parents.get(above, "")
    return looks


def _own_looks(style: ET.Element) -> Iterator[str]:
    if style.get(_full("style:name")) == "Title":
        yield _TITLE
    said = style.find(_full("style:text-properties"))
    if said is not None and style.get(_full("style:family")) == "text":
        if said.get(_full("fo:font-weight")) in ("bold", "700", "800", "900"):
            yield _BOLD
        if said.get(_full("fo:font-style")) in ("italic", "oblique"):
            yield _ITALIC
        if said.get(_full("style:text-line-through-style"), "none") != "none":
            yield _STRUCK
        place = said.get(_full("style:text-position"), "").partition(" ")[0]
        if place not in ("", "0%"):  # "super", "sub" or a share of the letters' height
            yield _LOW if place == "sub" or place.startswith("-") else _HIGH


class _Writer:
    """Writes the elements of one document as HTML, each from its parts."""

    def __init__(
        self,
        archive: zipfile.ZipFile,
        pictures: PictureFolder,
        looks: dict[str, set[str]],
    ) -> None:
        self._archive, self._pictures, self._looks = archive, pictures, looks

    def write(self, element: ET.Element) -> Iterator[str]:
        """Give the HTML of what stands within an element."""
        if element.text:
            yield escape(element.text)
        for one in element:
            yield from self._one(one)
            if one.tail:
                yield escape(one.tail)

    def _one(self, element: ET.Element) -> Iterator[str]:
        tag = element.tag
        looks = self._looks.get(element.get(_NAME, ""), set())
        if tag in _SILENT:
            return
        if tag in _SIMPLE:
            yield _SIMPLE[tag]
        elif tag == _FRAME:
            yield from self._frame(element)
        elif tag == _A:
            address = escape(element.get(_HREF, ""))
            yield from self._within(f'a href="{address}"', element)
        elif tag == _SPAN:
            marks = [mark for mark in _MARKS if mark in looks]
            yield from (f"<{mark}>" for mark in marks)
            yield from self.write(element)
            yield from (f"</{mark}>" for mark in reversed(marks))
        elif tag == _LIST:
            yield from self._within("ol" if _NUMBERED in looks else "ul", element)
        else:
            yield from self._within(_block(element, looks), element)

    def _within(self, opening: str, element: ET.Element) -> Iterator[str]:
        """Give what stands within an element, in an element of HTML, or in none."""
        if opening:
            yield f"<{opening}>"
        yield from self.write(element)
        if opening:
            yield f"</{opening.partition(' ')[0]}>"

    def _frame(self, frame: ET.Element) -> Iterator[str]:
        """Give the picture of a frame with its description, else what it holds."""
        said = (frame.find(_full(name)) for name in ("svg:desc", "svg:title"))
        alt = next((one.text for one in said if one is not None and one.text), "")
        for image in frame.iter(_IMAGE):
            try:
                content = self._archive.read(image.get(_HREF, "").removeprefix("./"))
            except KeyError:  # it lies elsewhere, and is not fetched
                continue
            name = self._pictures.keep(content)
            yield f'<img src="{name}" alt="{escape(alt)}">'
            return
        for box in frame.iter(_full("draw:text-box")):
            yield from self.write(box)


def _block(element: ET.Element, looks: set[str]) -> str:
    """Return the element of HTML for one of the document, "" for none."""
    if element.tag == _P:
        return 'h1 class="title"' if _TITLE in looks else "p"
    if element.tag == _H:
        level = element.get(_full("text:outline-level"), "1")
        return f"h{min(int(level), 6)}" if level.isdecimal() else "h6"
    return _WRAPPED.get(element.tag, "")
