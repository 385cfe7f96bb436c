"""Knows PostgreSQL: transactions under one write lock, and what no file has to say."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from commons.adapters.store.engine.lifecycle.schema_upgrade import upgrade_schema
from commons.adapters.store.engine.postgresql import locks, scrubbing
from commons.adapters.store.engine.postgresql.change_notification import listener, pulse
from commons.adapters.store.engine.postgresql.connecting import pipelines
from commons.adapters.store.engine.postgresql.connecting.column_types import (
    use_column_types,
)
from commons.adapters.store.engine.postgresql.connecting.connections import (
    READ,
    connect,
    connect_arguments,
    is_lost,
    settle_session,
)
from commons.adapters.store.engine.postgresql.connecting.errors import (
    our_error,
    translate_error,
)
from commons.adapters.store.engine.postgresql.replica import reading
from commons.adapters.store.engine.postgresql.side_writes import (
    counter_table,
    side_tables,
)
from commons.adapters.store.engine.sqlite.transcript import (
    copy_from_file,
    copy_into_file,
)
from commons.errors import BusyError, CommonsError, SettingsError, StorageError

open_counters = counter_table.open_counters
open_pulse = pulse.open_pulse
open_replica = reading.open_replica
send_together = pipelines.send_together
announce_save = listener.announce_save
wake_on_saves = listener.wake_on_saves
scrub_database = scrubbing.scrub_database
open_side_tables = side_tables.open_side_tables
drop_side_tables = side_tables.drop_side_tables

DRIVER = "postgresql+psycopg"
READERS, MORE_READERS = 8, 24
"""How many connections a process keeps for reading, and how many more it may open."""

_HASTE = "SET LOCAL synchronous_commit = off; "
_ANY_TABLE = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    " AND tablename <> 'counters' ORDER BY tablename LIMIT 1"
)
_TRIAL = "UPDATE pulse SET beat = beat"
_OURS = (
    "SELECT to_regclass('alembic_version') IS NOT NULL"
    " AND to_regclass('revisions') IS NOT NULL"
)


def parse_address(url: str) -> URL:
    """Read the address of a database on a server. Raises SettingsError."""
    parsed = make_url(url)
    if parsed.drivername not in {"postgresql", DRIVER}:
        raise SettingsError(f"the driver of PostgreSQL is psycopg: {DRIVER}://…")
    if not parsed.database:
        raise SettingsError(f"the database must be named: {DRIVER}://USER@HOST/NAME")
    return parsed.set(drivername=DRIVER)


def open_engine(url: URL, patience_seconds: float, *, writes: bool) -> Engine:
    """Make the engine of the readers, or the one of the only writer.

    A process writes through one connection: its threads queue for it, then it queues
    with other processes and machines for the write lock.
    """
    engine = create_engine(
        url,
        connect_args=connect_arguments(url),
        pool_size=1 if writes else READERS,
        max_overflow=0 if writes else MORE_READERS,
        pool_timeout=patience_seconds,
        pool_use_lifo=True,
        use_native_hstore=False,
        execution_options={"preserve_rowcount": True},  # of an INSERT, lost otherwise
        hide_parameters=True,  # no error may quote what somebody wrote
    )
    use_column_types(engine)
    lock_seconds = max(patience_seconds, 0.001)  # the server takes 0 for ever

    @event.listens_for(engine, "connect")
    def prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        settle_session(_driver(dbapi), lock_seconds)

    @event.listens_for(engine, "checkout")
    def look(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: Any) -> None:
        if is_lost(_driver(dbapi)):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        hasty = not connection.info.get("durable", True)
        write = f"BEGIN; {_HASTE if hasty else ''}{locks.WRITE}"
        driver = _driver(connection.connection.driver_connection)
        try:
            driver.execute((write if writes else READ).encode(), prepare=False)
        except psycopg.Error as error:
            raise our_error(error) from error

    @event.listens_for(engine, "handle_error")
    def refuse(context: ExceptionContext) -> CommonsError | None:
        return translate_error(context.original_exception)

    return engine


def set_durability(connection: Connection, *, wanted: bool) -> None:
    """Have commits wait for the disk, or not, from the next transaction on.

    Without, a crash of the server may undo the last commits, but breaks nothing.
    """
    connection.info["durable"] = wanted


def database_file(_url: URL) -> None:
    """Say that it lies in no file of ours."""


def database_identity(url: URL) -> object:
    """Say which database it is: the server sees to it that none takes its place."""
    return url


def refuse_others(_url: URL, _known: object) -> None:
    """Find nothing to refuse."""


def refuse_replaced(_url: URL, _connection: Connection) -> None:
    """Find nothing to refuse: what the server has committed is kept."""


def holds_commons(url: URL) -> bool:
    """Say whether a commons is in the database; makes nothing. Raises StorageError."""
    ((found,),) = _asked(url, _OURS)
    return bool(found)


def lock_alone(url: URL) -> AbstractContextManager[None]:
    """Hold the right to change the schema, over machines; waits for it."""
    return locks.hold_lock(url, locks.SCHEMA)


def lock_named(
    url: URL, name: str, *, wait: bool = True
) -> AbstractContextManager[None]:
    """Hold what one process of all machines does at a time, by its name.

    Raises BlockingIOError when it is not free and `wait` is false, StorageError.
    """
    return locks.hold_lock(url, locks.number_of(name), wait=wait)


def prepare_database(url: URL) -> None:
    """Refuse a database that cannot hold every text. Raises StorageError."""
    ((encoding,),) = _asked(url, "SHOW server_encoding")
    if encoding != "UTF8":
        raise StorageError(f"the database's encoding is {encoding}, and must be UTF8")


def try_writing(url: URL, patience_seconds: float) -> None:
    """Write what stands there already; what hinders it hinders every save.

    Does not wait for the disk. Raises BusyError, StorageError.
    """
    order = "; ".join([f"BEGIN; {_HASTE}{locks.WRITE}", _TRIAL, "COMMIT"])
    _asked(url, order, patience_seconds)


def wait_for_lock(url: URL, patience_seconds: float) -> bool:
    """Say whether the write lock came free within this time; nothing is written."""
    try:
        _asked(url, locks.LOOK, patience_seconds)
    except (BusyError, StorageError):
        return False
    return True


def database_bytes(url: URL) -> int:
    """Give what the database takes of the server's disk. Raises StorageError."""
    ((size_bytes,),) = _asked(url, "SELECT pg_database_size(current_database())")
    return int(size_bytes)


