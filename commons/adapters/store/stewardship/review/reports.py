"""Knows what readers reported, and what of it was dealt with."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.site.review_tables import ReportRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.pictures.media import named_in
from commons.core.domain.sheet import Revision
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.report import Report, ReportReason
from commons.errors import FullError, NotFoundError

MOST_OPEN = 5_000
"""How many reports may wait at a time."""
AT_ONCE = 500
"""How many paths are looked for at once."""

_OPEN = ReportRow.ended == 0
_EVERY = select(ReportRow.__table__)
_GET = _EVERY.where(ReportRow.id == bindparam("report"))
_PAGE = (
    _EVERY.where(_OPEN)
    .order_by(ReportRow.instant, ReportRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(ReportRow).where(_OPEN)
_SAME = select(ReportRow.id).where(
    _OPEN,
    ReportRow.target == bindparam("at"),
    ReportRow.reason == bindparam("why"),
    ReportRow.words == bindparam("said"),
)
_INSERT = insert(ReportRow)
_UPDATE = update(ReportRow).where(ReportRow.id == bindparam("report"))
_WAITING_OF = (
    select(ReportRow.target)
    .where(_OPEN, ReportRow.target.in_(bindparam("paths", expanding=True)))
    .distinct()
)
_END_ALL_OF = update(ReportRow).where(_OPEN, ReportRow.target == bindparam("at"))
_SWEEP = delete(ReportRow).where(
    ReportRow.ended > 0, ReportRow.ended < bindparam("until")
)


def add_report(work: Work, report: Report) -> None:
    """Write a report down, unless the very same waits. Raises FullError."""
    same = {"at": report.target, "why": report.reason.value, "said": report.words}
    if work.connection.execute(_SAME, same).first() is not None:
        return
    if count_open(work) >= MOST_OPEN:
        raise FullError("reports", MOST_OPEN)
    row = {
        "id": report.id,
        "target": report.target,
        "reason": report.reason.value,
        "words": report.words,
        "reporter": report.reporter,
        "instant": clock.to_milliseconds(report.instant),
        "ended": _milliseconds(report.ended),
    }
    work.connection.execute(_INSERT, row)


def open_reports(work: Work, *, limit: int, offset: int = 0) -> list[Report]:
    """Return the reports that wait, oldest first."""
    asked = {"limit": limit, "offset": offset}
    return _reports(work.connection.execute(_PAGE, asked))


def count_open(work: Work) -> int:
    """Count the reports that wait."""
    return work.connection.execute(_COUNT).scalar_one()


def get_report(work: Work, identifier: str) -> Report:
    """Return a report. Raises NotFoundError."""
    found = _reports(work.connection.execute(_GET, {"report": identifier}))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def end_report(work: Work, identifier: str, ended: datetime | None) -> None:
    """Say that a report was dealt with, or with None that it was not. NotFoundError."""
    row = {"ended": _milliseconds(ended)}
    done = work.connection.execute(_UPDATE.values(row), {"report": identifier})
    if not done.rowcount:
        raise NotFoundError(identifier)


def paths_waiting(work: Work, paths: Collection[str]) -> set[str]:
    """Return those of these paths of which a report waits."""
    every, found = sorted(set(paths)), set[str]()
    for start in range(0, len(every), AT_ONCE):
        some = {"paths": every[start : start + AT_ONCE]}
        found |= set(work.connection.execute(_WAITING_OF, some).scalars())
    return found


def settle_reports_of(
    work: Work, paths: Collection[str], actor: str, how: AuditAct
) -> None:
    """End what waits of these paths, which an act has answered; each is audited.

    `actor` is the person who did it, "" for the operator.
    """
    for path in sorted(paths_waiting(work, paths)):
        row = {"ended": clock.to_milliseconds(clock.now())}
        work.connection.execute(_END_ALL_OF.values(row), {"at": path})
        note_act(work, actor, AuditAct.END_REPORT, path, by=how.value)


def settle_reports_of_deleted(work: Work, gone: Revision, how: AuditAct) -> None:
    """End the reports of a sheet that an act deleted, and of what was seen there alone.

    `gone` is the tombstone.
    """
    files = named_in(dict(gone.values))
    hidden = [name for name in files if not file_visibility.is_public(work, name)]
    paths = [f"/sheets/{gone.sheet}", *(f"/media/{name}" for name in hidden)]
    settle_reports_of(work, paths, gone.author.id, how)


def sweep_reports(work: Work, until: datetime) -> int:
    """Remove what was dealt with before an instant; return how many."""
    known = {"until": clock.to_milliseconds(until)}
    return work.connection.execute(_SWEEP, known).rowcount


def _milliseconds(instant: datetime | None) -> int:
    return 0 if instant is None else clock.to_milliseconds(instant)


def _reports(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Report]:
    return [
        Report(
            id=row.id,
            target=row.target,
            reason=ReportReason(row.reason),
            words=row.words,
            reporter=row.reporter,
            instant=clock.from_milliseconds(row.instant),
            ended=clock.from_milliseconds(row.ended) if row.ended else None,
        )
        for row in rows
    ]
