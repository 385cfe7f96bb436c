"""Reports what a load did: counts, faults, and what was kept as somebody left it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from commons.core.domain.language.characters import clean_line, name_of_file
from commons.core.domain.schema.problem import RULES, Rule
from commons.services.exchange.batch.outcomes import LEFT_OUT, Fate, Outcome, RowProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is to be said of a file or a line; lines count from 1, 0 when unknown."""

    path: Path
    line: int
    reason: str

    def __str__(self) -> str:
        """Give path:line: reason, as editors and terminals link it."""
        path = clean_line(name_of_file(str(self.path)))
        place = f"{path}:{self.line}" if self.line else path
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What is to be told of a file that is no fault: its sort, what it is about."""

    path: Path
    sort: str
    about: str = ""


@dataclass(slots=True, kw_only=True)
class LoadReport:
    """What a load did, in counts of sheets.

    `kept` names what was corrected by hand and stays so. `left` counts those of
    them about which the file says something else than it did before: like
    faults, they are something that was asked for and not done. `load` is the
    identifier of the load, "" when it published and kept nothing. `remarks` tell
    how files were understood, `passed` which are no sheets and why.
    """

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    drafted: int = 0
    left: int = 0
    kept: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    load: str = ""
    remarks: list[Remark] = field(default_factory=list)
    passed: list[Remark] = field(default_factory=list)

    @property
    def came(self) -> int:
        """How many sheets came in, or are here already."""
        return self.created + self.updated + self.unchanged + self.drafted

    @property
    def whole(self) -> bool:
        """Whether all that was asked for was done."""
        return not self.faults and not self.left


def sum_up(
    outcomes: Iterable[Outcome], fault: Callable[[Outcome, RowProblem], Fault]
) -> LoadReport:
    """Sum up outcomes; `fault` says where a problem stands."""
    done = LoadReport()
    for outcome in outcomes:
        done.created += outcome.fate is Fate.NEW
        done.updated += outcome.fate is Fate.CHANGED
        done.unchanged += outcome.fate is Fate.SAME
        done.drafted += outcome.fate is Fate.DRAFT
        done.left += outcome.fate is Fate.EDITED
        if outcome.fate in {Fate.SAME, Fate.EDITED}:
            done.kept += [
                fault(outcome, row_problem) for row_problem in outcome.row_problems
            ]
        elif outcome.fate in LEFT_OUT:
            done.faults += [
                fault(outcome, row_problem) for row_problem in outcome.grave
            ]
        else:
            done.remarks += [
                Remark(
                    path=fault(outcome, row_problem).path,
                    sort=RULES[Rule.TITLE_USED],
                    about=outcome.title,
                )
                for row_problem in outcome.row_problems
                if row_problem.problem.rule is Rule.TITLE_USED
            ]
    return done
