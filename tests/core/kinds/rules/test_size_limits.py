"""A sheet is bounded as a whole, however little each of its fields holds."""

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.rules.size_limits import (
    MOST_CHARACTERS,
    MOST_ROWS,
    SheetSize,
    limit_rows,
    measure_size,
    size_problems,
)
from commons.core.kinds.rules.validation import check_values
from tests.core.kinds.examples import KINDS, SCHEMA, full

STEP = {"title": "Accueillir", "text": "Un mot"}


def test_rows_and_characters_are_counted_at_any_depth() -> None:
    found = measure_size(
        {"title": "abc", "steps": [STEP, {"tags": ["a", "b"]}], "n": 3}
    )
    assert found == SheetSize(rows=4, characters=3 + 10 + 6 + 2)


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_is_far_below_the_bounds(kind: str) -> None:
    found = measure_size(full(kind))
    assert found.rows * 3 < MOST_ROWS
    assert found.characters * 10 < MOST_CHARACTERS


@pytest.mark.parametrize(
    "values",
    [
        {"steps": [STEP] * (MOST_ROWS + 1)},
        {"steps": [STEP] * 200, "variants": ["a"] * (MOST_ROWS - 199)},
        {"steps": [{"text": ["a"] * MOST_ROWS}]},
    ],
)
def test_too_many_rows_are_told_at_the_field_that_has_most(
    values: dict[str, object],
) -> None:
    (problem,) = size_problems(values)
    assert (problem.field, problem.rule) == ("steps", Rule.SHEET_ROWS)
    assert problem.details == {"max": MOST_ROWS, "count": MOST_ROWS + 1}


def test_too_many_characters_are_told() -> None:
    half = "a" * (MOST_CHARACTERS // 2)
    assert not size_problems({"body": half, "question": half})
    (problem,) = size_problems({"body": half, "question": half, "title": "b"})
    assert (problem.field, problem.rule) == ("body", Rule.SHEET_LENGTH)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_too_large_is_not_looked_at_any_further(kind: str) -> None:
    values = {**full(kind), "variants": [""] * (MOST_ROWS + 1), "nonsense": 3}
    found = check_values(SCHEMA, SCHEMA.kinds[kind], values)
    assert [problem.rule for problem in found] == [Rule.SHEET_ROWS]


def test_a_shortened_sheet_keeps_the_lists_that_are_short() -> None:
    values: Values = {"a": [1, 2], "b": [*range(50)], "c": [*range(60)], "d": "x"}
    kept, left_out = limit_rows(values, 42)
    assert kept == {**values, "b": [*range(20)], "c": [*range(20)]}
    assert left_out == 112 - 42
    assert limit_rows(values, 112) == (values, 0)
