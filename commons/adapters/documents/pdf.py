"""PDF documents as Markdown; the one module of the wiki that knows pypdf.

A PDF knows no headings and no paragraphs, only letters at places: headings are lines
in greater letters than most, paragraphs are lines that follow one another closely.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pypdf import PageObject, PdfReader

from commons.adapters.documents.pictures import PictureFolder

MOST_PAGES = 60
LEAST_PICTURE = 100
"""Pixels of a picture's shorter side below which it is a rule, a dot or a logo."""

_LIST_MARK = re.compile(r"^(?:[•·▪◦‣●○–—*-]|\(?(?P<number>\d{1,2})[.)])\s*(?=\S)")
_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """Letters that a page says at once, their size and where they stand."""

    text: str
    size: float
    right: float
    down: float

    @property
    def end(self) -> float:
        """About where they end: letters are about half as wide as high."""
        return self.right + len(self.text) * self.size * 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line of a page, the size of its letters, and how far down it stands."""

    text: str
    size: float
    down: float


def read_pdf(path: Path, pictures: PictureFolder) -> str:
    """Return the Markdown of a document; its pictures are put into the folder.

    Raises whatever the library raises for what is no such document, MemoryError for
    one of more than MOST_PAGES pages.
    """
    reader = PdfReader(path)
    if len(reader.pages) > MOST_PAGES:
        raise MemoryError
    pages = [_lines(list(_pieces(page))) for page in reader.pages]
    lines = [line for page in pages for line in page]
    levels = _heading_levels(lines)
    shown: set[str] = set()
    parts: list[str] = []
    for page, own in zip(reader.pages, pages, strict=True):
        parts += _paragraphs(own, levels)
        for name in _pictures(page, pictures):
            parts += [] if name in shown else [f"![]({name})"]
            shown.add(name)
    return "\n\n".join(parts)


def _pieces(page: PageObject) -> Iterator[_Piece]:
    found: list[_Piece] = []

    def visit(
        text: str, outer: list[float], own: list[float], _font: object, size: float
    ) -> None:
        if text.strip():
            right = own[4] * outer[0] + own[5] * outer[2] + outer[4]
            down = own[4] * outer[1] + own[5] * outer[3] + outer[5]
            high = abs(size * (own[3] or own[1] or 1) * (outer[3] or outer[1] or 1))
            found.append(_Piece(text=text, size=round(high, 1), right=right, down=down))

    page.extract_text(visitor_text=visit)
    yield from found


def _lines(pieces: list[_Piece]) -> list[_Line]:
    """Put the pieces together that stand on one line, in the order they are said."""
    lines: list[_Line] = []
    before: _Piece | None = None
    for piece in pieces:
        text = " ".join(piece.text.split())
        near = before is not None and abs(before.down - piece.down) < piece.size * 0.6
        if before is None or not near or "\n" in before.text.rstrip(" "):
            lines.append(_Line(text=text, size=piece.size, down=piece.down))
        else:
            spaced = before.text[-1:].isspace() or piece.text[:1].isspace()
            gap = " " if spaced or piece.right > before.end + piece.size * 0.3 else ""
            joined = f"{lines[-1].text}{gap}{text}"
            size = max(lines[-1].size, piece.size)
            lines[-1] = _Line(text=joined, size=size, down=lines[-1].down)
        before = piece
    return lines


def _heading_levels(lines: list[_Line]) -> dict[float, int]:
    """Return the sizes of letters that are greater than most, and their levels."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    greater = sorted((size for size in sizes if size > body * 1.12), reverse=True)
    return {size: min(level, 4) for level, size in enumerate(greater, start=1)}


def _paragraphs(lines: list[_Line], levels: dict[float, int]) -> list[str]:
    """Put lines together that are one heading, one item of a list, one paragraph."""
    found: list[str] = []
    gap = _usual_gap(lines)
    last: _Line | None = None
    for line in lines:
        same = last is not None and last.size == line.size
        apart = last is None or not same or abs(last.down - line.down) > gap * 1.45
        text = _escape(line.text)
        if level := levels.get(line.size) if len(line.text) < 150 else None:
            if apart:
                found.append(f"{'#' * level} {text}")
            else:
                found[-1] += f" {text}"
        elif mark := _LIST_MARK.match(line.text):
            bare = _escape(line.text[mark.end() :])
            found.append(f"{mark['number']}. {bare}" if mark["number"] else f"- {bare}")
        elif apart:
            found.append(text)
        else:
            found[-1] = _joined(found[-1], text)
        last = line
    return found


def _usual_gap(lines: list[_Line]) -> float:
    """Return how far apart the lines of one paragraph stand."""
    gaps = [
        round(abs(one.down - other.down), 1)
        for one, other in pairwise(lines)
        if one.size == other.size
    ]
    return Counter(gaps).most_common(1)[0][0] if gaps else 0.0


def _joined(before: str, line: str) -> str:
    """Put a line behind another; a word that was cut at its end is whole again."""
    if before.endswith("-") and line[:1].islower():
        return before[:-1] + line
    return f"{before} {line}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _pictures(page: PageObject, pictures: PictureFolder) -> Iterator[str]:
    for one in page.images:
        if one.image is not None and min(one.image.size) >= LEAST_PICTURE:
            yield pictures.keep(one.data)
