"""Knows the notices to other commons: what waits to be sent, arrived, or was given up.

A notice is claimed before it is sent and settled after, in commits of their own: no
lock is held while another site is waited for, and what was claimed by who died is due
again soon.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.community.notice_tables import (
    OutgoingNoticeRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.notice import NoticeSort, OutgoingNotice, SendState

LEASE = timedelta(minutes=3)
"""For how long a notice is left to who claimed it."""

_WAITING = OutgoingNoticeRow.state == SendState.WAITING.value
_COLUMNS = (
    OutgoingNoticeRow.id,
    OutgoingNoticeRow.sort,
    OutgoingNoticeRow.sheet,
    OutgoingNoticeRow.number,
    OutgoingNoticeRow.source,
    OutgoingNoticeRow.state,
    OutgoingNoticeRow.tries,
    OutgoingNoticeRow.created,
    OutgoingNoticeRow.due,
    OutgoingNoticeRow.fault,
)
_DUE = (
    select(*_COLUMNS)
    .where(_WAITING, OutgoingNoticeRow.due <= bindparam("now"))
    .order_by(OutgoingNoticeRow.due, OutgoingNoticeRow.id)
    .limit(1)
)
_NEXT = select(func.min(OutgoingNoticeRow.due)).where(_WAITING)
_OF_SHEET = (
    select(*_COLUMNS)
    .where(OutgoingNoticeRow.sheet == bindparam("of"))
    .order_by(OutgoingNoticeRow.number, OutgoingNoticeRow.created, OutgoingNoticeRow.id)
)
_IN_STATE = (
    select(*_COLUMNS)
    .where(OutgoingNoticeRow.state == bindparam("wanted"))
    .order_by(OutgoingNoticeRow.created, OutgoingNoticeRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_STATES = select(OutgoingNoticeRow.state, func.count()).group_by(
    OutgoingNoticeRow.state
)
_CHANGE = update(OutgoingNoticeRow).where(OutgoingNoticeRow.id == bindparam("which"))
_NOW = update(OutgoingNoticeRow).where(_WAITING)
_REVIVE = (
    update(OutgoingNoticeRow)
    .where(OutgoingNoticeRow.state == SendState.DEAD.value)
    .values(state=SendState.WAITING.value, tries=0)
)


def add_outgoing(work: Work, notice: OutgoingNotice) -> None:
    """Write a notice down, to be sent after the commit."""
    row = {"id": notice.id, **_row(notice), "created": _ms(notice.created)}
    work.connection.execute(insert(OutgoingNoticeRow), row)


def drop_outgoing(work: Work, identifier: str) -> None:
    """Take out a notice that nobody tried to send yet."""
    gone = delete(OutgoingNoticeRow).where(OutgoingNoticeRow.id == identifier)
    work.connection.execute(gone)


def notices_of(work: Work, sheet: str) -> list[OutgoingNotice]:
    """Return what was said of a sheet of ours, in the order of its versions."""
    return _notices(work.connection.execute(_OF_SHEET, {"of": sheet}))


def next_outgoing(work: Work) -> datetime | None:
    """Return when the next notice is due, None when none waits."""
    found = work.connection.execute(_NEXT).scalar()
    return None if found is None else clock.from_milliseconds(found)


def claim_outgoing(work: Work, now: datetime) -> OutgoingNotice | None:
    """Return the notice that is due for longest, claimed for a while; None for none."""
    found = _notices(work.connection.execute(_DUE, {"now": _ms(now)}))
    if not found:
        return None
    claimed = replace(found[0], tries=found[0].tries + 1, due=now + LEASE)
    settle_outgoing(work, claimed)
    return claimed


def settle_outgoing(work: Work, notice: OutgoingNotice) -> None:
    """Write what became of a notice."""
    work.connection.execute(_CHANGE, {"which": notice.id, **_row(notice)})


def outgoing_in(
    work: Work, state: SendState, *, limit: int, offset: int = 0
) -> list[OutgoingNotice]:
    """Return the notices in a state, oldest first."""
    asked = {"wanted": state.value, "limit": limit, "offset": offset}
    return _notices(work.connection.execute(_IN_STATE, asked))


def count_states(work: Work) -> dict[str, int]:
    """Count the notices by their state."""
    return {row[0]: row[1] for row in work.connection.execute(_STATES)}


def send_all_now(work: Work, now: datetime) -> None:
    """Have whatever waits be due at once."""
    work.connection.execute(_NOW.values(due=_ms(now)))


def revive_dead(work: Work, now: datetime) -> int:
    """Have what was given up be sent again for another day; return how many."""
    again = _REVIVE.values(due=_ms(now), created=_ms(now))
    return work.connection.execute(again).rowcount


def _notices(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[OutgoingNotice]:
    return [
        OutgoingNotice(
            id=row.id,
            sort=NoticeSort(row.sort),
            sheet=row.sheet,
            number=row.number,
            source=row.source,
            state=SendState(row.state),
            tries=row.tries,
            created=clock.from_milliseconds(row.created),
            due=clock.from_milliseconds(row.due),
            fault=row.fault,
        )
        for row in rows
    ]


def _row(notice: OutgoingNotice) -> Mapping[str, object]:
    return {
        "sort": notice.sort.value,
        "sheet": notice.sheet,
        "number": notice.number,
        "source": notice.source,
        "state": notice.state.value,
        "tries": notice.tries,
        "due": _ms(notice.due),
        "fault": notice.fault,
    }


def _ms(instant: datetime) -> int:
    return clock.to_milliseconds(instant)
