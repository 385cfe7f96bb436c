"""The types with little of their own, and PLAIN, which all others are made from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from babel.numbers import format_decimal

from commons.core.domain.schema.concept import Words
from commons.core.domain.schema.kind import Broken, Field, FieldType, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.values.list_splitting import split_at_commas
from commons.core.kinds.values.scalars import scalar_text

_TRUE = frozenset({"on", "true", "1", "yes", "oui", "vrai", "x"})
_FALSE = frozenset({"off", "false", "0", "no", "non", "faux", ""})


def parse_text(_schema: Schema, _field: Field, value: Value) -> Value | None:
    """Return the text of a value."""
    return scalar_text(value)


def fits_text(_schema: Schema, _field: Field, value: object) -> bool:
    """Return whether a value is a text."""
    return isinstance(value, str)


def number_bounds(value: Value) -> tuple[float, float] | None:
    """Return a number twice, as the least and the most that it means."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value, value
    return None


def say_plainly(value: Value, language: str) -> str:
    """Return a text as it is, a number as the language writes it."""
    if isinstance(value, int | float):
        return format_decimal(value, locale=language)
    return str(value)


def type_plainly(value: Value, language: str) -> str:
    """Return what is typed for a text or a number."""
    if isinstance(value, float) and language == "fr":
        return str(value).replace(".", ",")
    return str(value)


def _no_limit(_field: Field, _value: Value) -> Broken | None:
    return None


def _no_span(_text: str) -> None:
    return None


def _exact(_text: str) -> bool:
    return False


def _no_label(_schema: Schema, _field: Field, _value: str) -> Words:
    return {}


def _no_choices(
    _schema: Schema, _field: Field, _typed: Sequence[str], _language: str
) -> tuple[tuple[str, Words, Words], ...]:
    return ()


def _parse_boolean(_schema: Schema, _field: Field, value: Value) -> Value | None:
    word = scalar_text(value).lower().partition(",")[0].strip()
    if word in _FALSE:
        return None
    return True if word in _TRUE else value


def _fits_boolean(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, bool)


def _fits_row(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, Mapping)


PLAIN = FieldType(
    key="plain",
    is_fact=True,
    parse=parse_text,
    fits=fits_text,
    limit=_no_limit,
    split=split_at_commas,
    is_rough=_exact,
    bounds=number_bounds,
    span=_no_span,
    in_words=say_plainly,
    as_typed=type_plainly,
    label=_no_label,
    short_label=_no_label,
    choices=_no_choices,
)
"""A short text with no rule: what a type does unless it says otherwise. No shape
states it; `replace(PLAIN, key=…, …)` makes a type."""

BOOLEAN = replace(
    PLAIN,
    key="boolean",
    stated_by=("sh:datatype xsd:boolean",),
    rule=Rule.WRONG_TYPE,
    controls=("tick", "ticks"),
    sample={"fr": "oui", "en": "yes"},
    parse=_parse_boolean,
    fits=_fits_boolean,
)
ROW = replace(
    PLAIN,
    key="row",
    stated_by=("sh:node part:",),
    rule=Rule.WRONG_TYPE,
    has_columns=True,
    is_fact=False,
    is_counted=True,
    controls=("row", "rows"),
    fits=_fits_row,
)
"""A value with columns, each of a type of its own: these are read and checked."""
