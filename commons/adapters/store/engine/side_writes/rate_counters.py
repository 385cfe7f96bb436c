"""Counts how often something was tried in a window of time, over all processes.

The counters stand beside the database, or in a table of their own: who is counted never
waits for who saves. They are worth nothing after a day, so no backup has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from commons.core.domain import clock

_WAITED_MILLISECONDS = 30_000
"""By how much who counted first may have read the clock later: each waits for a lock."""
_RUNS = f"counters.until > :now AND counters.until <= :latest + {_WAITED_MILLISECONDS}"
_HIT = f"""
INSERT INTO counters (key, count, until) VALUES (:key, :amount, :latest)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN {_RUNS} THEN counters.count + :amount ELSE :amount END,
    until = CASE WHEN {_RUNS} THEN counters.until ELSE :latest END
RETURNING count, until
"""  # noqa: S608  # our own words
_PEEK = "SELECT count, until FROM counters WHERE key = :key AND until > :now"
_CLEAR = "DELETE FROM counters WHERE key = :key RETURNING key"
_RESET = "DELETE FROM counters RETURNING key"
_SWEEP = "DELETE FROM counters WHERE until <= :now RETURNING key"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWindow:
    """How many hits the running window has, and when it ends (aware UTC)."""

    count: int
    expires_at: datetime


class CounterTable(Protocol):
    """A table `counters` (key, count, until) that an engine keeps; see `StoreEngine`."""

    def ask(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        """Give the rows of a statement, which names what it is given by `:name`.

        Raises BusyError, StorageError.
        """

    def is_begun(self) -> bool:
        """Say whether anything was counted yet; makes nothing."""

    def close(self) -> None:
        """Close what is open; the next statement opens it again."""


class RateCounters:
    """The counters of one database, as one process has them open."""

    def __init__(self, table: CounterTable) -> None:
        self._table = table

    def count_hit(self, key: str, window_seconds: int, amount: int = 1) -> RateWindow:
        """Count `amount` more in the running window, or begin a window with it.

        One statement, so that no two processes count at once. Raises BusyError,
        StorageError, as all that follows.
        """
        now = clock.to_milliseconds(clock.now())
        known = {"now": now, "latest": now + window_seconds * 1000}
        ((count, until),) = self._table.ask(
            _HIT, {"key": key, "amount": amount, **known}
        )
        return RateWindow(count=count, expires_at=clock.from_milliseconds(until))

    def peek_window(self, key: str) -> RateWindow:
        """Return the running window; without one, 0 hits and the present instant."""
        now = clock.now()
        asked = {"key": key, "now": clock.to_milliseconds(now)}
        for count, until in self._table.ask(_PEEK, asked):
            return RateWindow(count=count, expires_at=clock.from_milliseconds(until))
        return RateWindow(count=0, expires_at=now)

    def clear_counter(self, key: str) -> None:
        """Forget one counter."""
        self._table.ask(_CLEAR, {"key": key})

    def reset_counters(self) -> int:
        """Forget every counter; return how many."""
        return len(self._table.ask(_RESET, {}))

    def sweep_windows(self) -> int:
        """Remove the windows that have ended; return how many."""
        return len(self._table.ask(_SWEEP, {"now": clock.to_milliseconds(clock.now())}))

    def sweep_if_begun(self) -> int:
        """Remove the windows that have ended, where anything was counted yet."""
        return self.sweep_windows() if self._table.is_begun() else 0

    def close(self) -> None:
        """Close the connection; the next count opens another."""
        self._table.close()
