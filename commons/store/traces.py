"""Knows what a line of a spreadsheet last made of each sheet.

With it a line that says the same again changes nothing, and what somebody
changed by hand since is known as theirs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select

from commons.domain import clock
from commons.store.archive import AT_ONCE
from commons.store.rows import TraceRow
from commons.store.work import Work

_OF = select(TraceRow.sheet, TraceRow.number, TraceRow.drafted, TraceRow.digest).where(
    TraceRow.sheet.in_(bindparam("sheets", expanding=True))
)
_INSERT = insert(TraceRow)
_FORGET = delete(TraceRow).where(TraceRow.sheet == bindparam("forgotten"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a line made of a sheet: a version, or a draft when `drafted` says when.

    `number` is the head that this left standing, 0 when there was none. `digest`
    is that of what the line said.
    """

    sheet: str
    number: int
    digest: str
    drafted: datetime | None = None


def of(work: Work, sheets: Sequence[str]) -> dict[str, Trace]:
    """Give the traces of those sheets that have one."""
    found: dict[str, Trace] = {}
    for start in range(0, len(sheets), AT_ONCE):
        some = sheets[start : start + AT_ONCE]
        for row in work.connection.execute(_OF, {"sheets": some}):
            found[row.sheet] = Trace(
                sheet=row.sheet,
                number=row.number,
                digest=row.digest,
                drafted=clock.from_milliseconds(row.drafted) if row.drafted else None,
            )
    return found


def leave(work: Work, trace: Trace) -> None:
    """Write down a trace in the place of the one before."""
    work.connection.execute(_FORGET, {"forgotten": trace.sheet})
    row = {
        "sheet": trace.sheet,
        "number": trace.number,
        "drafted": clock.to_milliseconds(trace.drafted) if trace.drafted else 0,
        "digest": trace.digest,
    }
    work.connection.execute(_INSERT, row)
