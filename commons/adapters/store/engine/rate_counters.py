"""Counts how often something was tried in a window of time, over all processes.

The counters are in a file of their own beside the database, under a lock of their own:
who is counted never waits for who saves. They are worth nothing after a day, so no
backup has them, a power cut may undo the last of them, and a file that is damaged or
gone is begun anew.
"""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy.engine import URL

from commons.adapters.store.engine import sqlite
from commons.core.domain import clock
from commons.errors import StorageError

END = ".counters"
"""What the name of the file has behind that of the database."""
LOG = f"{END}-wal"
FILES = (END, LOG, f"{END}-shm")

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Commits do not wait for the disk, and no power cut damages the file."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, count INTEGER NOT NULL,"
    " until INTEGER NOT NULL) WITHOUT ROWID"
)
_INDEX = "CREATE INDEX IF NOT EXISTS ix_counters_until ON counters (until)"
_WAITED_MILLISECONDS = 30_000
"""By how much who counted first may have read the clock later: each waits for a lock."""
_RUNS = f"until > :now AND until <= :latest + {_WAITED_MILLISECONDS}"
_HIT = f"""
INSERT INTO counters (key, count, until) VALUES (:key, :amount, :latest)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN {_RUNS} THEN count + :amount ELSE :amount END,
    until = CASE WHEN {_RUNS} THEN until ELSE :latest END
RETURNING count, until
"""  # noqa: S608  # our own words
_PEEK = "SELECT count, until FROM counters WHERE key = :key AND until > :now"
_CLEAR = "DELETE FROM counters WHERE key = :key RETURNING key"
_RESET = "DELETE FROM counters RETURNING key"
_SWEEP = "DELETE FROM counters WHERE until <= :now RETURNING key"

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY_CODE = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class RateWindow:
    """How many hits the running window has, and when it ends (aware UTC)."""

    count: int
    expires_at: datetime


class RateCounters:
    """The counters of one database, as one process has them open."""

    def __init__(self, url: URL, patience_seconds: float) -> None:
        self._url = url
        self._patience_seconds = patience_seconds
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._files: tuple[sqlite.Identity, ...] = ()

    @property
    def file(self) -> Path:
        """Where the counters are."""
        return Path(f"{self._url.database}{END}")

    def count_hit(self, key: str, window_seconds: int, amount: int = 1) -> RateWindow:
        """Count `amount` more in the running window, or begin a window with it.

        One statement, so that no two processes count at once. Raises BusyError,
        StorageError, as all that follows.
        """
        now = clock.to_milliseconds(clock.now())
        known = {"now": now, "latest": now + window_seconds * 1000}
        ((count, until),) = self._ask(_HIT, {"key": key, "amount": amount, **known})
        return RateWindow(count=count, expires_at=clock.from_milliseconds(until))

    def peek_window(self, key: str) -> RateWindow:
        """Return the running window; without one, 0 hits and the present instant."""
        now = clock.now()
        asked = {"key": key, "now": clock.to_milliseconds(now)}
        for count, until in self._ask(_PEEK, asked):
            return RateWindow(count=count, expires_at=clock.from_milliseconds(until))
        return RateWindow(count=0, expires_at=now)

    def clear_counter(self, key: str) -> None:
        """Forget one counter."""
        self._ask(_CLEAR, {"key": key})

    def reset_counters(self) -> int:
        """Forget every counter; return how many."""
        return len(self._ask(_RESET, {}))

    def sweep_windows(self) -> int:
        """Remove the windows that have ended; return how many."""
        return len(self._ask(_SWEEP, {"now": clock.to_milliseconds(clock.now())}))

    def close(self) -> None:
        """Close the connection; the next count opens another."""
        with self._lock:
            self._shut()

    def _ask(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        with self._lock:
            try:
                return self._execute(statement, known)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
                if code not in _DAMAGED:
                    raise _translated(error) from error
            try:
                self._begin_anew()
                return self._execute(statement, known)
            except sqlite3.Error as error:
                raise _translated(error) from error

    def _execute(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        """Ask the file that lies there now, which may be another than a while ago."""
        if self._connection is None or self._files != self._present():
            self._shut()
            self._connection = self._opened()
            self._files = self._present()
        return self._connection.execute(statement, known).fetchall()

    def _present(self) -> tuple[sqlite.Identity, ...]:
        return tuple(sqlite.file_identity(self._url, end) for end in (END, LOG))

    def _opened(self) -> sqlite3.Connection:
        """Open the file, which is made if need be; one process at a time."""
        if sqlite.file_identity(self._url) is None:
            raise StorageError("the database that is counted for is not there")
        with sqlite.lock_alone(self._url):
            try:
                self.file.touch(mode=0o600)
            except OSError as error:
                raise StorageError(f"{self.file} ({error.strerror})") from error
            connection = sqlite3.connect(
                self.file,
                timeout=self._patience_seconds,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                for pragma in PRAGMAS:
                    connection.execute(f"PRAGMA {pragma}")
                connection.execute(_TABLE)
                connection.execute(_INDEX)
            except sqlite3.Error:
                connection.close()
                raise
        return connection

    def _begin_anew(self) -> None:
        """Remove a damaged file, unless another process has done so."""
        known = self._files if self._connection else self._present()
        self._shut()
        with sqlite.lock_alone(self._url):
            if self._present()[:1] == known[:1]:
                for end in FILES:
                    Path(f"{self._url.database}{end}").unlink(missing_ok=True)

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _translated(error: sqlite3.Error) -> Exception:
    return sqlite.translate_error(error) or StorageError(str(error))
