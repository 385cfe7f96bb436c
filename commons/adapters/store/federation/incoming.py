"""Knows the notices from other commons, and which of them readers are shown.

Once for what was made elsewhere of a sheet: who says the same again, or of a newer
version, changes the row that is there.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from commons.adapters.store.engine.tables.community.notice_tables import (
    IncomingNoticeRow,
    NewsRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.notice import (
    AdaptationElsewhere,
    IncomingNotice,
    ReceivedState,
)
from commons.errors import NotFoundError

LEASE = timedelta(minutes=3)
"""For how long a notice is left to who claimed it."""

LOOKED_INTO = (ReceivedState.WAITING, ReceivedState.HELD, ReceivedState.ACCEPTED)
"""The states in which the other site is asked when it is due."""

_SELECT = select(*IncomingNoticeRow.__table__.columns)
_GET = _SELECT.where(IncomingNoticeRow.id == bindparam("which"))
_SAME = _SELECT.where(
    IncomingNoticeRow.subject == bindparam("about"),
    IncomingNoticeRow.sheet == bindparam("of"),
)
_SHOWN = (
    _SELECT.where(
        IncomingNoticeRow.sheet == bindparam("of"),
        IncomingNoticeRow.state == ReceivedState.ACCEPTED.value,
    )
    .order_by(IncomingNoticeRow.received.desc(), IncomingNoticeRow.id)
    .limit(bindparam("limit"))
)
_IN_STATE = (
    _SELECT.where(IncomingNoticeRow.state == bindparam("wanted"))
    .order_by(IncomingNoticeRow.received.desc(), IncomingNoticeRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_OPEN = IncomingNoticeRow.state.in_([state.value for state in LOOKED_INTO])
_DUE = (
    _SELECT.where(_OPEN, IncomingNoticeRow.due <= bindparam("now"))
    .order_by(IncomingNoticeRow.due, IncomingNoticeRow.id)
    .limit(1)
)
_NEXT = select(func.min(IncomingNoticeRow.due)).where(_OPEN)
_COUNT = select(func.count()).select_from(IncomingNoticeRow)
_WAITING = _COUNT.where(IncomingNoticeRow.state == ReceivedState.WAITING.value)
_WAITING_FROM = _WAITING.where(IncomingNoticeRow.host == bindparam("from_host"))
_UNDECIDED = _COUNT.where(
    IncomingNoticeRow.state.in_([ReceivedState.WAITING.value, ReceivedState.HELD.value])
)
_UNDECIDED_OF = _UNDECIDED.where(IncomingNoticeRow.sheet == bindparam("of"))
_STATES = select(IncomingNoticeRow.state, func.count()).group_by(
    IncomingNoticeRow.state
)
_CHANGE = update(IncomingNoticeRow).where(IncomingNoticeRow.id == bindparam("which"))
_OVER = (
    IncomingNoticeRow.state.in_(
        [ReceivedState.REFUSED.value, ReceivedState.WITHDRAWN.value]
    ),
    IncomingNoticeRow.checked < bindparam("until"),
)
_TOLD_OF = delete(NewsRow).where(
    NewsRow.notice.in_(select(IncomingNoticeRow.id).where(*_OVER))
)
_FORGET = delete(IncomingNoticeRow).where(*_OVER)
_FORGET_HELD = delete(IncomingNoticeRow).where(
    IncomingNoticeRow.state == ReceivedState.HELD.value,
    IncomingNoticeRow.received < bindparam("until"),
)
_ALL_DUE = update(IncomingNoticeRow).where(_OPEN).values(due=bindparam("now"), tries=0)


def add_incoming(work: Work, notice: IncomingNotice) -> None:
    """Write a notice down that is the first of its subject for its sheet."""
    row = {"id": notice.id, **_row(notice)}
    work.connection.execute(insert(IncomingNoticeRow), row)


def change_incoming(work: Work, notice: IncomingNotice) -> None:
    """Write what became of a notice."""
    work.connection.execute(_CHANGE, {"which": notice.id, **_row(notice)})


def get_incoming(work: Work, identifier: str) -> IncomingNotice:
    """Return a notice. Raises NotFoundError."""
    found = read_notices(work.connection.execute(_GET, {"which": identifier}))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def find_incoming(work: Work, subject: str, sheet: str) -> IncomingNotice | None:
    """Return what is known of a subject elsewhere and a sheet of ours."""
    asked = {"about": subject, "of": sheet}
    found = read_notices(work.connection.execute(_SAME, asked))
    return found[0] if found else None


def adapted_elsewhere(work: Work, sheet: str, *, limit: int) -> list[IncomingNotice]:
    """Return what readers are shown of a sheet: accepted and standing, newest first."""
    asked = {"of": sheet, "limit": limit}
    return read_notices(work.connection.execute(_SHOWN, asked))


def incoming_in(
    work: Work, state: ReceivedState, *, limit: int, offset: int = 0
) -> list[IncomingNotice]:
    """Return the notices in a state, newest first."""
    asked = {"wanted": state.value, "limit": limit, "offset": offset}
    return read_notices(work.connection.execute(_IN_STATE, asked))


def count_waiting(work: Work, host: str) -> tuple[int, int]:
    """Count what is not looked into yet: of all hosts, and of one."""
    every = work.connection.execute(_WAITING).scalar_one()
    own = work.connection.execute(_WAITING_FROM, {"from_host": host}).scalar_one()
    return every, own


def count_undecided(work: Work, sheet: str) -> tuple[int, int]:
    """Count what is not looked into or not decided upon: of all sheets, and of one."""
    every = work.connection.execute(_UNDECIDED).scalar_one()
    own = work.connection.execute(_UNDECIDED_OF, {"of": sheet}).scalar_one()
    return every, own


def count_states(work: Work) -> dict[str, int]:
    """Count the notices by their state."""
    return {row[0]: row[1] for row in work.connection.execute(_STATES)}


def next_incoming(work: Work) -> datetime | None:
    """Return when the next notice is to be looked into, None for never."""
    found = work.connection.execute(_NEXT).scalar()
    return None if found is None else clock.from_milliseconds(found)


def claim_incoming(work: Work, now: datetime) -> IncomingNotice | None:
    """Return the notice that is due for longest, claimed for a while; None for none."""
    asked = {"now": clock.to_milliseconds(now)}
    found = read_notices(work.connection.execute(_DUE, asked))
    if not found:
        return None
    claimed = replace(found[0], tries=found[0].tries + 1, due=now + LEASE)
    change_incoming(work, claimed)
    return claimed


def look_into_all(work: Work, now: datetime) -> int:
    """Have every notice that is shown, held or waiting be looked into again."""
    asked = {"now": clock.to_milliseconds(now)}
    return work.connection.execute(_ALL_DUE, asked).rowcount


def sweep_refused(work: Work, until: datetime) -> int:
    """Forget what was refused or is true no more, since then; return how many."""
    asked = {"until": clock.to_milliseconds(until)}
    work.connection.execute(_TOLD_OF, asked)
    return work.connection.execute(_FORGET, asked).rowcount


def sweep_held(work: Work, until: datetime) -> int:
    """Forget what came before then and nobody decided upon; return how many.

    Nobody is told of what is held.
    """
    asked = {"until": clock.to_milliseconds(until)}
    return work.connection.execute(_FORGET_HELD, asked).rowcount


def read_notices(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[IncomingNotice]:
    """Return the notices that rows of all columns of the table hold."""
    return [
        IncomingNotice(
            id=row.id,
            subject=row.subject,
            announced=row.announced,
            sheet=row.sheet,
            version=row.version,
            host=row.host,
            notice=row.notice,
            state=ReceivedState(row.state),
            received=clock.from_milliseconds(row.received),
            checked=clock.from_milliseconds(row.checked),
            due=clock.from_milliseconds(row.due),
            tries=row.tries,
            made=_unpacked(row.made),
            fault=row.fault,
        )
        for row in rows
    ]


def _row(notice: IncomingNotice) -> Mapping[str, object]:
    return {
        "subject": notice.subject,
        "announced": notice.announced,
        "sheet": notice.sheet,
        "version": notice.version,
        "host": notice.host,
        "notice": notice.notice,
        "state": notice.state.value,
        "received": clock.to_milliseconds(notice.received),
        "checked": clock.to_milliseconds(notice.checked),
        "due": clock.to_milliseconds(notice.due),
        "tries": notice.tries,
        "made": _packed(notice.made),
        "fault": notice.fault,
    }


def _packed(made: AdaptationElsewhere | None) -> str:
    if made is None:
        return ""
    told = {**asdict(made), "instant": clock.to_milliseconds(made.instant)}
    return json.dumps(told, ensure_ascii=False)


def _unpacked(text: str) -> AdaptationElsewhere | None:
    if not text:
        return None
    told: dict[str, Any] = json.loads(text)
    instant = clock.from_milliseconds(told["instant"])
    return AdaptationElsewhere(**{**told, "instant": instant})
