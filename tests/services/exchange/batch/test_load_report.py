"""A load is summed up: what came in, what was kept, what is wrong and where."""

from pathlib import Path

import pytest

from commons.core.domain.schema.problem import RULES, Problem, Rule, Severity
from commons.services.exchange.batch.load_report import (
    Fault,
    LoadReport,
    Remark,
    sum_up,
)
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem

EDITED = Problem(field="", rule=Rule.EDITED, severity=Severity.WARNING)
TWIN = Problem(field="title", rule=Rule.TITLE_USED, severity=Severity.WARNING)
SHORT = Problem(field="title", rule=Rule.TOO_SHORT)


def outcome(line: int, fate: Fate, *problems: Problem) -> Outcome:
    row_problems = tuple(
        RowProblem(column="", value="", problem=one) for one in problems
    )
    return Outcome(
        line=line, title=f"N° {line}", sheet="", fate=fate, row_problems=row_problems
    )


def fault(of: Outcome, row_problem: RowProblem) -> Fault:
    return Fault(
        path=Path("a.csv"), line=of.line, reason=row_problem.problem.rule.value
    )


def summed(*outcomes: Outcome) -> LoadReport:
    return sum_up(outcomes, fault)


@pytest.mark.parametrize(
    ("path", "line", "said"),
    [
        ("method/une.md", 3, "method/une.md:3: trop court"),
        ("method/une.md", 0, "method/une.md: trop court"),
        ("a\nb.md", 1, "a b.md:1: trop court"),
        ("e\u0301te\u0301.md", 1, "été.md:1: trop court"),
        ("\udce9t.md", 1, "ét.md:1: trop court"),
    ],
)
def test_a_fault_is_said_on_one_line_as_terminals_link_it(
    path: str, line: int, said: str
) -> None:
    assert str(Fault(path=Path(path), line=line, reason="trop court")) == said


def test_sheets_are_counted_by_what_became_of_them() -> None:
    done = summed(
        *(outcome(n, Fate.NEW) for n in range(4)),
        *(outcome(n, Fate.CHANGED) for n in range(3)),
        *(outcome(n, Fate.SAME) for n in range(2)),
        outcome(9, Fate.DRAFT),
    )
    assert (done.created, done.updated, done.unchanged, done.drafted) == (4, 3, 2, 1)
    assert done.came == 10
    assert done.whole
    assert (done.left, done.kept, done.faults, done.remarks) == (0, [], [], [])


def test_what_stops_a_line_is_a_fault_and_a_warning_beside_it_is_none() -> None:
    done = summed(outcome(2, Fate.FAULTY, SHORT, TWIN), outcome(3, Fate.NEW))
    assert done.faults == [Fault(path=Path("a.csv"), line=2, reason="too_short")]
    assert (done.came, done.whole) == (1, False)
    assert done.remarks == []


def test_what_hands_changed_is_kept_and_leaves_the_load_undone_when_asked_for() -> None:
    same = summed(outcome(2, Fate.SAME, EDITED))
    assert [one.line for one in same.kept] == [2]
    assert (same.left, same.unchanged, same.whole) == (0, 1, True)
    left = summed(outcome(2, Fate.EDITED, EDITED))
    assert [one.line for one in left.kept] == [2]
    assert (left.left, left.came, left.whole, left.faults) == (1, 0, False, [])


def test_a_title_that_another_sheet_bears_is_remarked_of_what_came_in() -> None:
    done = summed(outcome(2, Fate.NEW, TWIN, EDITED))
    remark = Remark(path=Path("a.csv"), sort=RULES[Rule.TITLE_USED], about="N° 2")
    assert done.remarks == [remark]
    assert done.whole


def test_reports_share_no_lists() -> None:
    summed(outcome(2, Fate.FAULTY, SHORT))
    assert summed() == LoadReport()
