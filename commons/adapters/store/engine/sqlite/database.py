"""Knows SQLite: pragmas, real transactions, result codes, the lock beside it."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from threading import Lock
from typing import NoReturn
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from commons.adapters.store.engine.sqlite import counter_file, files
from commons.adapters.store.engine.sqlite.errors import (
    BUSY,
    PRIMARY_CODE,
    translate_error,
)
from commons.adapters.store.engine.sqlite.files import Identity, file_identity
from commons.core.files.durability import replace_file, sync_to_disk
from commons.errors import BusyError, CommonsError, SettingsError, StorageError

lock_alone = files.lock_alone
lock_named = files.lock_named
open_counters = counter_file.open_counters

PRAGMAS = ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY")
READER_PRAGMAS = ("query_only=ON", "cache_size=-8000")
BEAT = "SELECT beat FROM pulse"

_OWN = ("", "-wal", "-shm", "-journal")
"""How the names of the files of a database end, behind its own."""
_TABLES = ("alembic_version", "revisions")
_OURS = f"SELECT count(*) FROM sqlite_master WHERE name IN {_TABLES}"  # noqa: S608  # our own names

_REPLACED = (
    "the database was replaced or removed while it was in use: nothing more is"
    " written, start the server again"
)


def parse_address(url: str) -> URL:
    """Read the address of a database file. Raises SettingsError."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError(f"« {url} » is no database address") from error
    if not parsed.database or ":memory:" in parsed.database:
        raise SettingsError("the database must be a file: sqlite:///PATH")
    return parsed


def open_engine(url: URL, patience_seconds: float, *, writes: bool) -> Engine:
    """Make the engine of the readers, or the one of the only writer.

    A process writes through one connection, so that its threads queue for the
    write lock in order instead of polling for it.
    """
    engine = create_engine(
        url,
        connect_args={"timeout": patience_seconds},
        pool_size=1 if writes else 8,
        max_overflow=0 if writes else -1,
        pool_timeout=patience_seconds,
        pool_use_lifo=True,
        hide_parameters=True,  # no error may quote what somebody wrote
    )
    pragmas = PRAGMAS if writes else PRAGMAS + READER_PRAGMAS
    start = "BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED"

    @event.listens_for(engine, "connect")
    def prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        dbapi.isolation_level = None  # else the driver begins when it likes
        cursor = dbapi.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(start)

    @event.listens_for(engine, "handle_error")
    def refuse(context: ExceptionContext) -> CommonsError | None:
        return translate_error(context.original_exception)

    return engine


def send_together(_connection: Connection) -> AbstractContextManager[None]:
    """Leave each statement as it is: it is done at once, and no trip away."""
    return nullcontext()


def announce_save(_connection: Connection) -> None:
    """Tell nobody: who follows the log looks at the file every so often."""


def wake_on_saves(_url: URL, _wake: Callable[[], None]) -> AbstractContextManager[None]:
    """Wake nobody."""
    return nullcontext()


def set_durability(connection: Connection, *, wanted: bool) -> None:
    """Have commits wait for the disk, or not; only between transactions.

    Without, a power cut may undo the last commits, but breaks nothing
    (sqlite.org/pragma.html#pragma_synchronous).
    """
    driver = connection.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.execute(f"PRAGMA synchronous={'FULL' if wanted else 'NORMAL'}")


def database_file(url: URL) -> Path:
    """Give where the database is."""
    return Path(str(url.database))


def database_identity(url: URL) -> Identity:
    """Say which file lies at the address now."""
    return file_identity(url)


def refuse_others(url: URL, known: object) -> None:
    """Raise StorageError when another file than the known one lies at the address."""
    if file_identity(url) != known:
        raise StorageError(_REPLACED)


def refuse_replaced(url: URL, connection: Connection) -> None:
    """Raise StorageError when what is written on a connection would be lost.

    As long as it is open, nobody but a stranger removes the files that it writes
    to (sqlite.org/walformat.html, 1): what it commits when others lie in their
    place is in no file that has a name. Within a transaction that writes, or just
    after it.
    """
    found = _files(url)
    if connection.info.setdefault("files", found) != found:
        raise StorageError(_REPLACED)


def holds_commons(url: URL) -> bool:
    """Say whether a commons is in the file; makes nothing.

    Raises StorageError for a file that is no database, or a damaged one.
    """
    path = Path(str(url.database))
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        address = f"file:{quote(str(path.absolute()))}?mode=rw"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute(_OURS).fetchone()
    except sqlite3.Error as error:
        raise StorageError(f"{path} : {translate_error(error) or error}") from error
    return int(found[0]) == len(_TABLES)


