"""What a type does unless it says otherwise; boxes to tick, and rows."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Value
from commons.core.kinds.types.plain import BOOLEAN, PLAIN, ROW
from tests.core.kinds.examples import SCHEMA

TITLE = SCHEMA.kinds["method"].field("title")
FIELD = replace(TITLE, type=PLAIN)
TICKED: Value = True
BLANK: Value = False


def test_a_plain_value_is_a_text_without_bounds_or_choices() -> None:
    assert PLAIN.parse(SCHEMA, FIELD, 12) == "12"
    assert PLAIN.fits(SCHEMA, FIELD, "x" * 10_000)
    assert not PLAIN.fits(SCHEMA, FIELD, 12)
    assert PLAIN.limit(FIELD, "x" * 10_000) is None
    assert PLAIN.bounds("12") is None
    assert PLAIN.label(SCHEMA, FIELD, "x") == {}
    assert list(PLAIN.choices(SCHEMA, FIELD, ["x"], "fr")) == []
    assert PLAIN.iri_of is None
    assert not PLAIN.is_rough("vers midi")


def test_its_lists_are_cut_at_any_sign() -> None:
    assert PLAIN.split(SCHEMA, FIELD, "a,b;c\nd|e", cell=False) == [
        "a",
        "b",
        "c",
        "d|e",
    ]
    assert PLAIN.split(SCHEMA, FIELD, "a|b", cell=True) == ["a", "b"]


@pytest.mark.parametrize(
    ("value", "french", "english", "typed"),
    [
        ("Brest", "Brest", "Brest", "Brest"),
        (12500.5, "12\u202f500,5", "12,500.5", "12500,5"),
        (2018, "2\u202f018", "2,018", "2018"),
    ],
)
def test_it_is_said_as_the_language_writes_it_and_typed_without_blanks(
    value: Value, french: str, english: str, typed: str
) -> None:
    assert PLAIN.in_words(value, "fr") == french
    assert PLAIN.in_words(value, "en") == english
    assert PLAIN.as_typed(value, "fr") == typed
    assert PLAIN.as_typed(value, "en") == str(value)


def test_the_order_of_rows_says_something_that_of_boxes_nothing() -> None:
    assert ROW.keeps_order
    assert not BOOLEAN.keeps_order
    assert not PLAIN.keeps_order


def test_a_box_is_ticked_or_says_nothing() -> None:
    field = replace(TITLE, type=BOOLEAN)
    assert BOOLEAN.parse(SCHEMA, field, "x") is True
    assert BOOLEAN.parse(SCHEMA, field, BLANK) is None
    assert BOOLEAN.parse(SCHEMA, field, "peut-être") == "peut-être"
    assert BOOLEAN.fits(SCHEMA, field, TICKED)
    assert not BOOLEAN.fits(SCHEMA, field, 1)


def test_a_type_is_itself_only() -> None:
    assert replace(BOOLEAN) != BOOLEAN
    assert len({BOOLEAN, ROW, PLAIN, BOOLEAN}) == 3
