"""Spreadsheets saved as CSV: their encodings, separators, bounds and dangers.

Reads what Excel and LibreOffice write on French and English machines (UTF-8 with or
without a mark, UTF-16, Windows, MS-DOS, Macintosh; semicolons, commas or tabs; line
breaks within quotes), and writes what both open as it is. A cell is text, never a
formula.
"""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field as attribute, replace
from io import StringIO
from itertools import islice
from pathlib import Path

from commons.core.domain.language.characters import normal_form
from commons.core.text.files.encodings import (
    DecodedText,
    decode_text,
    read_once,
    sample_lines,
)
from commons.errors import FileFormatError, StorageError, UnfitTableError

LARGEST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 300
LONGEST_CELL = 250_000
LONGEST_ROW = 1_000_000
MOST_LINES = 200_000
"""Rows, blank ones included: some programs write thousands of them at the end."""

SEPARATORS = ";,\t"

BINARY = "ce fichier n’est pas un texte : enregistrez le tableau en CSV"
WORKBOOK = (
    "ce fichier est un classeur (Excel ou LibreOffice) : ouvrez-le, puis"
    " enregistrez-le en CSV"
)
UNREADABLE = (
    "un caractère est illisible à la ligne %(line)s : enregistrez le tableau en CSV,"
    " avec l’encodage UTF-8"
)
QUOTES = "à partir de la ligne %(line)s, un guillemet droit est ouvert et mal fermé"
EMPTY = "ce fichier est vide : il faut une ligne de titres, puis une ligne par fiche"
NO_ROWS = "sous la ligne de titres, ce fichier n’a aucune ligne remplie"
MANY_BYTES = "ce fichier est trop lourd : %(most)s Mo au plus"
MANY_ROWS = "ce tableau a trop de lignes : %(most)s au plus"
MANY_COLUMNS = "ce tableau a trop de colonnes : %(most)s au plus"
MUCH_WORK = "ce tableau est trop gros pour être traité en une fois : partagez-le en plusieurs fichiers"
LONG_CELL = (
    "à la ligne %(line)s, une case est trop longue : %(most)s caractères au plus"
)

REFUSALS = (
    *(BINARY, WORKBOOK, UNREADABLE, QUOTES, EMPTY, NO_ROWS),
    *(MANY_BYTES, MANY_ROWS, MANY_COLUMNS, LONG_CELL, MUCH_WORK),
)
"""Every sentence that may refuse a file, to be translated."""

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f]")
_CONTROL_SHARE = 0.01
"""A text may hold a few stray controls, which are cleaned away; no more than these."""
_TOLD_SEPARATOR = re.compile(r"sep=([;,\t|])(?:\r\n|\r|\n)")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_GUARDED = re.compile(r"'(?=[=+\-@])")

