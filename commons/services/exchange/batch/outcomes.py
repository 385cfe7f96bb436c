"""Says what becomes of each line or file, and how that is written down."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commons.core.domain.schema.problem import Problem, Rule, Severity


class Fate(StrEnum):
    """What becomes of a line: before a load, what would; after it, what did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DRAFT = "draft"
    EDITED = "edited"
    DELETED = "deleted"
    FOREIGN = "foreign"
    FAULTY = "faulty"


LEFT_OUT = frozenset({Fate.EDITED, Fate.DELETED, Fate.FOREIGN, Fate.FAULTY})
"""The fates of lines that are not loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """Something wrong in a line: where it stands, what stands there, the rule.

    `column` is how a spreadsheet and its heading call the column, as in
    "C – Titre"; "" when nothing in the file says anything about the field.
    """

    column: str
    value: str
    problem: Problem

    @property
    def grave(self) -> bool:
        """Whether it stops the line."""
        return self.problem.severity is Severity.VIOLATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a line; `line` is the number a spreadsheet shows.

    For a file of a folder it is its place in the order of the folder, from 1.
    """

    line: int
    title: str
    sheet: str
    fate: Fate
    row_problems: tuple[RowProblem, ...] = ()

    @property
    def grave(self) -> tuple[RowProblem, ...]:
        """What stops the line."""
        return tuple(
            row_problem for row_problem in self.row_problems if row_problem.grave
        )


def count_fates(outcomes: Sequence[Outcome]) -> dict[Fate, int]:
    """Count the lines of each fate."""
    counts = Counter(outcome.fate for outcome in outcomes)
    return {fate: counts[fate] for fate in Fate}


def column_letters(index: int) -> str:
    """Give what a spreadsheet calls a column: A for 0, AA for 26."""
    name, left = "", index + 1
    while left:
        left, sign = divmod(left - 1, 26)
        name = chr(ord("A") + sign) + name
    return name


def pack_outcomes(outcomes: Sequence[Outcome]) -> list[list[Any]]:
    """Give outcomes as plain JSON; lines without problems take little room."""
    return [
        [
            outcome.line,
            outcome.title,
            outcome.sheet,
            outcome.fate.value,
            *[_packed(row_problem) for row_problem in outcome.row_problems],
        ]
        for outcome in outcomes
    ]


def unpack_outcomes(told: Sequence[Sequence[Any]]) -> list[Outcome]:
    """Undo `pack_outcomes`."""
    return [
        Outcome(
            line=line,
            title=title,
            sheet=sheet,
            fate=Fate(fate),
            row_problems=tuple(_unpacked(row_problem) for row_problem in row_problems),
        )
        for line, title, sheet, fate, *row_problems in told
    ]


def _packed(row_problem: RowProblem) -> list[Any]:
    problem = row_problem.problem
    return [
        *(row_problem.column, row_problem.value, problem.field, problem.rule.value),
        *(problem.severity.value, problem.row, problem.column, dict(problem.details)),
    ]


def _unpacked(told: Sequence[Any]) -> RowProblem:
    column, value, field, rule, severity, row, inner, details = told
    problem = Problem(
        field=field,
        rule=Rule(rule),
        severity=Severity(severity),
        row=row,
        column=inner,
        details=_details(details),
    )
    return RowProblem(column=column, value=value, problem=problem)


def _details(told: Mapping[str, Any]) -> dict[str, object]:
    """Give back what JSON has no word for: the keys of several fields."""
    return {k: tuple(v) if isinstance(v, list) else v for k, v in told.items()}
