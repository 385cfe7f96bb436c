"""Knows what a load last made of each sheet, and from which source it came.

With it a line or a file that says the same again changes nothing, what somebody
changed by hand since is known as theirs, and no source changes another's sheets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, not_, select

from commons.adapters.store.engine.tables.core_tables import (
    DraftRow,
    LoadRow,
    SheetRow,
    TraceRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.revisions import AT_ONCE
from commons.core.domain import clock

_TRACES = select(
    TraceRow.sheet,
    TraceRow.number,
    TraceRow.drafted,
    TraceRow.digest,
    TraceRow.source,
    TraceRow.load,
    LoadRow.place,
).outerjoin(LoadRow, LoadRow.id == TraceRow.load)
_OF = _TRACES.where(TraceRow.sheet.in_(bindparam("sheets", expanding=True)))
_OF_LOAD = _TRACES.where(TraceRow.load == bindparam("load")).order_by(TraceRow.sheet)
_INSERT = insert(TraceRow)
_FORGET_LOST = delete(TraceRow).where(
    not_(TraceRow.sheet.in_(select(SheetRow.id))),
    not_(TraceRow.sheet.in_(select(DraftRow.id))),
)
_FORGET = delete(TraceRow).where(TraceRow.sheet == bindparam("forgotten"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What a load made of a sheet: a version, or a draft when `drafted` says when.

    `number` is the head that this left standing, 0 when there was none. `digest`
    is that of what the line or the file said, "" when none did. `source` is ""
    when it is not known, as for sheets that were written here; `place` is where
    `load` read it, "" when that is not known.
    """

    sheet: str
    number: int
    digest: str
    drafted: datetime | None = None
    source: str = ""
    load: str = ""
    place: str = ""


def provenance_of(work: Work, sheets: Sequence[str]) -> dict[str, Provenance]:
    """Give the traces of those sheets that have one."""
    found: dict[str, Provenance] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = sheets[start : start + AT_ONCE]
        rows = work.connection.execute(_OF, {"sheets": some})
        found |= {trace.sheet: trace for trace in _traces(rows)}
    return found


def of_load(work: Work, load: str) -> list[Provenance]:
    """Return what a load left and no later one replaced."""
    return _traces(work.connection.execute(_OF_LOAD, {"load": load}))


def save_provenance(work: Work, *left: Provenance) -> None:
    """Write down traces, each in the place of its sheet's one before."""
    rows = [
        {
            "sheet": trace.sheet,
            "number": trace.number,
            "drafted": clock.to_milliseconds(trace.drafted) if trace.drafted else 0,
            "digest": trace.digest,
            "source": trace.source,
            "load": trace.load,
        }
        for trace in left
    ]
    if rows:
        work.connection.execute(_FORGET, [{"forgotten": row["sheet"]} for row in rows])
        work.connection.execute(_INSERT, rows)


def forget_lost(work: Work) -> int:
    """Remove the traces of drafts that are gone and never became a sheet."""
    return work.connection.execute(_FORGET_LOST).rowcount


def forget_provenance(work: Work, sheet: str) -> None:
    """Remove the trace of a sheet, if it has one."""
    work.connection.execute(_FORGET, {"forgotten": sheet})


def _traces(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Provenance]:
    return [
        Provenance(
            sheet=row.sheet,
            number=row.number,
            digest=row.digest,
            drafted=clock.from_milliseconds(row.drafted) if row.drafted else None,
            source=row.source,
            load=row.load,
            place=row.place or "",
        )
        for row in rows
    ]
