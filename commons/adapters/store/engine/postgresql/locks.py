"""The locks of a PostgreSQL database that stand in for those of a file.

Advisory locks, which the server keeps by database and frees when whoever holds them
commits, leaves or dies (postgresql.org/docs/current/explicit-locking.html).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from zlib import crc32

import psycopg
from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql.connecting.connections import (
    STATEMENT_SECONDS,
    Connection,
    connect,
)
from commons.adapters.store.engine.postgresql.connecting.errors import our_error

OURS = int.from_bytes(b"comm", "big")
"""What our locks have before their number, so that no other program means them."""

WRITE = f"SELECT pg_advisory_xact_lock({OURS}, 1)"
"""Waits for the one write lock, and holds it to the end of the transaction."""
LOOK = f"SELECT pg_advisory_xact_lock_shared({OURS}, 1)"
"""Waits until nobody holds the write lock; others may look at the same time."""
SCHEMA = 2
_HOLD = b"SELECT pg_advisory_lock(%s, %s)"
_TRY = b"SELECT pg_try_advisory_lock(%s, %s)"
_FREE = b"SELECT pg_advisory_unlock(%s, %s)"
_HOLD_ON = (
    f"SET statement_timeout = 0; SELECT pg_advisory_lock({OURS}, {{}});"
    f" SET statement_timeout = '{STATEMENT_SECONDS}s'"
)
_FIRST_NAMED = 16


@contextmanager
def hold_lock(url: URL, number: int, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock on a connection of its own. Raises BlockingIOError, StorageError."""
    with connect(url) as connection:
        try:
            connection.execute("SET statement_timeout = 0")  # as long as it takes
            order = _HOLD if wait else _TRY
            ((held,),) = connection.execute(order, (OURS, number)).fetchall()
        except psycopg.Error as error:
            raise our_error(error) from error
        if held is False:
            raise BlockingIOError
        yield


@contextmanager
def hold_on(connection: Connection, number: int) -> Iterator[None]:
    """Wait for a lock, and hold it by a connection that is used for more than that.

    What is lost with the connection is free. Raises psycopg.Error.
    """
    connection.execute(_HOLD_ON.format(number).encode(), prepare=False)
    try:
        yield
    finally:
        try:
            connection.execute(_FREE, (OURS, number))
        except psycopg.Error:
            connection.close()


def number_of(name: str) -> int:
    """Give the number of a lock that is known by a name."""
    return _FIRST_NAMED + crc32(name.encode()) % (2**31 - _FIRST_NAMED)
