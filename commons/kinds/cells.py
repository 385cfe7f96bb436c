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
from functools import lru_cache

from babel import Locale

from commons.domain.kind import Field, Kind, Schema, Type, Values
from commons.domain.problem import Problem
from commons.kinds.clean import clean
from commons.kinds.columns import Target, pair, places
from commons.kinds.place_names import fold_typed
from commons.kinds.scalars import read_scalar
from commons.kinds.schemes import LANGUAGES

SHORT = 200
"""Texts of up to so many letters hold no sentences: ; may stand between them."""

_LINES = re.compile(r"[\n|]+")
_SIGNS = re.compile(r"[\n|;]+")
_NEWLINES = re.compile(r"\r\n?")
_BULLET = re.compile(r"(?:[-–•*]|[0-9]{1,2}[.)])\s+")
_BETWEEN = re.compile(r"\s*:\s+")


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
class Said:
    """What a line says: values, what could not be placed, where each came from."""

    values: Values = attribute(hash=False)
    problems: tuple[Problem, ...]
    origins: Mapping[Place, Piece] = attribute(hash=False)


def columns(
    found: Sequence[Target], chosen: Sequence[str], header: Sequence[str]
) -> tuple[Column, ...]:
    """Give the columns in use, from the name of each one's target ("": left out)."""
    known = {target.name: target for target in found}
    holds = [known.get(name) for name in chosen]
    return tuple(
        Column(index=index, heading=header[index], target=target, number=number)
        for index, (target, number) in enumerate(
            zip(holds, places(holds, header), strict=True)
        )
        if target is not None
    )


def said(
    schema: Schema, kind: Kind, used: Sequence[Column], cells: Sequence[str]
) -> Said:
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
    values, problems = clean(schema, kind, raw)
    return Said(values=values, problems=problems, origins=origins)


def _read(
    schema: Schema, field: Field, pieces: list[Piece], origins: dict[Place, Piece]
) -> object:
    """Give what a form would have given for the pieces of one field."""
    origins[field.key, -1, ""] = pieces[0]
    if field.type is Type.ROW:
        rows = _rows(schema, field, pieces, origins)
        return rows if field.many else rows[0]
    if not field.many:
        return _scalar(field, pieces[0].text)
    values: list[str] = []
    for piece in pieces:
        for text in split(schema, field, piece.text):
            value = _scalar(field, text)
            if value not in values:
                origins[field.key, len(values), ""] = Piece(
                    column=piece.column, text=text
                )
                values.append(value)
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
        texts = split(schema, field, piece.text) if field.many else [piece.text]
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
            column.key: _scalar(column, given[column.key].text)
            for column in field.columns
            if column.key in given
        }
        rows.append(_row(field, whole.get(number), typed))
    return rows


def _row(field: Field, whole: Piece | None, typed: dict[str, str]) -> object:
    """Give a row as a form does, or the single text that stands for it."""
    if whole is None:
        return typed
    keys = pair(field)
    texts = _BETWEEN.split(whole.text, maxsplit=1) if keys else []
    if len(texts) == 2:
        return {**dict(zip(keys, texts, strict=True)), **typed}
    if not typed and field.shorthand:
        return whole.text
    first = field.shorthand[-1] if field.shorthand else keys[0]
    return {first: whole.text, **typed}


def split(schema: Schema, field: Field, text: str) -> list[str]:
    """Give the values that stand in one cell, without their bullets."""
    one = _one(field)
    short = one.type is not Type.URL and (
        one.type not in {Type.TEXT, Type.MARKDOWN} or (one.max_length or 0) in _SHORTS
    )
    found = (_SIGNS if short else _LINES).split(text)
    pieces = [_BULLET.sub("", piece.strip(), count=1) for piece in found]
    if field.type is Type.CONCEPT:
        pieces = [part for piece in pieces for part in _choices(schema, field, piece)]
    elif field.type is Type.TEXT and 0 < (field.max_length or 0) <= _WORD:
        pieces = [part.strip() for piece in pieces for part in piece.split(",")]
    return [piece for piece in pieces if piece]


_SHORTS = range(1, SHORT + 1)
_WORD = 40
"""Texts of up to so many letters are words: a comma may stand between them."""


def _one(field: Field) -> Field:
    """Give what one value of a field is, as to its length: for a row, its text."""
    if field.type is not Type.ROW:
        return field
    by_key = {column.key: column for column in field.columns}
    keys = pair(field) or field.shorthand
    return by_key[keys[-1]] if keys else field


def _choices(schema: Schema, field: Field, text: str) -> list[str]:
    """Split at commas what is no choice with a comma in its name."""
    known = schema.schemes[field.choice].concepts
    if str(read_scalar(schema, field, text)) in known:
        return [text]
    return [part.strip() for part in text.split(",")]


def _scalar(field: Field, text: str) -> str:
    """Read what the form offers as a list, and a spreadsheet as words."""
    if field.type is Type.LANGUAGE:
        return _tags().get(fold_typed(text), text)
    return text


@lru_cache(maxsize=1)
def _tags() -> dict[bytes, str]:
    """Map the name of a language, in French and English, to its BCP 47 tag."""
    return {
        fold_typed(str(name)): tag
        for language in reversed(LANGUAGES)
        for tag, name in Locale(language).languages.items()
        if "_" not in tag
    }
