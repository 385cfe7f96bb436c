"""Tables in an SQLite file of their own: its transactions, its damage, its lock."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias
from weakref import finalize

from sqlalchemy import Connection, Engine, Table, create_engine, event, insert
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from commons.adapters.search.storage.write_lock import Lock
from commons.errors import StorageError

PATIENCE_SECONDS = 20.0
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY")
_BESIDE = ("", "-wal", "-shm")
_PRIMARY_CODE = 0xFF

Identity: TypeAlias = tuple[int, int] | None
"""Which file it is that lies somewhere: device and inode; None for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Engines:
    """The engines of one process over one file."""

    process: int
    file: Identity
    readers: Engine
    writer: Engine


def _close(engines: _Engines) -> None:
    """Close the engines of a home that nobody holds any more, in their own process."""
    if engines.process == os.getpid():
        engines.readers.dispose()
        engines.writer.dispose()


class SqliteHome:
    """A TableHome in a file; one object serves all threads of a process.

    The file stands apart from the database of the sheets, so that nobody who saves
    waits for it, no backup carries it, and it can be thrown away.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock(path.with_name("lock"))
        self._opening = threading.Lock()
        self._engines: _Engines | None = None
        self._left: list[_Engines] = []  # of the process that forked this one
        path.parent.mkdir(exist_ok=True)

    def held(self) -> AbstractContextManager[None]:
        """Wait for, and hold, the right to write, over the processes of this machine."""
        return self._lock.held()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state."""
        with self._opened().readers.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection for one transaction."""
        with self._lock.held(), self._opened().writer.begin() as connection:
            yield connection

    def insert(
        self, connection: Connection, table: Table, rows: list[dict[str, Any]]
    ) -> None:
        """Write new rows."""
        connection.execute(insert(table), rows)

    def tells_damage(self, error: BaseException | None) -> bool:
        """Say whether an error is about what the file holds."""
        return tells_damage(error)

    def is_damaged(self) -> bool:
        """Say whether SQLite finds the file wrong, or there is none."""
        return is_damaged(self._path)

    def make_anew(self) -> None:
        """Put an empty file in the place of this one."""
        self._path.parent.mkdir(exist_ok=True)
        remove_file(self._path)
        self._path.touch()

    def scrub(self) -> None:
        """Leave no byte in the file of what was removed. Raises StorageError."""
        scrub_file(self._path)

    def _opened(self) -> _Engines:
        """Give the engines of this process over the file that lies there now.

        What another process opened is left as it is: to close it would end its locks.
        """
        found, file = self._engines, file_identity(self._path)
        if found and (found.process, found.file) == (os.getpid(), file):
            return found
        if file is None:
            with self._lock.held():
                if file_identity(self._path) is None:
                    self.make_anew()
        with self._opening:
            file = file_identity(self._path)
            found = self._engines
            if found and found.process != os.getpid():
                self._left.append(found)
            elif found and found.file != file:
                found.readers.dispose()
                found.writer.dispose()
            if not found or (found.process, found.file) != (os.getpid(), file):
                self._engines = found = _Engines(
                    process=os.getpid(),
                    file=file,
                    readers=open_engine(self._path, writes=False),
                    writer=open_engine(self._path, writes=True),
                )
                finalize(self, _close, found).atexit = False
            return found


def open_engine(path: Path, *, writes: bool) -> Engine:
    """Give the engine of the readers of a file, or of those who write.

    A power cut may undo the last commits, which the log still has, and breaks nothing.
    """
    address = URL.create("sqlite", database=str(path))
    engine = create_engine(
        address,
        connect_args={"timeout": PATIENCE_SECONDS},
        max_overflow=-1,
        pool_use_lifo=True,
        hide_parameters=True,
    )
    start = "BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED"

    @event.listens_for(engine, "connect")
    def prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        dbapi.isolation_level = None  # else the driver begins when it likes
        cursor = dbapi.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(start)

    return engine


def scrub_file(path: Path) -> None:
    """Leave no byte in a file of what was removed from its tables.

    Raises StorageError while others read an older state: ask again.
    """
    try:
        with closing(
            sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"the index cannot be emptied ({error})") from error
    if busy:
        raise StorageError("the index is read: what it said is still in its log")


def file_identity(path: Path) -> Identity:
    """Say which file lies there now."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def is_damaged(path: Path) -> bool:
    """Say whether SQLite finds the file wrong, or there is none, or nothing in it."""
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(path, timeout=PATIENCE_SECONDS)) as connection:
            tables = connection.execute("SELECT count(*) FROM sqlite_master")
            found = connection.execute("PRAGMA quick_check(1)").fetchone()
            return bool(tables.fetchone() == (0,) or found != ("ok",))
    except sqlite3.DatabaseError as error:
        return tells_damage(error)


def tells_damage(error: BaseException | None) -> bool:
    """Say whether an error of the driver is about what the file holds.

    SQLITE_ERROR is that of a table that is missing: what we ask is well-formed.
    """
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY_CODE
    return code in {
        *(sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
    }


def remove_file(path: Path) -> None:
    """Remove the file and what lies beside it."""
    for end in _BESIDE:
        with suppress(FileNotFoundError):
            Path(f"{path}{end}").unlink()
