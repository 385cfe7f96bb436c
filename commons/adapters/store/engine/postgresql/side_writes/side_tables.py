"""A schema beside the tables of a commons, for what can be made again from them.

It has connections and a lock of its own: nobody who saves waits for it. No backup has
it, and what fills a database anew removes it. Whoever holds the right to write holds it
by the connection on which they write, so that both are lost together; the server gives
it to the next when their process dies, or some seconds after their machine has.
"""

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from commons.adapters.store.engine.postgresql import locks, scrubbing
from commons.adapters.store.engine.postgresql.connecting.column_types import (
    use_column_types,
)
from commons.adapters.store.engine.postgresql.connecting.connections import (
    READ,
    Connection as Driver,
    connect_arguments,
    is_lost,
    settle_session,
)
from commons.adapters.store.engine.postgresql.connecting.errors import our_error
from commons.adapters.store.engine.postgresql.connecting.per_process import PerProcess
from commons.adapters.store.engine.postgresql.replica.reading import Replica

SCHEMA = "commons_search"
_READ = READ.encode()
_WRITE = b"BEGIN"
_MAKE = f"CREATE SCHEMA {SCHEMA}".encode()
_DROP = f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
_THERE = b"SELECT 1 FROM pg_namespace WHERE nspname = %s"
_TABLES = b"SELECT tablename FROM pg_tables WHERE schemaname = %s"
_PATIENCE_SECONDS = 20.0
_READERS, _MORE_READERS = 4, 28
_DAMAGE = ("42P01", "3F000", "XX001", "XX002")
"""No such table, no such schema, damaged data, damaged index."""


class _Engines:
    """The engines of one process."""

    def __init__(self, url: URL) -> None:
        self.readers = _engine(url, _READ, _READERS, _MORE_READERS)
        self.writer = _engine(url, _WRITE, 1, 0)

    def close(self) -> None:
        """Close their idle connections."""
        self.readers.dispose()
        self.writer.dispose()


class SideTables:
    """The schema; one object serves all threads of a process, and of its children."""

    def __init__(self, url: URL, replica: Replica | None = None) -> None:
        self._replica = replica
        self._number = locks.number_of(SCHEMA)
        self._engines = PerProcess(partial(_Engines, url))
        self._threads = threading.RLock()
        self._held: Connection | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for, and hold, the right to write, over all machines.

        The thread that holds it may take it again. Raises StorageError.
        """
        with self._threads:
            if self._held is not None:
                yield
                return
            with self._engines.here().writer.connect() as connection:
                driver = _driver(connection)
                with _ours(), locks.hold_on(driver, self._number):
                    self._held = connection
                    try:
                        yield
                    finally:
                        self._held = None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state, and cannot write."""
        with ExitStack() as stack:
            found = None
            if self._replica is not None:
                found = stack.enter_context(self._replica.reading(SCHEMA))
            yield found or stack.enter_context(self._engines.here().readers.begin())

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection for one transaction, by who holds the right."""
        with self.held():
            connection = cast("Connection", self._held)
            with connection.begin():
                yield connection

    def insert(
        self, connection: Connection, table: Table, rows: list[dict[str, Any]]
    ) -> None:
        """Write new rows by COPY, which takes a tenth of the time."""
        order = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table.name),
            sql.SQL(", ").join(map(sql.Identifier, rows[0])),
        )
        with _ours(), _driver(connection).cursor().copy(order) as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))

    def tells_damage(self, error: BaseException | None) -> bool:
        """Say whether an error is about what is stored, or a table that is missing."""
        return isinstance(error, psycopg.Error) and error.sqlstate in _DAMAGE

    def is_damaged(self) -> bool:
        """Say whether there is no such schema."""
        with self._engines.here().readers.connect() as connection, _ours():
            found = _driver(connection).execute(_THERE, [SCHEMA]).fetchone()
            return found is None

    def make_anew(self) -> None:
        """Leave an empty schema."""
        with self.writing() as connection:
            connection.exec_driver_sql(_DROP)
            with _ours():
                _driver(connection).execute(_MAKE, prepare=False)

    def scrub(self) -> None:
        """Write the tables anew without what was removed.

        Raises StorageError, and BusyError while others read an older state.
        """
        with self.held(), _ours():
            driver = _driver(cast("Connection", self._held))
            scrubbing.wait_for_readers(driver, _PATIENCE_SECONDS)
            for (name,) in driver.execute(_TABLES, [SCHEMA]).fetchall():
                driver.execute(f"VACUUM (FULL) {SCHEMA}.{name}".encode())

    def close(self) -> None:
        """Close the idle connections of this process; asking opens others."""
        self._engines.close()


def open_side_tables(url: URL, replica: Replica | None) -> SideTables:
    """Give the schema beside a commons; connects to nothing yet."""
    return SideTables(url, replica)


def drop_side_tables(connection: Connection) -> None:
    """Remove the schema, within a transaction that fills the database anew."""
    connection.exec_driver_sql(_DROP)


def _engine(url: URL, begin: bytes, size: int, more: int) -> Engine:
    engine = create_engine(
        url,
        logging_name=SCHEMA,
        connect_args=connect_arguments(url),
        pool_size=size,
        max_overflow=more,
        pool_use_lifo=True,
        use_native_hstore=False,
        hide_parameters=True,  # no error may quote what somebody wrote
    )
    use_column_types(engine)

    @event.listens_for(engine, "connect")
    def prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        driver = cast("Driver", dbapi)
        settle_session(driver)
        driver.execute(f"SET search_path TO {SCHEMA}".encode(), prepare=False)

    @event.listens_for(engine, "checkout")
    def look(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: Any) -> None:
        if is_lost(cast("Driver", dbapi)):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        with _ours():
            _driver(connection).execute(begin, prepare=False)

    return engine


@contextmanager
def _ours() -> Iterator[None]:
    """Give our error for the driver's. Raises StorageError, BusyError."""
    try:
        yield
    except psycopg.Error as error:
        raise our_error(error) from error


def _driver(connection: Connection) -> Driver:
    """Give the driver's connection, which SQLAlchemy does not look at."""
    return cast("Driver", connection.connection.driver_connection)
