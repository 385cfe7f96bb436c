"""Knows how often something was tried in a window of time, over all processes.

Open these units of work with store.write(quiet=True, durable=False): a counter
changes no page and may be lost with the power.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update

from commons.adapters.store.engine.tables import TallyRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_PEEK = select(TallyRow.count, TallyRow.until).where(TallyRow.key == bindparam("name"))
_INSERT = insert(TallyRow)
_UPDATE = update(TallyRow).where(TallyRow.key == bindparam("name"))
_CLEAR = delete(TallyRow).where(TallyRow.key == bindparam("name"))
_SWEEP = delete(TallyRow).where(TallyRow.until <= bindparam("now"))
_RESET = delete(TallyRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWindow:
    """How many hits the running window has, and when it ends (aware UTC)."""

    count: int
    expires_at: datetime


def count_hit(work: Work, key: str, window_seconds: int, amount: int = 1) -> RateWindow:
    """Count `amount` more in the running window, or begin a window with it."""
    now = clock.now()
    found = _find(work, key)
    window = timedelta(seconds=window_seconds)
    if found is not None and now < found.expires_at <= now + window:
        tally = RateWindow(count=found.count + amount, expires_at=found.expires_at)
    else:
        tally = RateWindow(
            count=amount, expires_at=now + timedelta(seconds=window_seconds)
        )
    row = {"count": tally.count, "until": clock.to_milliseconds(tally.expires_at)}
    if found is None:
        work.connection.execute(_INSERT, {"key": key, **row})
    else:
        work.connection.execute(_UPDATE, {"name": key, **row})
    return tally


def peek_window(work: Work, key: str) -> RateWindow:
    """Give the running window; without one, 0 hits and the present instant."""
    now = clock.now()
    found = _find(work, key)
    return (
        found
        if found and found.expires_at > now
        else RateWindow(count=0, expires_at=now)
    )


def clear_counter(work: Work, key: str) -> None:
    """Forget one counter."""
    work.connection.execute(_CLEAR, {"name": key})


def reset_counters(work: Work) -> int:
    """Forget every counter; gives how many."""
    return work.connection.execute(_RESET).rowcount


def sweep_windows(work: Work) -> int:
    """Remove the windows that have ended; gives how many."""
    now = clock.to_milliseconds(clock.now())
    return work.connection.execute(_SWEEP, {"now": now}).rowcount


def _find(work: Work, key: str) -> RateWindow | None:
    found = work.connection.execute(_PEEK, {"name": key}).first()
    if found is None:
        return None
    count, until = found
    return RateWindow(count=count, expires_at=clock.from_milliseconds(until))
