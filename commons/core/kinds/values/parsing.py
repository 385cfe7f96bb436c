"""Reads what a form or a front matter gives into the values of a sheet."""

import re
from collections.abc import Iterable, Iterator, Mapping

from commons.core.domain.schema.kind import Field, Kind, Schema, Value, Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.core.kinds.values.list_splitting import (
    drop_bullet,
    holds_words,
    split_list,
)
from commons.core.kinds.values.scalars import name_of, plain_json, read_scalar


def parse_values(
    schema: Schema, kind: Kind, raw: Mapping[str, object]
) -> tuple[Values, tuple[Problem, ...]]:
    """Give the values in their normal form, and the fields that do not exist.

    Forgiving: what cannot be read is kept as it was typed, and `check` reports it; what
    is empty is left out. A single value in the place of a list is a list of one, and a
    text in the place of a list is split as its field says. Never raises, whatever `raw`
    holds.
    """
    fields = {field.key: field for field in kind.fields}
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, given in raw.items():
        key = name_of(name)
        if key not in fields:
            problems.append(Problem(field=key, rule=Rule.UNKNOWN_FIELD))
            continue
        value = _field(schema, fields[key], given, problems)
        if value is not None:
            values[key] = value
    shared = _shared_ranges(fields, values)
    values |= {key: value for key, value in shared.items() if value is not None}
    ordered = {
        key: values[key]
        for key in fields
        if key in values and shared.get(key, "") is not None
    }
    return ordered, tuple(problems)


def parse_published(kind: Kind, raw: Mapping[str, object]) -> Values:
    """Give the values of a version that was published, as its export tells them.

    They were cleaned in their time and stay as they are, whatever is cleaned today.
    """
    found = {
        field.key: plain_json(raw.get(field.key), text=str) for field in kind.fields
    }
    return {key: value for key, value in found.items() if value is not None}


def says_same(schema: Schema, kind: Kind, standing: Values, wanted: Values) -> bool:
    """Say whether a version says what is wanted, were it read today."""
    return standing == wanted or parse_values(schema, kind, standing)[0] == wanted


def _shared_ranges(
    fields: Mapping[str, Field], values: Mapping[str, Value]
) -> dict[str, Value | None]:
    """Share what says two ends, "8 à 12", among the fields of the least and the most.

    Where the other field says something itself, each keeps its own end. None for what
    said the end of the other field only: "12 au plus" as the least.
    """
    shared: dict[str, Value | None] = {}
    for key, field in fields.items():
        if not field.before:
            continue
        for own, other, end in ((key, field.before, 0), (field.before, key, 1)):
            text = values.get(own)
            span = field.type.span(text) if isinstance(text, str) else None
            if span is None:
                continue
            here, there = span[end], span[1 - end]
            if there is not None and other not in values:
                shared[other] = there
                shared[own] = here
            elif here is not None:
                shared[own] = here
    return shared


def _field(
    schema: Schema, field: Field, given: object, problems: list[Problem]
) -> Value | None:
    """Read the value of a field; None when there is none."""
    items: list[Value] = []
    for row, item in enumerate(_items(schema, field, given)):
        value = _item(schema, field, item, row, problems)
        if value is not None:
            items.append(value)
    if not field.type.has_columns:
        items = _distinct(items)
    if not items:
        return None
    return items if field.many or len(items) > 1 else items[0]


def _items(schema: Schema, field: Field, given: object) -> Iterable[Value]:
    """Give the values that a field holds, one by one."""
    value = plain_json(given)
    if value is None:
        return []
    if not field.many:
        return _flat([value])
    listable = not field.type.has_columns or bool(field.shorthand)
    if isinstance(value, str):
        return split_list(schema, field, value) if listable else [value]
    items = [_bare(item) for item in _flat([value])]
    if not holds_words(field):
        return items
    return (part for item in items for part in _words(schema, field, item))


def _bare(item: Value) -> Value:
    return drop_bullet(item) if isinstance(item, str) else item


def _words(schema: Schema, field: Field, item: Value) -> Iterable[Value]:
    """Give the words that stand in one line of a list, whatever its signs."""
    return split_list(schema, field, item) if isinstance(item, str) else [item]


def _item(
    schema: Schema, field: Field, item: Value, row: int, problems: list[Problem]
) -> Value | None:
    """Read one value of a field, or one row."""
    if item == "":
        return None
    if not field.type.has_columns:
        return read_scalar(schema, field, item)
    if isinstance(item, Mapping):
        return _row(schema, field, item, row, problems)
    return _shorthand(schema, field, item) if field.shorthand else item


def _row(
    schema: Schema,
    field: Field,
    item: Mapping[str, Value],
    row: int,
    problems: list[Problem],
) -> Value | None:
    """Read the columns of one row; None when all are empty."""
    columns = {column.key: column for column in field.columns}
    values: dict[str, Value] = {}
    for key, given in item.items():
        if key not in columns:
            problem = Problem(
                field=field.key, rule=Rule.UNKNOWN_FIELD, row=row, column=key
            )
            problems.append(problem)
            continue
        value = _field(schema, columns[key], given, [])
        if value is not None:
            values[key] = value
    return {key: values[key] for key in columns if key in values} or None


def _shorthand(schema: Schema, field: Field, item: Value) -> Value | None:
    """Make the row that a single text stands for."""
    columns = {column.key: column for column in field.columns}
    text = str(item)
    fitting = [
        key
        for key in field.shorthand
        if columns[key].pattern and re.search(columns[key].pattern, text)
    ]
    key = fitting[0] if fitting else field.shorthand[-1]
    value = read_scalar(schema, columns[key], text)
    return None if value is None else {key: value}


def _flat(items: Iterable[Value]) -> Iterator[Value]:
    """Give the values of lists in lists, one by one."""
    for item in items:
        if isinstance(item, list):
            yield from _flat(item)
        else:
            yield item


def _distinct(items: list[Value]) -> list[Value]:
    """Drop what is there already; true and 1 are two values."""
    found: dict[tuple[type, str], Value] = {}
    for item in items:
        found.setdefault((type(item), str(item)), item)
    return list(found.values())
