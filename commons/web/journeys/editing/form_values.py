"""What is typed in a sheet's form: from a POST to values, and back.

Control names: `title` for one value, `steps-0-text` for a column of a row. Names
of our own begin with "_". What is typed travels as it was typed ("raw": texts,
lists and rows of texts) until parse_values reads it, so a form can always be
shown again as it was left.
"""

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from werkzeug.datastructures import MultiDict

from commons.core.domain.language.characters import is_blank
from commons.core.domain.schema.kind import Field, Kind, Value, Values
from commons.services.publishing.attachments import OWN_IMAGE
from commons.web.request.locale import page_language

Row: TypeAlias = dict[str, str]
Raw: TypeAlias = str | Row | list[str] | list[Row]
RawForm: TypeAlias = dict[str, Raw]
Posted: TypeAlias = MultiDict[str, str]

SHORT = 120
"""Texts up to this length go on one line; lists of them, one a line."""

MOST_ROWS = 200

_EDITORS = frozenset({"place", "hidden", OWN_IMAGE})
"""Editors that have a control of their own name."""


def file_column(field: Field) -> Field | None:
    """Give the column of a row that is nothing without its file."""
    for column in field.columns:
        if column.type.names_file and column.required:
            return column
    return None


def widget_of(field: Field) -> str:
    """Give how a field is typed in, "" when no control can take it."""
    if field.editor in _EDITORS:
        return field.editor
    if field.many and file_column(field) is not None:
        return "files"
    long = field.max_length is None or field.max_length > SHORT
    single, many = (long and field.type.long_controls) or field.type.controls
    return many if field.many else single


def parse_form(kind: Kind, posted: Posted) -> RawForm:
    """Read what was typed, blank rows included; what has no control is absent."""
    raw: RawForm = {}
    for field in kind.fields:
        how = widget_of(field)
        if how:
            raw[field.key] = _PARSERS[how](field, field.key, posted)
    return raw


def drop_blanks(raw: RawForm) -> RawForm:
    """Drop blank texts and rows, so that rows count as in the problems."""
    tidy: RawForm = {}
    for key, value in raw.items():
        rows = [v for v in value if _filled(v)] if isinstance(value, list) else value
        tidy[key] = cast("Raw", rows)
    return tidy


def typed_values(kind: Kind, values: Values, titles: Mapping[str, str]) -> RawForm:
    """Give back what an author would have typed to get these values.

    `titles` maps the identifiers of sheets to titles that name one sheet only,
    and the codes of places to what is read as that place.
    """
    return {
        field.key: _typed(field, values[field.key], titles)
        for field in kind.fields
        if field.key in values and widget_of(field)
    }


def keep_unshown(kind: Kind, values: Values, before: Values) -> Values:
    """Add what the form could not show, as a place's coordinates."""
    carried = dict(values)
    for field in kind.fields:
        if field.key not in before:
            continue
        if not widget_of(field):
            carried[field.key] = before[field.key]
        elif widget_of(field) == "place" and field.key in values:
            old, new = before[field.key], values[field.key]
            if _typed(field, old, {}) == _typed(field, new, {}):
                carried[field.key] = old
    return carried


def move_rows(kind: Kind, raw: RawForm, order: str) -> RawForm:
    """Obey a button of repeatable rows: "add:steps", "up:steps:2".

    Also "down" and "remove", and "clear:editable_file:file" for a column of a
    single row; an order that makes no sense changes nothing.
    """
    verb, _, rest = order.partition(":")
    key, _, place = rest.partition(":")
    rows = raw.get(key)
    if verb == "clear" and isinstance(rows, dict):
        return {**raw, key: {**rows, place: ""}}
    if not isinstance(rows, list):
        return raw
    if verb == "add":
        blank: object = {} if kind.field(key).type.has_columns else ""
        moved = [*rows, blank] if len(rows) < MOST_ROWS else rows
    else:
        at = int(place) if re.fullmatch("[0-9]{1,4}", place) else -1
        moved = _MOVES.get(verb, _stay)(list(rows), at)
    return {**raw, key: cast("Raw", moved)}


