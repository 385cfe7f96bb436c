"""Reads from a standby what the database itself would answer, or says that it cannot.

Each reading asks the database how far its log is written, and begins on the standby
once that has replayed as much: what is read there is never older than the question.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from commons.adapters.store.engine.postgresql.connecting.column_types import (
    use_column_types,
)
from commons.adapters.store.engine.postgresql.connecting.connections import (
    READ,
    Connection as Driver,
    KeptConnection,
    connect,
    connect_arguments,
    is_lost,
    settle_session,
)
from commons.adapters.store.engine.postgresql.connecting.errors import our_error
from commons.adapters.store.engine.postgresql.connecting.per_process import PerProcess
from commons.adapters.store.engine.postgresql.replica.position import (
    ask_position,
    compare_replica,
)
from commons.adapters.store.engine.shared_reading import (
    ReplicaReport,
    ReplicaState,
    current_reading,
)
from commons.errors import CommonsError

_READERS, _MORE_READERS = 8, 24
_PATIENCE = {"connect_timeout": 2, "tcp_user_timeout": 3_000}
"""Seconds, and milliseconds: after these it is away, and the database is asked."""
_LOOK_AGAIN_SECONDS = 0.05
_LEFT_ALONE = {
    ReplicaState.BEHIND: (0.005, 1.0),
    ReplicaState.FOREIGN: (1.0, 10.0),
    ReplicaState.AWAY: (1.0, 10.0),
}
"""For how many seconds nobody asks it again: at first, and at most. Each time twice as long."""


class Replica:
    """A standby of a database; one object serves all threads of a process, and children."""

    def __init__(self, url: URL, replica: URL) -> None:
        self._replica = replica.update_query_dict(
            {k: str(v) for k, v in _PATIENCE.items() if k not in replica.query}
        )
        self._opened = PerProcess(partial(_Opened, url, self._replica))
        self._rest = _Rest()

    @property
    def address(self) -> str:
        """Where it is, without its password."""
        return repr(self._replica)

    @contextmanager
    def reading(self, schema: str = "") -> Iterator[Connection | None]:
        """Give a connection that sees one state, of now, and cannot write.

        None where the database itself must be asked: nobody said that the replica may
        be read, or it is away, or behind. `schema` is that of the tables, "" for the
        usual one. Raises StorageError and BusyError of the database.
        """
        with ExitStack() as stack:
            found = None
            if current_reading() is not None and self._rest.is_over():
                found = self._begin(stack, schema)
            yield found

    def report(self, patience_seconds: float = 0.0) -> ReplicaReport:
        """Look whether it has replayed what is written now, or does in this time.

        Raises StorageError and BusyError of the database.
        """
        wanted = ask_position(self._opened.here().primary)
        until = time.monotonic() + patience_seconds
        try:
            with connect(self._replica) as connection:
                while True:
                    found = compare_replica(connection, wanted)
                    late = time.monotonic() >= until
                    if found.state is not ReplicaState.BEHIND or late:
                        return found
                    time.sleep(_LOOK_AGAIN_SECONDS)
        except (CommonsError, psycopg.Error):
            return ReplicaReport(state=ReplicaState.AWAY)

    def close(self) -> None:
        """Close the idle connections of this process; asking opens others."""
        self._opened.close()

    def _begin(self, stack: ExitStack, schema: str) -> Connection | None:
        """Begin a transaction that ends with the stack, where the replica is level."""
        opened = self._opened.here()
        wanted = ask_position(opened.primary)
        begun, found = ExitStack(), ReplicaState.AWAY
        try:
            connection = begun.enter_context(opened.engine.connect())
            found = compare_replica(_driver(connection), wanted).state
            if found is ReplicaState.LEVEL:
                connection.info["schema"] = schema
                begun.enter_context(connection.begin())
                stack.push(begun)
                return connection
        except (CommonsError, SQLAlchemyError, psycopg.Error):
            found = ReplicaState.AWAY  # whatever it was found to be before
        finally:
            self._rest.note(found)
        begun.close()
        return None


class _Opened:
    """What one process has open."""

    def __init__(self, url: URL, replica: URL) -> None:
        self.primary = KeptConnection(url)
        self.engine = _engine(replica)

    def close(self) -> None:
        """Close its idle connections."""
        self.primary.close()
        self.engine.dispose()


class _Rest:
    """For how long the replica is not asked, after it was found wanting.

    Once it is over, one thread tries; the others go on as before until it has.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ReplicaState.LEVEL
        self._seconds = 0.0
        self._until = 0.0

    def is_over(self) -> bool:
        """Say whether to ask it."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return False
            self._until = now + self._seconds
            return True

    def note(self, found: ReplicaState) -> None:
        """Take note of how it was found."""
        first, most = _LEFT_ALONE.get(found, (0.0, 0.0))
        with self._lock:
            again = found is self._state
            self._seconds = min(self._seconds * 2, most) if again else first
            self._state, self._until = found, time.monotonic() + self._seconds


def open_replica(url: URL, replica: URL) -> Replica:
    """Return the standby at an address; connects to nothing yet."""
    return Replica(url, replica)


def _engine(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args=connect_arguments(url),
        pool_size=_READERS,
        max_overflow=_MORE_READERS,
        pool_timeout=0,  # then the database is asked
        pool_use_lifo=True,
        use_native_hstore=False,
        hide_parameters=True,  # no error may quote what somebody wrote
    )
    use_column_types(engine)

    @event.listens_for(engine, "connect")
    def prepare(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        settle_session(cast("Driver", dbapi))

    @event.listens_for(engine, "checkout")
    def look(dbapi: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: Any) -> None:
        if is_lost(cast("Driver", dbapi)):
            raise InvalidatePoolError

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        schema = connection.info["schema"]
        path = f"; SET LOCAL search_path TO {schema}" if schema else ""
        _driver(connection).execute(f"{READ}{path}".encode(), prepare=False)

    @event.listens_for(engine, "handle_error")
    def note(context: ExceptionContext) -> CommonsError:
        reading = current_reading()
        if context.connection is not None and reading is not None:
            reading.failed = True
        return our_error(context.original_exception)

    return engine


def _driver(connection: Connection) -> Driver:
    """Give the driver's connection, which SQLAlchemy does not look at."""
    return cast("Driver", connection.connection.driver_connection)