def copy_database(url: URL, path: Path, patience_seconds: float) -> None:
    """Write one state of the database into an SQLite file that only its owner reads.

    One read transaction: what is committed meanwhile is not in it, and no writer waits
    for it. The file appears whole and on the disk, over an older one, or not at all.
    Raises StorageError, BusyError.
    """
    engine = open_engine(url, patience_seconds, writes=False)
    try:
        with engine.begin() as connection:
            copy_into_file(connection, path)
    finally:
        engine.dispose()


def what_lies_there(url: URL) -> str:
    """Give the name of a table that is in the database, beside the counters'."""
    found = _asked(url, _ANY_TABLE)
    return str(found[0][0]) if found else ""


def take_file(url: URL, path: Path, patience_seconds: float) -> None:
    """Copy the rows of a file into an empty database, in one transaction.

    Raises StorageError, also when something is there already, BusyError.
    """
    engine = open_engine(url, patience_seconds, writes=True)
    try:
        with locks.hold_lock(url, locks.SCHEMA), engine.begin() as connection:
            prepare_database(url)
            if lies := what_lies_there(url):
                raise StorageError(f"{lies} is there already")
            upgrade_schema(connection)
            copy_from_file(path, connection)
            drop_side_tables(connection)
    finally:
        engine.dispose()


def has_damaged_pages(_url: URL) -> bool:
    """Find nothing: the server checks its own pages."""
    return False


def integrity_faults(_url: URL) -> list[str]:
    """Find nothing: the server holds every key and constraint at each commit."""
    return []


def _asked(url: URL, order: str, lock_seconds: float = 0.0) -> list[Any]:
    """Give the rows of the last statement, on a connection that is closed then."""
    with connect(url, lock_seconds) as connection:
        try:
            cursor = connection.execute(order.encode(), prepare=False)
            return cursor.fetchall() if cursor.description else []
        except psycopg.Error as error:
            raise our_error(error) from error


def _driver(connection: Any) -> psycopg.Connection[tuple[Any, ...]]:
    """Give the driver's connection, which SQLAlchemy does not look at."""
    return cast("psycopg.Connection[tuple[Any, ...]]", connection)
