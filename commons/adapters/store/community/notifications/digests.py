"""Knows when each account is due an e-mail of what happened, and after which event.

A row says up to which event the e-mails of a delivery were queued: who queues one moves
it in the same transaction, so that an event is in one e-mail at most, and in one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Row,
    String,
    bindparam,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from commons.adapters.store.community.notifications.events import AT_ONCE
from commons.adapters.store.engine.expressions import LargerOf
from commons.adapters.store.engine.tables.community.notification_tables import DigestRow
from commons.adapters.store.engine.tables.core_tables import AccountRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.notification import Delivery

_COLUMNS = (
    DigestRow.account,
    DigestRow.delivery,
    DigestRow.after,
    DigestRow.due,
    DigestRow.sent,
)
_DUE = (
    select(*_COLUMNS)
    .where(DigestRow.due > 0, DigestRow.due <= bindparam("now"))
    .order_by(DigestRow.due, DigestRow.account)
    .limit(bindparam("limit"))
)
_NEXT = select(func.min(DigestRow.due)).where(DigestRow.due > 0)
_OF = select(*_COLUMNS).where(DigestRow.account.in_(bindparam("who", expanding=True)))
_THIS = (
    DigestRow.account == bindparam("who"),
    DigestRow.delivery == bindparam("when"),
)
_WAKE = (
    update(DigestRow)
    .where(
        DigestRow.delivery == bindparam("when"),
        DigestRow.account.in_(bindparam("who", expanding=True)),
    )
    .values(due=LargerOf(bindparam("at"), DigestRow.sent + bindparam("rest")))
)
_MOVE = (
    update(DigestRow)
    .where(*_THIS)
    .values(after=bindparam("last"), due=0, sent=bindparam("at"))
)
_ADD = insert(DigestRow).from_select(
    ["account", "delivery", "after", "due", "sent"],
    select(
        AccountRow.id,
        bindparam("when", type_=String),
        bindparam("last", type_=DigestRow.after.type),
        bindparam("at", type_=DigestRow.due.type),
        literal(0),
    ).where(AccountRow.id == bindparam("who"), ~exists().where(*_THIS)),
)
_CATCH_UP = (
    update(DigestRow)
    .where(DigestRow.account == bindparam("who"))
    .values(after=bindparam("last"), due=0)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """That an account is told of what came after an event; `due` None when of nothing."""

    account: str
    delivery: Delivery
    after: int
    due: datetime | None
    sent: datetime


def next_digest(work: Work) -> datetime | None:
    """Return when the next account is due, None when none is."""
    found = work.connection.execute(_NEXT).scalar()
    return None if found is None else clock.from_milliseconds(found)


def due_digests(work: Work, now: datetime, *, limit: int) -> list[Digest]:
    """Return who is due at an instant, who is due for longest first."""
    known = {"now": clock.to_milliseconds(now), "limit": limit}
    return [_digest(row) for row in work.connection.execute(_DUE, known)]


def digests_of(work: Work, accounts: Iterable[str]) -> list[Digest]:
    """Return what is known of these accounts."""
    asked, found = list(accounts), []
    for start in range(0, len(asked), AT_ONCE):
        some = {"who": asked[start : start + AT_ONCE]}
        found += [_digest(row) for row in work.connection.execute(_OF, some)]
    return found


def add_digests(
    work: Work, due: Mapping[tuple[str, Delivery], datetime], after: int
) -> None:
    """Write down new rows of accounts, and when they are due.

    An account that went meanwhile is left out; a row that came meanwhile stays.
    """
    rows = [
        {
            "who": account,
            "when": delivery.value,
            "last": after,
            "at": clock.to_milliseconds(instant),
        }
        for (account, delivery), instant in due.items()
    ]
    if rows:
        work.connection.execute(_ADD, rows)


def wake_digests(
    work: Work,
    accounts: Iterable[str],
    delivery: Delivery,
    due: datetime,
    rest: timedelta = timedelta(0),
) -> None:
    """Write when accounts are due, but not before they had their rest since the last."""
    asked = list(accounts)
    known = {"when": delivery.value, "at": clock.to_milliseconds(due)}
    for start in range(0, len(asked), AT_ONCE):
        some = {
            "who": asked[start : start + AT_ONCE],
            "rest": rest // timedelta(milliseconds=1),
        }
        work.connection.execute(_WAKE, {**known, **some})


def move_digest(work: Work, digest: Digest, last: int, now: datetime) -> None:
    """Note that an e-mail is queued of what came up to an event."""
    known = {
        "who": digest.account,
        "when": digest.delivery.value,
        "last": last,
        "at": clock.to_milliseconds(now),
    }
    work.connection.execute(_MOVE, known)


def catch_up_digests(work: Work, account: str, last: int) -> None:
    """Have an account be told by e-mail only of what comes after an event."""
    work.connection.execute(_CATCH_UP, {"who": account, "last": last})


def _digest(row: Row[*tuple[Any, ...]]) -> Digest:
    return Digest(
        account=row.account,
        delivery=Delivery(row.delivery),
        after=row.after,
        due=clock.from_milliseconds(row.due) if row.due else None,
        sent=clock.from_milliseconds(row.sent),
    )
