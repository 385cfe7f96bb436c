"""What the author of a sheet is asked to add next, one thing at a time."""

from collections.abc import Iterator
from dataclasses import dataclass

from commons.core.domain.schema.kind import Field, Kind, Schema, Values
from commons.core.kinds.rules.validation import fields_filled
from commons.web.display.sheet.facts import is_fact
from commons.web.request.context import localised

CREDITS = "credits"
"""The part of the form that says whose a sheet is: it lacks nothing that is worth adding."""

LONG_TEXT = 400
"""A text that may have more characters takes more than a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addition:
    """A field that is worth filling in: its label, its key, and how long that takes."""

    label: str
    key: str
    seconds: int


def next_addition(schema: Schema, kind: Kind, values: Values) -> Addition | None:
    """Return what is worth adding to a sheet, None when nothing is left.

    What a complete sheet has comes first, beginning with what the short form asks;
    then the facts that stand beside the story, in the order of the form. Never whose
    the sheet is.
    """
    found = next(_empty_fields(schema, kind, values), None)
    if found is None:
        return None
    return Addition(
        label=localised(found.label), key=found.key, seconds=filling_seconds(found)
    )


def _empty_fields(schema: Schema, kind: Kind, values: Values) -> Iterator[Field]:
    """Return the fields that are worth filling in, the most telling first."""
    lacking = [
        field
        for field, there in fields_filled(schema, kind, values)
        if not there and field.group != CREDITS
    ]
    yield from sorted(lacking, key=lambda field: field.key not in kind.brief)
    settled = {key for one in kind.exclusives for key in one.keys}
    for field in kind.fields:
        known = field.key in values or field.key in settled
        if is_fact(field) and field.group != CREDITS and not known:
            yield field


def filling_seconds(field: Field) -> int:
    """Return how long it takes to fill a field in, roughly."""
    if field.columns and field.many:
        return 180
    if not field.type.is_text:
        return 30
    return 120 if (field.max_length or 0) > LONG_TEXT else 60