csv.field_size_limit(LONGEST_CELL)  # for the process: nothing else here reads CSV


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row that holds something; `number` is the one a spreadsheet shows."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A header, whose columns may have no name or the same, and its lines.

    A line may have fewer cells than the header, or more. `encoding` is the key of
    the one it was read in; when that is a guess, `sample` shows what to confirm.
    """

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str = attribute(default="utf-8", compare=False)
    sample: tuple[str, ...] = attribute(default=(), compare=False)


def read_csv(
    content: bytes, encoding: str = "", *, most_weight: float = math.inf
) -> Table:
    """Read a whole file; blank rows are left out but counted.

    Its encoding is told from its content unless the key of one is given.
    `most_weight` bounds what all cells together cost to convert and check, by
    `conversion_cost`. Raises UnfitTableError.
    """
    if len(content) > LARGEST_BYTES:
        raise UnfitTableError(MANY_BYTES, most=LARGEST_BYTES // 1024**2)
    decoded = _decoded(content, encoding)
    text = decoded.text
    if told := _TOLD_SEPARATOR.match(text):
        text = text[told.end() :]
    separator = told[1] if told else _separator(text)
    lines = _lines(text, separator)
    header = next(lines, None)
    if header is None:
        raise UnfitTableError(EMPTY)
    if len(header.cells) > MOST_COLUMNS:
        raise UnfitTableError(MANY_COLUMNS, most=MOST_COLUMNS)
    found = tuple(_within(lines, most_weight))
    if not found:
        raise UnfitTableError(NO_ROWS)
    return Table(
        header=header.cells,
        lines=found,
        encoding=decoded.encoding,
        sample=sample_lines(text) if decoded.guessed else (),
    )


def read_file(path: Path, encoding: str = "") -> Table:
    """Read a file, of which no more than we take is kept in memory.

    Raises UnfitTableError, StorageError.
    """
    if not path.is_file():  # a pipe would never end, nor begin
        raise StorageError(f"{path} n’est pas un fichier")
    try:
        with path.open("rb") as file:
            return read_csv(file.read(LARGEST_BYTES + 1), encoding)
    except OSError as error:
        raise StorageError(f"{path} ne peut pas être lu ({error.strerror})") from error


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """Write rows as a spreadsheet of a French machine opens them: UTF-8, marked."""
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerows([guard_cell(cell) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def guard_cell(cell: str) -> str:
    """Give a cell that no program takes for a formula (OWASP, "CSV injection")."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _decoded(content: bytes, encoding: str) -> DecodedText:
    if content.startswith(_WORKBOOKS):
        raise UnfitTableError(WORKBOOK)
    try:
        found = decode_text(content, encoding)
    except FileFormatError as error:
        if error.line:
            raise UnfitTableError(UNREADABLE, line=error.line) from error
        raise UnfitTableError(BINARY) from error
    if not encoding and (once := read_once(found.text)):
        found = replace(found, text=once, guessed=True)
    controls = sum(1 for _ in _CONTROL.finditer(found.text))
    if "\0" in found.text or controls > _CONTROL_SHARE * len(found.text):
        raise UnfitTableError(BINARY)
    return replace(found, text=normal_form(found.text))


def _separator(text: str) -> str:
    """Give the separator that makes most columns of the first row."""
    return max(SEPARATORS, key=lambda sign: _width(text, sign))


def _width(text: str, separator: str) -> int:
    """Count the cells of the first row; 0 when this separator makes no sense."""
    reader = csv.reader(_bounded(text), delimiter=separator, strict=True)
    try:
        return next((len(row) for row in islice(reader, MOST_LINES) if row), 0)
    except csv.Error:
        return 0


def _bounded(text: str) -> Iterator[str]:
    """Give the text line by line; what would make millions of cells is an error."""
    for line in StringIO(text, newline=""):
        if len(line) > LONGEST_ROW:
            raise csv.Error("field limit")
        yield line


def _within(lines: Iterable[Line], most_weight: float) -> Iterator[Line]:
    """Give the rows again. Raises UnfitTableError when they are too many or heavy."""
    heavy = 0
    for count, line in enumerate(lines, start=1):
        heavy += conversion_cost(line.cells)
        if count > MOST_ROWS:
            raise UnfitTableError(MANY_ROWS, most=MOST_ROWS)
        if heavy > most_weight:
            raise UnfitTableError(MUCH_WORK)
        yield line


def conversion_cost(cells: Iterable[str]) -> int:
    """Return what cells cost to convert and check, in units of about 15 µs.

    A tag of HTML costs as much as two cells, a bracket or an address as one.
    """
    return sum(
        1 + 2 * cell.count("<") + cell.count("[") + cell.count("://") for cell in cells
    )


def _lines(text: str, separator: str) -> Iterator[Line]:
    """Give the rows that hold something, without the blank cells at their end."""
    number = 0
    reader = csv.reader(_bounded(text), delimiter=separator, strict=True)
    try:
        for number, row in enumerate(reader, start=1):
            if number > MOST_LINES:
                raise UnfitTableError(MANY_ROWS, most=MOST_ROWS)
            cells = [_GUARDED.sub("", cell.strip(), count=1) for cell in row]
            while cells and not cells[-1]:
                cells.pop()
            if len(cells) > MOST_COLUMNS:
                raise UnfitTableError(MANY_COLUMNS, most=MOST_COLUMNS)
            if cells:
                yield Line(number=number, cells=tuple(cells))
    except csv.Error as error:
        line = number + 1
        if "field limit" in str(error):
            raise UnfitTableError(LONG_CELL, line=line, most=LONGEST_CELL) from error
        raise UnfitTableError(QUOTES, line=line) from error
