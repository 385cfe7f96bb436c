"""Counts what an account took in a window of time, with what it saves.

A count is part of the unit of work that it is counted for: what is not saved is not
counted. How often something is asked is counted apart (`engine/rate_counters.py`).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    case,
    delete,
    exists,
    insert,
    select,
    true,
    update,
)

from commons.adapters.store.engine.side_writes.rate_counters import RateWindow
from commons.adapters.store.engine.tables.core_tables import AccountRow, TallyRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.errors import ForbiddenError

_RUNS = and_(TallyRow.until > bindparam("now"), TallyRow.until <= bindparam("latest"))
_ADD = (
    update(TallyRow)
    .where(TallyRow.key == bindparam("name"))
    .values(
        count=case(
            (_RUNS, TallyRow.count + bindparam("amount")), else_=bindparam("amount")
        ),
        until=case((_RUNS, TallyRow.until), else_=bindparam("latest")),
    )
    .returning(TallyRow.count, TallyRow.until)
)
_INSERT = insert(TallyRow)
_MAY = exists().where(AccountRow.id == bindparam("by"), AccountRow.active == true())
_ADD_BY = _ADD.where(_MAY)
_INSERT_BY = _INSERT.from_select(
    ["key", "count", "until"],
    select(
        bindparam("name", type_=TallyRow.key.type),
        bindparam("amount", type_=TallyRow.count.type),
        bindparam("latest", type_=TallyRow.until.type),
    ).where(_MAY),
)
_PEEK = select(TallyRow.count, TallyRow.until).where(
    TallyRow.key == bindparam("name"), TallyRow.until > bindparam("now")
)
_SWEEP = delete(TallyRow).where(TallyRow.until <= bindparam("now"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How much is taken of what `key` names, in a window of so many seconds."""

    key: str
    window_seconds: int
    amount: int

    def values(self) -> dict[str, Any]:
        """Return what the statements ask with."""
        now = clock.now()
        latest = now + timedelta(seconds=self.window_seconds)
        return {
            "name": self.key,
            "amount": self.amount,
            "now": clock.to_milliseconds(now),
            "latest": clock.to_milliseconds(latest),
        }


def count_taken(work: Work, key: str, window_seconds: int, amount: int) -> RateWindow:
    """Count `amount` more in the running window, or begin a window with it."""
    asked = Taken(key=key, window_seconds=window_seconds, amount=amount).values()
    found = work.connection.execute(_ADD, asked).first()
    if found is None:
        row = {"key": key, "count": amount, "until": asked["latest"]}
        work.connection.execute(_INSERT, row)
        return _window(amount, asked["latest"])
    return _window(*found)


def count_taken_by(work: Work, account: str, taken: Taken) -> RateWindow:
    """Count the same for an account that may act, in as many statements.

    Raises ForbiddenError for one that was blocked or removed meanwhile: what it sent was
    let in before, and is to be saved after.
    """
    asked = {**taken.values(), "by": account}
    found = work.connection.execute(_ADD_BY, asked).first()
    if found is not None:
        return _window(*found)
    if not work.connection.execute(_INSERT_BY, asked).rowcount:
        raise ForbiddenError(account)
    return _window(taken.amount, asked["latest"])


def peek_window(work: Work, key: str) -> RateWindow:
    """Return the running window; without one, 0 and the present instant."""
    now = clock.now()
    asked = {"name": key, "now": clock.to_milliseconds(now)}
    found = work.connection.execute(_PEEK, asked).first()
    return RateWindow(count=0, expires_at=now) if found is None else _window(*found)


def sweep_windows(work: Work) -> int:
    """Remove the windows that have ended; return how many."""
    now = clock.to_milliseconds(clock.now())
    return work.connection.execute(_SWEEP, {"now": now}).rowcount


def _window(count: int, until: int) -> RateWindow:
    return RateWindow(count=count, expires_at=clock.from_milliseconds(until))
