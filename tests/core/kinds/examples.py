"""Plain makers of sheets of every kind, made from the shapes themselves."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from commons.core.domain.schema.kind import Exclusive, Field, Schema, Value, Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.kinds.schema.loader import read_schema
from commons.core.kinds.types import reference
from commons.core.kinds.types.choice import LICENCE
from commons.core.kinds.types.language import LANGUAGE
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN, ROW
from commons.core.kinds.types.reference import FILE, URL

FOLDER = Path(__file__).parents[3] / "schemas"
SCHEMA = read_schema(FOLDER)
KINDS = sorted(SCHEMA.kinds)
SHEET = "0123456789ab"
_WORDS = "Les voisines et voisins se réunissent sur la place « du 8-Mai » à l’été. "
_LETTERS = "abcdefghjk"


def full(kind_key: str, schema: Schema = SCHEMA) -> dict[str, Any]:
    """Give the values of a sheet with every field that may stand beside others."""
    kind = schema.kinds[kind_key]
    return _row(schema, kind.fields, kind.exclusives, 0)


def bare(kind_key: str, schema: Schema = SCHEMA) -> dict[str, Any]:
    """Give the values of a sheet with what publishing needs and no more."""
    fields = [field for field in schema.kinds[kind_key].fields if field.required]
    return _row(schema, fields, (), 0, least=True)


def value_of(schema: Schema, field: Field, *, least: bool = False) -> Value:
    """Give a fitting value of a field: a list when it may have several."""
    if not field.many:
        return one(schema, field, 0, least=least)
    count = max(field.required, field.expected, 1 if least else 2)
    return [one(schema, field, number, least=least) for number in range(count)]


def one(schema: Schema, field: Field, number: int, *, least: bool = False) -> Value:
    """Give one fitting value of a field; another number, another value."""
    if field.choice:
        keys = list(schema.schemes[field.choice].concepts)
        licence = field.type is LICENCE
        return keys[0 if licence else number % len(keys)]
    makers = {
        INTEGER: 5 if field.before else 30,
        DECIMAL: 12.5,
        BOOLEAN: True,
        DURATION: f"PT{number + 1}H30M",
        DATE: "2018-11" if field.before else "2019-03-05",
        URL: f"https://exemple.org/page/{number}?a=b&c=é",
        LANGUAGE: "fr",
        reference.SHEET: "abcdefghjkm" + str(number),
        reference.VERSION: f"/sheets/abcdefghjkm{number}/v/{number + 1}",
        FILE: f"{number:064x}.{'odt' if field.editor == 'file' else 'jpg'}",
    }
    if field.type in makers:
        return makers[field.type]
    if field.type is ROW:
        columns = field.columns
        if least:
            needed = {e.keys[0] for e in field.exclusives if e.needed}
            columns = tuple(c for c in columns if c.required or c.key in needed)
        return _row(schema, columns, field.exclusives, number, least=least)
    if field.type.is_text:
        return _text(field, number)
    read = field.type.parse(schema, field, field.example["fr"])
    assert read is not None, f"{field.key}: its example says nothing"
    return read


def _text(field: Field, number: int) -> str:
    if field.pattern:
        return field.example["fr"]
    least = max(field.min_length or 0, min(field.max_length or 40, 40))
    text = f"{_LETTERS[number % 10]} {_WORDS * (least // len(_WORDS) + 1)}"
    return text[:least].strip().ljust(field.min_length or 1, "e")


def _row(
    schema: Schema,
    fields: tuple[Field, ...] | list[Field],
    exclusives: tuple[Exclusive, ...],
    number: int,
    *,
    least: bool = False,
) -> dict[str, Any]:
    left_out = {
        key
        for exclusive in exclusives
        for place, key in enumerate(exclusive.keys)
        if place != number % len(exclusive.keys)
    }
    return {
        field.key: value_of(schema, field, least=least)
        for field in fields
        if field.key not in left_out
    }


def revision(
    kind_key: str,
    values: Values,
    *,
    sheet: str = SHEET,
    number: int = 1,
    action: Action = Action.CREATE,
) -> Revision:
    """Give a version of a sheet with these values."""
    return Revision(
        sheet=sheet,
        kind=kind_key,
        number=number,
        parent=number - 1 or None,
        sequence=number,
        instant=datetime(2026, 3, 13, 17, 30, 0, 123000, tzinfo=UTC),
        action=action,
        author=Person(id="zyxwvtsrqpnm", name="Camille D."),
        change_note="Relu avec l’équipe" if number > 1 else "",
        values=values,
    )
