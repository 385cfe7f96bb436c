"""What the index asks of SQLite alone: its file, its transactions, its damage."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from commons.errors import StorageError

PATIENCE_SECONDS = 20.0
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY")
_BESIDE = ("", "-wal", "-shm")
_PRIMARY_CODE = 0xFF

Identity: TypeAlias = tuple[int, int] | None
"""Which file it is that lies somewhere: device and inode; None for none."""


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
