"""The types of numbers: whole ones, and those with decimals."""

import math
import re
from dataclasses import replace

from commons.core.domain.language import quantities
from commons.core.domain.schema.kind import Broken, Field, Schema, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.plain import PLAIN
from commons.core.kinds.values.scalars import MAX_INTEGER

_BLANKS = str.maketrans("", "", " \u00a0\u202f€")
_INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}([.,][0-9]{1,9})?")


def check_range(
    least: float | None, most: float | None, number: float
) -> Broken | None:
    """Check a number against its bounds."""
    if least is not None and number < least:
        return Rule.TOO_SMALL, {"min": least, "value": number}
    if most is not None and number > most:
        return Rule.TOO_LARGE, {"max": most, "value": number}
    return None


def _parse_integer(_schema: Schema, _field: Field, value: Value) -> Value | None:
    if isinstance(value, float) and value.is_integer() and abs(value) < MAX_INTEGER:
        return int(value)
    if isinstance(value, str):
        figures = value.translate(_BLANKS)
        if _INTEGER.fullmatch(figures):
            return int(figures)
        least, most = quantities.read_quantity(value) or (None, None)
        return value if least is None or least != most else least
    return value


def _parse_decimal(_schema: Schema, _field: Field, value: Value) -> Value | None:
    if isinstance(value, str):
        figures = value.translate(_BLANKS)
        if _DECIMAL.fullmatch(figures):
            return float(figures.replace(",", "."))
    return value


def _fits_integer(_schema: Schema, _field: Field, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _fits_decimal(_schema: Schema, _field: Field, value: object) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and math.isfinite(value)  # type: ignore[arg-type]  # a number here


def _limit(field: Field, value: Value) -> Broken | None:
    if isinstance(value, int | float):
        return check_range(field.min_value, field.max_value, value)
    return None


DECIMAL = replace(
    PLAIN,
    key="decimal",
    stated_by=("sh:datatype xsd:decimal",),
    rule=Rule.NOT_NUMBER,
    is_number=True,
    parse=_parse_decimal,
    fits=_fits_decimal,
    limit=_limit,
)
INTEGER = replace(
    DECIMAL,
    key="integer",
    stated_by=("sh:datatype xsd:integer",),
    is_whole_number=True,
    span=quantities.read_quantity,
    parse=_parse_integer,
    fits=_fits_integer,
)
