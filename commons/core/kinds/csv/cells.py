"""What a line of a spreadsheet says of a sheet: from cells to values.

The convention that a writer needs to know. Several values stand in one cell, one
a line or with | between; short ones (words, names, choices) with ; too, keywords
and choices with a comma. They may also have a column each ("Frein 1", "Frein 2").
Rows of several columns have them numbered ("Étape 1 – Titre", "Étape 1 – Texte"),
or stand in one cell, one a line, as "Titre : texte". All else is as in the form.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field as attribute

from commons.core.domain.schema.kind import Field, Kind, Schema, Values
from commons.core.domain.schema.problem import Problem
from commons.core.kinds.csv.headings import Target, value_positions
from commons.core.kinds.values.list_splitting import split_list
from commons.core.kinds.values.parsing import parse_values

_NEWLINES = re.compile(r"\r\n?")
_BETWEEN = re.compile(r"(?<!\s)\s*:\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column in use: where it stands (from 0), what it holds, which value."""

    index: int
    heading: str
    target: Target
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A value as it was typed, and the column that it stands in."""

    column: Column
    text: str


Place = tuple[str, int, str]
"""Where a value stands in a sheet: field, row (-1: the field itself), column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellValues:
    """What a line says: values, what could not be placed, where each came from."""

    values: Values = attribute(hash=False)
    problems: tuple[Problem, ...]
    origins: Mapping[Place, Piece] = attribute(hash=False)


def columns_used(
    found: Sequence[Target], chosen: Sequence[str], header: Sequence[str]
) -> tuple[Column, ...]:
    """Give the columns in use, from the name of each one's target ("": left out)."""
    known = {target.name: target for target in found}
    holds = [known.get(name) for name in chosen]
    return tuple(
        Column(index=index, heading=header[index], target=target, number=number)
        for index, (target, number) in enumerate(
            zip(holds, value_positions(holds, header), strict=True)
        )
        if target is not None
    )


def read_cells(
    schema: Schema, kind: Kind, used: Sequence[Column], cells: Sequence[str]
) -> CellValues:
    """Read the cells of a line; never raises, whatever they hold."""
    filled: dict[str, list[Piece]] = {}
    origins: dict[Place, Piece] = {}
    for column in used:
        cell = cells[column.index] if column.index < len(cells) else ""
        text = _NEWLINES.sub("\n", cell).strip()
        piece = Piece(column=column, text=text)
        if column.target.field is None:
            origins[column.target.name, -1, ""] = piece
        elif text:
            filled.setdefault(column.target.field.key, []).append(piece)
    raw: dict[str, object] = {}
    for key, pieces in filled.items():
        raw[key] = _read(schema, kind.field(key), pieces, origins)
    values, problems = parse_values(schema, kind, raw)
    return CellValues(values=values, problems=problems, origins=origins)


def _read(
    schema: Schema, field: Field, pieces: list[Piece], origins: dict[Place, Piece]
) -> object:
    """Give what a form would have given for the pieces of one field."""
    origins[field.key, -1, ""] = pieces[0]
    if field.type.has_columns:
        rows = _rows(schema, field, pieces, origins)
        return rows if field.many else rows[0]
    if not field.many:
        return pieces[0].text
    values: list[str] = []
    for piece in pieces:
        for text in split_list(schema, field, piece.text, cell=True):
            if text not in values:
                origins[field.key, len(values), ""] = Piece(
                    column=piece.column, text=text
                )
                values.append(text)
    return values


def _rows(
    schema: Schema, field: Field, pieces: list[Piece], origins: dict[Place, Piece]
) -> list[object]:
    """Put whole rows and columns of rows together, by their numbers."""
    whole: dict[int, Piece] = {}
    parts: dict[int, dict[str, Piece]] = {}
    for piece in pieces:
        column = piece.column.target.column
        number = piece.column.number
        if column is not None:
            parts.setdefault(number, {})[column.key] = piece
            continue
        texts = (
            split_list(schema, field, piece.text, cell=True)
            if field.many
            else [piece.text]
        )
        for at, text in enumerate(texts, start=number):
            free = next(n for n in range(at, at + len(whole) + 1) if n not in whole)
            whole[free] = Piece(column=piece.column, text=text)
    rows: list[object] = []
    for number in sorted({*whole, *parts}):
        row = len(rows) if field.many else 0
        given = parts.get(number, {})
        for key, piece in given.items():
            origins[field.key, row, key] = piece
        if number in whole:
            origins[field.key, row, ""] = whole[number]
        typed = {
            column.key: given[column.key].text
            for column in field.columns
            if column.key in given
        }
        rows.append(_row(field, whole.get(number), typed))
    return rows


def _row(field: Field, whole: Piece | None, typed: dict[str, str]) -> object:
    """Give a row as a form does, or the single text that stands for it."""
    if whole is None:
        return typed
    keys = field.pair
    texts = _BETWEEN.split(whole.text, maxsplit=1) if keys else []
    if len(texts) == 2:
        return {**dict(zip(keys, texts, strict=True)), **typed}
    if not typed and field.shorthand:
        return whole.text
    first = field.shorthand[-1] if field.shorthand else keys[0]
    return {first: whole.text, **typed}
