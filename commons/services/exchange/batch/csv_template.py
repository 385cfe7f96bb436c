"""Writes the spreadsheet in which sheets of a kind can be brought in.

A row of headings that `guess` recognises, and one example made from the shapes,
which loads as it is. Whoever fills it in replaces the example.
"""

import re
from collections.abc import Iterator

from commons.core.domain.schema.kind import Exclusive, Field, Kind, Schema
from commons.core.kinds.csv.headings import Target, column_targets
from commons.core.kinds.places.register import Places
from commons.core.kinds.values.scalars import read_scalar
from commons.core.text.files.csv_file import write_csv

ROWS = 3
"""How many rows of a field, such as steps, have columns in a template."""

_NUMBERED = re.compile(r"[0-9]\. ([^;]+)")


def csv_template(schema: Schema, places: Places, kind: Kind, language: str) -> bytes:
    """Give the spreadsheet of a kind, in "fr" or "en"."""
    cells = list(_cells(schema, places, kind, language))
    return write_csv([[heading for heading, _ in cells], [text for _, text in cells]])


def _cells(
    schema: Schema, places: Places, kind: Kind, language: str
) -> Iterator[tuple[str, str]]:
    """Give each heading with its example, in the order of the form."""
    of_rows: dict[str, list[Target]] = {}
    for target in column_targets(schema, kind.key):
        if target.field and _in_columns(target.field):
            of_rows.setdefault(target.field.key, []).append(target)
    done: set[str] = set()
    for target in column_targets(schema, kind.key):
        field = target.field
        if field is None:
            yield target.heading(language), "1"
        elif field.key in of_rows and field.key not in done:
            done.add(field.key)
            parts = [t for t in of_rows[field.key] if t.column]
            yield from _rows(schema, field, parts, language)
        elif field.key not in of_rows and target.column is None:
            filled = not _beside(kind.exclusives, field)
            text = _example(schema, places, field, language) if filled else ""
            yield target.heading(language), text


def _in_columns(field: Field) -> bool:
    """Say whether the rows of a field have a column for each of theirs."""
    if not field.type.has_columns or field.editor == "place":
        return False
    return not field.many or "title" in field.shorthand or not field.shorthand


def _rows(
    schema: Schema, field: Field, parts: list[Target], language: str
) -> Iterator[tuple[str, str]]:
    """Give the columns of a field's rows, row by row; what is rare stays blank.

    A field whose example numbers its rows says their titles.
    """
    if not (field.required or field.expected):
        for target in parts:
            yield target.heading(language, 1 if field.many else 0), ""
        return
    titles = _NUMBERED.findall(field.example[language])
    for number in range(1, ROWS + 1) if field.many else (0,):
        title = titles[number - 1].strip() if 0 < number <= len(titles) else ""
        for target in parts:
            column = target.own
            if column is None or _beside(field.exclusives, column):
                text = ""
            elif title and column.key == "title":
                text = title
            else:
                blank = titles and not title
                text = "" if blank else _text(schema, column, language)
            yield target.heading(language, number), text


def _beside(exclusives: tuple[Exclusive, ...], field: Field) -> bool:
    """Say whether another field is the one to fill in."""
    return any(field.key in exclusive.keys[1:] for exclusive in exclusives)


def _example(schema: Schema, places: Places, field: Field, language: str) -> str:
    """Give an example of a whole field, "" for what names other sheets and may be left out."""
    if field.type.names_sheet or (field.type.names_version and not field.required):
        return ""
    if not field.type.has_columns:
        return _text(schema, field, language)
    columns = {column.key: column for column in field.columns}
    if field.editor == "place":
        return places.written(columns["code"].example["fr"])
    if any(column.type.names_sheet for column in field.columns):
        return ""
    return _text(schema, columns[field.shorthand[-1]], language)


def _text(schema: Schema, field: Field, language: str) -> str:
    """Give the example of the shape, where it reads as a value."""
    text = field.example[language]
    if field.type.sample:
        return field.type.sample[language]
    if not field.choice:
        return text
    known = schema.schemes[field.choice].concepts
    pieces = text.split(",") if field.many else [text]
    if all(str(read_scalar(schema, field, piece)) in known for piece in pieces):
        return text
    return schema.schemes[field.choice].offered()[0].label[language]
