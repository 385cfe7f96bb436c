"""What becomes of each line is counted, written down and read back."""

import json

import pytest

from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.services.exchange.batch.outcomes import (
    LEFT_OUT,
    Fate,
    Outcome,
    RowProblem,
    column_letters,
    count_fates,
    pack_outcomes,
    unpack_outcomes,
)

WARNING = RowProblem(
    column="",
    value="",
    problem=Problem(field="title", rule=Rule.TITLE_USED, severity=Severity.WARNING),
)
GRAVE = RowProblem(
    column="C – Étape 2",
    value="un moment",
    problem=Problem(
        field="steps",
        rule=Rule.EXCLUSIVE,
        row=1,
        column="duration",
        details={"others": ("a", "b"), "max": 3},
    ),
)


def outcome(line: int, fate: Fate, *row_problems: RowProblem) -> Outcome:
    return Outcome(
        line=line, title=f"N° {line}", sheet="a", fate=fate, row_problems=row_problems
    )


@pytest.mark.parametrize(
    ("index", "letters"),
    [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (51, "AZ"),
        (52, "BA"),
        (701, "ZZ"),
        (702, "AAA"),
    ],
)
def test_columns_are_called_as_in_a_spreadsheet(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_lines_of_each_fate_are_counted_those_of_none_too() -> None:
    found = count_fates(
        [outcome(1, Fate.NEW), outcome(2, Fate.NEW), outcome(3, Fate.SAME)]
    )
    assert (found[Fate.NEW], found[Fate.SAME], found[Fate.FAULTY]) == (2, 1, 0)
    assert set(found) == set(Fate)
    assert count_fates([]) == dict.fromkeys(Fate, 0)


def test_only_a_violation_stops_a_line() -> None:
    assert outcome(1, Fate.FAULTY, WARNING, GRAVE).grave == (GRAVE,)
    assert outcome(1, Fate.NEW, WARNING).grave == ()


def test_outcomes_come_back_from_plain_json_as_they_were() -> None:
    told = [outcome(2, Fate.NEW), outcome(3, Fate.FAULTY, WARNING, GRAVE)]
    packed = pack_outcomes(told)
    assert packed[0] == [2, "N° 2", "a", "new"]
    found = unpack_outcomes(json.loads(json.dumps(packed)))
    assert found == told
    assert found[1].row_problems[1].problem.details == GRAVE.problem.details


def test_a_fate_or_a_rule_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        unpack_outcomes([[2, "a", "b", "nonsense"]])
    row_problem = ["", "", "title", "nonsense", "warning", -1, "", {}]
    with pytest.raises(ValueError, match="nonsense"):
        unpack_outcomes([[2, "a", "b", "new", row_problem]])


def test_lines_left_out_are_those_that_a_load_does_not_take() -> None:
    assert set(Fate) - LEFT_OUT == {Fate.NEW, Fate.CHANGED, Fate.SAME, Fate.DRAFT}
