"""Spoils one value of a sheet at a time, in every way its field may be wrong."""

from collections.abc import Iterator
from typing import Any

from commons.core.domain.addresses.iri import BASE_PLACEHOLDER
from commons.core.domain.schema.kind import Field, Kind, Schema, Value
from commons.core.kinds.types.plain import ROW
from tests.core.kinds.examples import bare, one, value_of

_ODD: tuple[Value, ...] = (
    "x",
    "x" * 39 + "é",
    "un texte\nsur deux lignes",
    f"voir {BASE_PLACEHOLDER}/sheets/0123456789ab",
    "sonnette \x07",
    "12",
    12,
    -1,
    0,
    1.5,
    True,
    False,
    {"title": "x"},
    {"tout": ["à", "fait", {"autre": "chose"}]},
    [["liste"], "de listes"],
    "PT0M",
    "P3Y",
    "PT90M",
    "P1Y2M",
    "2018",
    "2018-02-31",
    "9999",
    "0001-01-01",
    "..",
    "https://exemple.org/é?a=b",
    "http://a b",
    "ftp://exemple.org/",
    "https://",
    "/sheets/0123456789ab/v/3",
    "0123456789ab",
    "0" * 64,
    "free",
    "CC-BY-NC-4.0",
    "en-GB",
    "français",
)


def spoilt(
    schema: Schema, kind: Kind, field: Field, *, everything: bool = False
) -> dict[str, dict[str, Any]]:
    """Give sheets that differ from a bare one by one value of this field.

    With `everything`, every odd value is tried everywhere, which takes sixteen times
    as long (`make drill`); else each field has one odd value in twelve, others than
    the field before, one that an earlier kind has too half of these, and each
    column of a row some of them.
    """
    base = bare(kind.key, schema)
    seen = {f.shape for one in _before(schema, kind) for f in one.fields}
    place, step = kind.fields.index(field), 24 if field.shape in seen else 12
    odd = _ODD if everything else _ODD[place % step :: step]
    sheets = {
        f"{field.key} = {str(value)[:40]!r} {type(value).__name__} {place}": {
            **base,
            field.key: value,
        }
        for place, value in enumerate(
            _wrongs(schema, field, odd, 1 if everything else 8)
        )
    }
    sheets[f"no {field.key}"] = {k: v for k, v in base.items() if k != field.key}
    for exclusive in kind.exclusives:
        if field.key in exclusive.keys:
            both = {k: value_of(schema, kind.field(k)) for k in exclusive.keys}
            sheets[f"{exclusive.keys} together"] = {**base, **both}
    if field.condition is not None:
        other = kind.field(field.condition.field)
        for key in schema.schemes[other.choice].concepts:
            sheets[f"{other.key} {key}"] = {**base, other.key: key}
    if field.before:
        low, high = one(schema, field, 0), one(schema, kind.field(field.before), 0)
        sheets["in order"] = {**base, field.key: low, field.before: high}
        sheets["out of order"] = {**base, field.key: high, field.before: low}
        sheets["equal"] = {**base, field.key: low, field.before: low}
    return sheets


def _before(schema: Schema, kind: Kind) -> list[Kind]:
    kinds = list(schema.kinds.values())
    return kinds[: kinds.index(kind)]


def _wrongs(
    schema: Schema, field: Field, odd: tuple[Value, ...], step: int
) -> Iterator[Value]:
    """Give values of a field that are right, at the edge, or wrong.

    A column of a row gets one odd value in `step`, others than the next one.
    """
    yield value_of(schema, field)
    yield value_of(schema, field, least=True)
    singles: list[Value] = [*odd, *_edges(field)]
    if field.type is ROW:
        singles += _rows(schema, field, odd, step)
    yield from ([value] if field.many else value for value in singles)
    several = [one(schema, field, number) for number in range(field.max_count + 2)]
    yield several
    if field.max_count > 1:
        yield several[: field.max_count]


def _edges(field: Field) -> Iterator[Value]:
    """Give values just inside and just outside the bounds."""
    for length in (field.min_length, field.max_length):
        if length is not None:
            yield from ("é" * n for n in (length - 1, length, length + 1) if n)
    for bound in (field.min_value, field.max_value):
        if bound is not None:
            whole = int(bound)
            yield from (whole - 1, whole, whole + 1, whole + 0.5)


def _rows(
    schema: Schema, field: Field, odd: tuple[Value, ...], step: int
) -> Iterator[Value]:
    """Give rows with one column spoilt, missing, or too much."""
    fitting = one(schema, field, 0, least=True)
    assert isinstance(fitting, dict)
    for place, column in enumerate(field.columns):
        some = odd[place % step :: step]
        yield {key: value for key, value in fitting.items() if key != column.key} or {
            column.key: value_of(schema, column)
        }
        for value in (*some, *_edges(column)):
            yield {**fitting, column.key: value}
        twice = [one(schema, column, 0), one(schema, column, 1)]
        yield {**fitting, column.key: twice}
    for exclusive in field.exclusives:
        others = {k: v for k, v in fitting.items() if k not in exclusive.keys}
        columns = {column.key: column for column in field.columns}
        for key in exclusive.keys:
            yield {**others, key: value_of(schema, columns[key])}
        both = {key: value_of(schema, columns[key]) for key in exclusive.keys}
        yield {**others, **both}
        if others:
            yield others
