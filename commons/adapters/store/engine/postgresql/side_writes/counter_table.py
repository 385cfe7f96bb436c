"""The counters of a PostgreSQL database: a table that no backup has, nor the log.

Who is counted never waits for who saves: each count is a transaction of its own, which
takes no lock but that of its row. A crash of the server empties the table.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from psycopg import errors
from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql import locks
from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection,
    KeptConnection,
)

_MAKE = """
CREATE UNLOGGED TABLE IF NOT EXISTS counters (
    key TEXT COLLATE "C" PRIMARY KEY, count BIGINT NOT NULL, until BIGINT NOT NULL
);
CREATE INDEX IF NOT EXISTS ix_counters_until ON counters (until);
"""
_NAMED = re.compile(r":(\w+)")


class CounterTable:
    """The table, as one process has it open; made when it is first missed."""

    def __init__(self, url: URL, patience_seconds: float) -> None:
        self._url = url
        self._connection = KeptConnection(url, patience_seconds)

    def ask(self, statement: str, known: Mapping[str, object]) -> list[Any]:
        """Give the rows of a statement. Raises StorageError, BusyError."""
        query = _as_psycopg(statement)

        def execute(connection: Connection) -> list[Any]:
            try:
                return connection.execute(query, dict(known)).fetchall()
            except errors.UndefinedTable:
                self._make(connection)
                return connection.execute(query, dict(known)).fetchall()

        return self._connection.use(execute)

    def is_begun(self) -> bool:
        """Say that the counters are there, or may be made by whoever asks."""
        return True

    def close(self) -> None:
        """Close the connection; the next count opens another."""
        self._connection.close()

    def _make(self, connection: Connection) -> None:
        with locks.hold_lock(self._url, locks.SCHEMA):
            connection.execute(_MAKE, prepare=False)


@lru_cache(maxsize=16)
def _as_psycopg(statement: str) -> bytes:
    """Write the names of what is asked as the driver reads them."""
    return _NAMED.sub(r"%(\1)s", statement).encode()


def open_counters(url: URL, patience_seconds: float) -> CounterTable:
    """Give the counters of a database; opens nothing yet."""
    return CounterTable(url, patience_seconds)
