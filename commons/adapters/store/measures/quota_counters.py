"""Counts what an account took in a window of time, with what it saves.

A count is part of the unit of work that it is counted for: what is not saved is not
counted. How often something is asked is counted apart (`engine/rate_counters.py`).
"""

from datetime import timedelta

from sqlalchemy import and_, bindparam, case, delete, insert, select, update

from commons.adapters.store.engine.side_writes.rate_counters import RateWindow
from commons.adapters.store.engine.tables.core_tables import TallyRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

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
_PEEK = select(TallyRow.count, TallyRow.until).where(
    TallyRow.key == bindparam("name"), TallyRow.until > bindparam("now")
)
_SWEEP = delete(TallyRow).where(TallyRow.until <= bindparam("now"))


def count_taken(work: Work, key: str, window_seconds: int, amount: int) -> RateWindow:
    """Count `amount` more in the running window, or begin a window with it."""
    now = clock.now()
    known = {
        "now": clock.to_milliseconds(now),
        "latest": clock.to_milliseconds(now + timedelta(seconds=window_seconds)),
    }
    added = {"name": key, "amount": amount, **known}
    found = work.connection.execute(_ADD, added).first()
    if found is None:
        row = {"key": key, "count": amount, "until": known["latest"]}
        work.connection.execute(_INSERT, row)
        return _window(amount, known["latest"])
    return _window(*found)


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
