"""The trials of sheets: how many there are, where, and of which versions.

A trial is a sheet whose head links to another one by the relation TRIED. Those of a
deleted trial are not counted, for a tombstone links to nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from commons.adapters.store.engine.expressions import AsJson
from commons.adapters.store.engine.serialisation import COLUMNS, revisions_of
from commons.adapters.store.engine.tables.core_tables import (
    LinkRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import TRIED, Revision

AT_ONCE = 500
"""How many identifiers go into one query."""

_VALUES = AsJson(RevisionRow.content)
_PLACE = _VALUES["territory"]
_CODE, _NAME = (_PLACE[key].as_string().label(key) for key in ("code", "name"))


_IS_TRIAL = LinkRow.relation == TRIED

_WHERE = (
    select(
        LinkRow.target,
        _CODE,
        _NAME,
        func.count(),
        func.max(LinkRow.target_version),
    )
    .select_from(LinkRow)
    .join(SheetRow, LinkRow.source == SheetRow.id)
    .join(RevisionRow, RevisionRow.sequence == SheetRow.head_sequence)
    .where(_IS_TRIAL, LinkRow.target.in_(bindparam("sheets", expanding=True)))
    .group_by(LinkRow.target, _CODE, _NAME)
)
_COUNTED = (
    select(LinkRow.target, func.count())
    .where(_IS_TRIAL, LinkRow.target.in_(bindparam("sheets", expanding=True)))
    .group_by(LinkRow.target)
)
_MINE = (
    select(RevisionRow.sheet)
    .where(RevisionRow.author == bindparam("person"))
    .distinct()
)
_LATEST, _OF_PERSON = (  # which ones, then their rows: those of all are not read
    select(*COLUMNS)
    .where(
        RevisionRow.sequence.in_(
            select(SheetRow.head_sequence)
            .join(LinkRow, LinkRow.source == SheetRow.id)
            .where(_IS_TRIAL, wanted)
            .order_by(SheetRow.head_sequence.desc())
            .limit(bindparam("limit"))
            .offset(bindparam("offset"))
        )
    )
    .order_by(RevisionRow.sequence.desc())
    for wanted in (LinkRow.target == bindparam("sheet"), LinkRow.target.in_(_MINE))
)
_EVER = (
    select(_VALUES[TRIED].as_string())
    .where(RevisionRow.sheet.in_(bindparam("trials", expanding=True)))
    .distinct()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialsSomewhere:
    """How often a sheet was tried in one place, and the latest version tried there.

    `code` is that of an official place, `name` how another was typed; both are "" for
    trials that do not say where.
    """

    code: str
    name: str
    count: int
    version: int


def trials_by_place(
    work: Work, sheets: Sequence[str]
) -> dict[str, list[TrialsSomewhere]]:
    """Return where sheets were tried, for those that were, in no order."""
    found: dict[str, list[TrialsSomewhere]] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = {"sheets": sheets[start : start + AT_ONCE]}
        for sheet, code, name, count, version in work.connection.execute(_WHERE, some):
            found.setdefault(sheet, []).append(
                TrialsSomewhere(
                    code=code or "",
                    name="" if code else name or "",
                    count=count,
                    version=version or 0,
                )
            )
    return found


def count_trials(work: Work, sheets: Sequence[str]) -> dict[str, int]:
    """Return how often sheets were tried, for those that were."""
    found: dict[str, int] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = {"sheets": sheets[start : start + AT_ONCE]}
        rows = work.connection.execute(_COUNTED, some)
        found.update((sheet, count) for sheet, count in rows)
    return found


def latest_trials(
    work: Work, sheet: str, *, limit: int, offset: int = 0
) -> list[Revision]:
    """Return the trials of a sheet as they stand, those changed last first."""
    known = {"sheet": sheet, "limit": limit, "offset": offset}
    return revisions_of(work.connection.execute(_LATEST, known))


def trials_for_author(
    work: Work, person: str, *, limit: int, offset: int = 0
) -> list[Revision]:
    """Return the trials of the sheets that a person wrote in, those changed last first.

    Whoever published a version of a sheet wrote in it.
    """
    known = {"person": person, "limit": limit, "offset": offset}
    return revisions_of(work.connection.execute(_OF_PERSON, known))


def versions_ever_tried(work: Work, trials: Sequence[str]) -> list[str]:
    """Return the addresses of the versions that trials named, in any of their versions."""
    found: list[str] = []
    for start in range(0, len(trials), AT_ONCE):
        some = {"trials": trials[start : start + AT_ONCE]}
        found += [one for (one,) in work.connection.execute(_EVER, some) if one]
    return found
