"""Connections to a PostgreSQL server: how they are opened, and what each begins with.

A kept connection is looked at before it is used: one whose server is gone or was
started again has something to read, and another takes its place. So nobody meets the
restart of a server that is there again.
"""

import select
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql.connecting.errors import our_error

CONNECT_SECONDS = 10
STATEMENT_SECONDS = 120
IDLE_SECONDS = 300
"""How long a transaction may do nothing: its writer would keep all others waiting."""

READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
"""The readers' transactions, which see one state."""

NAME = "commons"
_DEAD_AFTER = {"idle": 4, "interval": 2, "count": 2}
"""Seconds, and how many times: a machine that lost its power holds its locks so long."""

SESSION = "; ".join(
    [
        f"SET statement_timeout = '{STATEMENT_SECONDS}s'",
        f"SET idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'",
        *(f"SET tcp_keepalives_{name} = {said}" for name, said in _DEAD_AFTER.items()),
        "SET jit = off",  # it costs more than our queries take
    ]
)

Connection = psycopg.Connection[tuple[Any, ...]]
Answer = TypeVar("Answer")


class _WholeLoader(Loader):
    """Reads sums, which the server gives as decimals, as the integers that they are."""

    def load(self, data: Buffer) -> int:
        return int(bytes(data))


def connect_arguments(url: URL) -> dict[str, Any]:
    """Give what is said to libpq beside the address, which may say otherwise."""
    wished = {
        "application_name": NAME,
        "connect_timeout": CONNECT_SECONDS,
        "client_encoding": "utf8",
        **{f"keepalives_{name}": said for name, said in _DEAD_AFTER.items()},
    }
    return {name: said for name, said in wished.items() if name not in url.query}


def settle_session(connection: Connection, lock_seconds: float = 0.0) -> None:
    """Have a new connection be as ours are; each transaction is begun by its orders.

    `lock_seconds` is how long it waits for a lock, 0 for ever.
    """
    connection.autocommit = True
    connection.adapters.register_loader("numeric", _WholeLoader)
    wait = f"SET lock_timeout = {_milliseconds(lock_seconds)}"
    connection.execute(f"{SESSION}; {wait}".encode(), prepare=False)


def connect(url: URL, lock_seconds: float = 0.0) -> Connection:
    """Open a connection, which commits each statement. Raises StorageError, BusyError."""
    try:
        made = psycopg.connect(**_libpq_arguments(url))
        settle_session(made, lock_seconds)
    except psycopg.Error as error:
        raise our_error(error) from error
    return made


def is_lost(connection: Connection) -> bool:
    """Say whether a connection at rest has ended: then the server's farewell waits.

    Asks the system alone, not the server.
    """
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))


class KeptConnection:
    """A connection that the threads of a process use in turn; a lost one is made again."""

    def __init__(self, url: URL, lock_seconds: float = 0.0) -> None:
        self._url = url
        self._lock_seconds = lock_seconds
        self._lock = Lock()
        self._connection: Connection | None = None

    def ask(self, query: bytes) -> list[Any]:
        """Give the rows of a statement, committed. Raises StorageError, BusyError."""
        return self.use(lambda connection: connection.execute(query).fetchall())

    def use(self, call: Callable[[Connection], Answer]) -> Answer:
        """Call with the connection, which nobody else has meanwhile."""
        with self._lock:
            if self._connection is None or is_lost(self._connection):
                self._shut()
                self._connection = connect(self._url, self._lock_seconds)
            try:
                return call(self._connection)
            except psycopg.Error as error:
                raise our_error(error) from error

    def close(self) -> None:
        """Close it; who asks next opens another."""
        with self._lock:
            self._shut()

    def _shut(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _libpq_arguments(url: URL) -> dict[str, Any]:
    """Give the arguments of libpq, as SQLAlchemy makes them of an address."""
    dialect = url.get_dialect()()
    _, said = dialect.create_connect_args(url)
    return {**connect_arguments(url), **said}


def _milliseconds(seconds: float) -> int:
    """Give whole milliseconds, at least one: the server takes 0 for ever."""
    return max(1, round(seconds * 1000)) if seconds else 0
