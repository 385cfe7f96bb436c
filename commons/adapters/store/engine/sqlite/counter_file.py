"""The counters of an SQLite database: a file of their own beside it.

Under a lock of its own: who is counted never waits for who saves. A power cut may undo
the last of them, and a file that is damaged or gone is begun anew.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy.engine import URL

from commons.adapters.store.engine.sqlite.errors import PRIMARY_CODE, translate_error
from commons.adapters.store.engine.sqlite.files import (
    Identity,
    file_identity,
    lock_alone,
)
from commons.errors import StorageError

END = ".counters"
"""What the name of the file has behind that of the """
LOG = f"{END}-wal"
FILES = (END, LOG, f"{END}-shm")

PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL")
"""Commits do not wait for the disk, and no power cut damages the file."""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS counters (key TEXT PRIMARY KEY, count INTEGER NOT NULL,"
    " until INTEGER NOT NULL) WITHOUT ROWID"
)
_INDEX = "CREATE INDEX IF NOT EXISTS ix_counters_until ON counters (until)"

_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class CounterFile:
    """The file, as one process has it open; made when it is first asked."""

    def __init__(self, url: URL, patience_seconds: float) -> None:
        self._url = url
        self._patience_seconds = patience_seconds
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._files: tuple[Identity, ...] = ()

    def ask(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        """Give the rows of a statement. Raises StorageError, BusyError."""
        with self._lock:
            try:
                return self._execute(statement, known)
            except sqlite3.Error as error:
                code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
                if code not in _DAMAGED:
                    raise _translated(error) from error
            try:
                self._begin_anew()
                return self._execute(statement, known)
            except sqlite3.Error as error:
                raise _translated(error) from error

    def is_begun(self) -> bool:
        """Say whether the file is there, which the server makes under its own user."""
        return self._file.exists()

    def close(self) -> None:
        """Close the connection; the next count opens another."""
        with self._lock:
            self._shut()

    @property
    def _file(self) -> Path:
        return Path(f"{self._url.database}{END}")

    def _execute(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        """Ask the file that lies there now, which may be another than a while ago."""
        if self._connection is None or self._files != self._present():
            self._shut()
            self._connection = self._opened()
            self._files = self._present()
        return self._connection.execute(statement, known).fetchall()

    def _present(self) -> tuple[Identity, ...]:
        return tuple(file_identity(self._url, end) for end in (END, LOG))

    def _opened(self) -> sqlite3.Connection:
        """Open the file, which is made if need be; one process at a time."""
        if file_identity(self._url) is None:
            raise StorageError("the database that is counted for is not there")
        with lock_alone(self._url):
            try:
                self._file.touch(mode=0o600)
            except OSError as error:
                raise StorageError(f"{self._file} ({error.strerror})") from error
            connection = sqlite3.connect(
                self._file,
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
        with lock_alone(self._url):
            if self._present()[:1] == known[:1]:
                for end in FILES:
                    Path(f"{self._url.database}{end}").unlink(missing_ok=True)

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _translated(error: sqlite3.Error) -> Exception:
    return translate_error(error) or StorageError(str(error))


def open_counters(url: URL, patience_seconds: float) -> CounterFile:
    """Give the counters of a database; opens nothing yet."""
    return CounterFile(url, patience_seconds)