def _stay(rows: list[object], _at: int) -> list[object]:
    return rows


def _swap(rows: list[object], at: int) -> list[object]:
    if 0 < at < len(rows):
        rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return rows


def _remove(rows: list[object], at: int) -> list[object]:
    return rows[:at] + rows[at + 1 :] if 0 <= at < len(rows) else rows


_MOVES: dict[str, Callable[[list[object], int], list[object]]] = {
    "up": _swap,
    "down": lambda rows, at: _swap(rows, at + 1),
    "remove": _remove,
}


def _filled(value: str | Row) -> bool:
    texts = value.values() if isinstance(value, dict) else (value,)
    return not all(is_blank(text) for text in texts)


def posted_rows(name: str, posted: Posted) -> list[str]:
    """Give the numbers of the rows that were posted, in the order of `parse_form`."""
    pattern = re.compile(rf"{re.escape(name)}-(\d{{1,4}})(?:-|$)", re.ASCII)
    found = {match[1] for key in posted if (match := pattern.match(key))}
    return sorted(found, key=int)


def _parse_row(field: Field, name: str, posted: Posted) -> Row:
    return {
        column.key: posted.get(f"{name}-{column.key}", "")
        for column in field.columns
        if f"{name}-{column.key}" in posted
    }


def _parse_rows(field: Field, name: str, posted: Posted) -> list[Row]:
    return [
        _parse_row(field, f"{name}-{index}", posted)
        for index in posted_rows(name, posted)
    ]


_PARSERS: dict[str, Callable[[Field, str, Posted], Raw]] = {
    "line": lambda _, name, posted: posted.get(name, ""),
    "text": lambda _, name, posted: posted.get(name, ""),
    "markdown": lambda _, name, posted: posted.get(name, ""),
    "tick": lambda _, name, posted: posted.get(name, ""),
    "choice": lambda _, name, posted: posted.get(name, ""),
    "place": lambda _, name, posted: posted.get(name, ""),
    "hidden": lambda _, name, posted: posted.get(name, ""),
    "file": lambda _, name, posted: posted.get(name, ""),
    OWN_IMAGE: lambda _, name, posted: posted.get(name, ""),
    "ticks": lambda _, name, posted: posted.getlist(name),
    "lines": lambda _, name, posted: posted.get(name, "").splitlines(),
    "texts": lambda _, name, posted: [
        posted.get(f"{name}-{index}", "") for index in posted_rows(name, posted)
    ],
    "row": _parse_row,
    "rows": _parse_rows,
    "files": _parse_rows,
}


def _typed(field: Field, value: Value, titles: Mapping[str, str]) -> Raw:
    if widget_of(field) == "place":
        return _typed_place(value, titles)
    if isinstance(value, list):
        if field.type.has_columns:
            return [_typed_row(field, row, titles) for row in value]
        return [_typed_one(field, item, titles) for item in value]
    if field.type.has_columns:
        return _typed_row(field, value, titles)
    return _typed_one(field, value, titles)


def _typed_place(value: Value, titles: Mapping[str, str]) -> str:
    if isinstance(value, Mapping):
        code = str(value.get("code", ""))
        return titles.get(code, code) or str(value.get("name", ""))
    return str(value)


def _typed_row(field: Field, row: Value, titles: Mapping[str, str]) -> Row:
    if not isinstance(row, Mapping):
        return {field.columns[0].key: str(row)}
    return {
        column.key: _typed_one(column, row[column.key], titles)
        for column in field.columns
        if column.key in row
    }


def _typed_one(field: Field, value: Value, titles: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    typed = field.type.as_typed(value, page_language())
    return titles.get(typed, typed) if field.type.names_sheet else typed
