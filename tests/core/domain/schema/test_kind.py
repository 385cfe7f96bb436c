"""What a field, a kind and a schema say of themselves."""

from dataclasses import replace
from typing import Any

import pytest

from commons.core.domain.schema.kind import Condition, Field, Schema
from commons.core.kinds.types.plain import ROW
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]


def a_field(key: str = "k", **more: Any) -> Field:
    return replace(METHOD.field("title"), key=key, **more)


@pytest.mark.parametrize(
    ("least", "advised"), [(None, None), (0, None), (3, None), (4, 4), (40, 40)]
)
def test_a_least_length_is_advice_from_the_fourth_letter_on(
    least: int | None, advised: int | None
) -> None:
    assert a_field(min_length=least).advised_length == advised


def test_two_columns_that_are_needed_are_a_pair() -> None:
    one, two, three = (a_field(key, required=1) for key in ("a", "b", "c"))
    free = a_field("d", required=0)
    conditional = a_field("e", required=1, condition=Condition(field="a"))
    row = a_field(type=ROW, columns=(one, free, two, conditional))
    assert row.pair == ("a", "b")
    assert replace(row, columns=(one, free)).pair == ()
    assert replace(row, columns=(one, two, three)).pair == ()


def test_a_kind_gives_its_fields_by_their_key() -> None:
    assert METHOD.field("title").key == "title"
    with pytest.raises(KeyError, match="nope"):
        METHOD.field("nope")


def test_a_schema_equals_itself_alone() -> None:
    twin = Schema(
        kinds=SCHEMA.kinds,
        schemes=SCHEMA.schemes,
        licences=SCHEMA.licences,
        groups=SCHEMA.groups,
        terms=SCHEMA.terms,
    )
    assert twin != SCHEMA
    assert {SCHEMA: 1}[SCHEMA] == 1
    assert len({SCHEMA, twin}) == 2
