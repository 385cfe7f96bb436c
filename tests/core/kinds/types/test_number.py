"""Numbers are read as people write them, and kept within their bounds."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import FieldType, Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.number import DECIMAL, INTEGER, check_range
from tests.core.kinds.examples import SCHEMA

FIELD = replace(SCHEMA.kinds["method"].field("title"), min_value=1, max_value=100)
TICKED: Value = True


@pytest.mark.parametrize(
    ("type_", "typed", "read"),
    [
        (INTEGER, "1\u202f000", 1000),
        (INTEGER, "une dizaine", 10),
        (INTEGER, "30 personnes", 30),
        (INTEGER, "8 à 12", "8 à 12"),
        (INTEGER, "20 minutes", "20 minutes"),
        (INTEGER, 3.0, 3),
        (INTEGER, 3.5, 3.5),
        (INTEGER, 1e15, 1e15),
        (INTEGER, "1" * 16, "1" * 16),
        (DECIMAL, "12,50 €", 12.5),
        (DECIMAL, "12.5.0", "12.5.0"),
    ],
)
def test_a_number_is_read_or_stays_as_it_was_typed(
    type_: FieldType, typed: Value, read: Value
) -> None:
    found = type_.parse(SCHEMA, FIELD, typed)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("type_", "value", "fits"),
    [
        (INTEGER, 3, True),
        (INTEGER, True, False),
        (INTEGER, 3.0, False),
        (DECIMAL, 3, True),
        (DECIMAL, 3.5, True),
        (DECIMAL, float("nan"), False),
        (DECIMAL, "3", False),
    ],
)
def test_a_number_fits_its_type(type_: FieldType, value: object, *, fits: bool) -> None:
    assert type_.fits(SCHEMA, FIELD, value) is fits


def test_a_number_stays_within_its_bounds() -> None:
    assert INTEGER.limit(FIELD, 1) is INTEGER.limit(FIELD, 100) is None
    assert INTEGER.limit(FIELD, 0) == (Rule.TOO_SMALL, {"min": 1, "value": 0})
    assert DECIMAL.limit(FIELD, 100.5) == (Rule.TOO_LARGE, {"max": 100, "value": 100.5})
    assert check_range(None, None, 10**9) is None


def test_a_number_means_itself_when_fields_are_compared() -> None:
    assert INTEGER.bounds(3) == (3, 3)
    assert INTEGER.bounds(TICKED) is INTEGER.bounds("3") is None
    assert (INTEGER.is_whole_number, DECIMAL.is_whole_number) == (True, False)