class Pulse:
    """Reads the beat on a connection that is kept, in some microseconds."""

    def __init__(self, url: URL) -> None:
        self._url = url
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        self._files: tuple[Identity, Identity] | None = None

    def beat(self) -> int:
        """Give the beat; between two equal ones nothing was committed."""
        try:
            with self._lock:
                if self._connection is None:
                    self._connection = sqlite3.connect(
                        str(self._url.database),
                        isolation_level=None,
                        check_same_thread=False,
                    )
                rows = self._connection.execute(BEAT).fetchall()
                self._files = self._files or _files(self._url)
        except sqlite3.Error as error:
            raise translate_error(error) or StorageError(str(error)) from error
        return int(rows[0][0])

    def close(self) -> None:
        """Close the connection; the next beat opens another."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            self._files = None

    def refuse_replaced(self) -> None:
        """Raise StorageError when others lie in the place of the files it reads."""
        self.beat()
        if self._files != _files(self._url):
            raise StorageError(_REPLACED)


def open_pulse(url: URL) -> Pulse:
    """Give what reads the beat of a database; opens nothing yet."""
    return Pulse(url)


def _files(url: URL) -> tuple[Identity, Identity]:
    return file_identity(url), file_identity(url, "-wal")


def try_writing(url: URL, patience_seconds: float) -> None:
    """Write what stands there already; what hinders it hinders every save.

    Does not wait for the disk. Raises BusyError, StorageError.
    """
    try:
        with closing(
            sqlite3.connect(
                str(url.database), timeout=patience_seconds, isolation_level=None
            )
        ) as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("UPDATE pulse SET beat = beat")
            connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise translate_error(error) or StorageError(str(error)) from error


def wait_for_lock(url: URL, patience_seconds: float) -> bool:
    """Say whether the write lock came free within this time; nothing is written."""
    try:
        with closing(
            sqlite3.connect(
                str(url.database), timeout=patience_seconds, isolation_level=None
            )
        ) as connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        return False
    return True


def database_bytes(url: URL) -> int:
    """Give what the database takes of the disk, with what is not yet in its file."""
    there = (Path(f"{url.database}{end}") for end in ("", "-wal", "-shm"))
    return sum(path.stat().st_size for path in there if path.is_file())


def has_damaged_pages(url: URL) -> bool:
    """Say whether SQLite finds pages of the file wrong."""
    try:
        with closing(sqlite3.connect(str(url.database))) as connection:
            found = connection.execute("PRAGMA quick_check").fetchone()
            return bool(found != ("ok",))
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & PRIMARY_CODE
        return code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def integrity_faults(url: URL) -> list[str]:
    """Give what SQLite itself finds wrong in the file, [] when it is sound."""
    try:
        with closing(sqlite3.connect(str(url.database))) as connection:
            found = connection.execute("PRAGMA integrity_check").fetchall()
            lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.Error as error:
        raise translate_error(error) or StorageError(str(error)) from error
    told = [str(row[0]) for row in found if row[0] != "ok"]
    return told + [
        f"table {table} : la ligne {row} renvoie à {parent}, où il n’y a rien"
        for table, row, parent, _ in lost
    ]


def copy_database(url: URL, path: Path, patience_seconds: float) -> None:
    """Write the database as it stands to a file that only its owner reads.

    One read transaction (sqlite.org/lang_vacuum.html, "VACUUM INTO"): what is
    committed meanwhile is not in it, and no writer waits for it. What was
    deleted is not in it either. The file appears whole and on the disk, over
    an older one, or not at all. Raises StorageError, BusyError.
    """
    database, seconds = str(url.database), patience_seconds
    try:
        with (
            replace_file(path, mode=0o600) as draft,
            closing(sqlite3.connect(database, timeout=seconds)) as source,
        ):
            source.execute("VACUUM INTO ?", (str(draft),))
    except sqlite3.Error as error:
        raise translate_error(error) or StorageError(str(error)) from error
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror})") from error


def what_lies_there(url: URL) -> str:
    """Give the path of a file that is in the place of the database, or of its logs."""
    return next(filter(os.path.lexists, (f"{url.database}{end}" for end in _OWN)), "")


def take_file(url: URL, path: Path, patience_seconds: float) -> None:
    """Move the file of a closed database to its place, whose folder is made if need be.

    Raises StorageError, also when something is there already.
    """
    del patience_seconds
    file = database_file(url)
    if Path(f"{path}-wal").exists():
        raise StorageError(f"{path} is still open")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if lies := what_lies_there(url):
            raise StorageError(f"{lies} is there already")
        try:
            shutil.move(path, file)
            sync_to_disk(file)
            sync_to_disk(file.parent)
        except OSError:
            file.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{file} cannot be written ({error.strerror})") from error


def open_replica(_url: URL, _replica: URL) -> NoReturn:
    """Refuse: who reads a file reads what is there. Raises SettingsError."""
    raise SettingsError(
        "COMMONS_READ_DATABASE_URL: only a database on a server has a replica"
    )


def open_side_tables(_url: URL, _replica: object) -> None:
    """Say that what can be made again has files of its own."""


def drop_side_tables(_connection: Connection) -> None:
    """Find nothing to remove: what can be made again lies in files of its own."""


def scrub_database(url: URL, patience_seconds: float) -> None:
    """Write the database anew without its free pages, and empty its write-ahead log.

    The log is emptied once nobody reads a state of before: until then BusyError. Who
    saves waits meanwhile. Raises StorageError.
    """
    try:
        with closing(
            sqlite3.connect(
                str(url.database), timeout=patience_seconds, isolation_level=None
            )
        ) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise translate_error(error) or StorageError(str(error)) from error
    if busy:
        raise BusyError(BUSY)


def prepare_database(url: URL) -> None:
    """Make the file, with a write-ahead log; it remembers. Raises StorageError."""
    try:
        Path(str(url.database)).touch(mode=0o600)  # accounts are nobody else's
        with closing(sqlite3.connect(str(url.database))) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
    except sqlite3.Error as error:
        raise translate_error(error) or StorageError(str(error)) from error
    except OSError as error:
        raise StorageError(f"{url.database} ({error.strerror})") from error
