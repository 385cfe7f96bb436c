"""Leaves nothing of what was removed in the files of a PostgreSQL database."""

import time

import psycopg
from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection,
    connect,
)
from commons.adapters.store.engine.postgresql.connecting.errors import our_error
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.errors import BusyError

_PAUSE_SECONDS = 0.02
_ASKED = """
SELECT clock_timestamp(), pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""
_OLDER = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint < %(next)s OR EXISTS (
SELECT FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
AND xact_start < %(asked)s)
"""
"""Whether transactions are left that may see what was removed before we asked.

Those that write in other databases of the server count too: VACUUM keeps what was
removed since they began.
"""


def scrub_database(url: URL, patience_seconds: float) -> None:
    """Write each table anew without its free room, and drop the old files.

    Once nobody reads a state of before: until then BusyError. Who reads or saves waits
    meanwhile for the table that is written. What was removed may stand in the server's
    write-ahead log until it is written over, and in what its operator archives of it.
    Raises StorageError.
    """
    with connect(url, patience_seconds) as connection:
        try:
            connection.execute("SET statement_timeout = 0")
            wait_for_readers(connection, patience_seconds)
            for table in METADATA.sorted_tables:
                connection.execute(f"VACUUM (FULL) {table.name}".encode())
        except psycopg.Error as error:
            raise our_error(error) from error


def wait_for_readers(connection: Connection, patience_seconds: float) -> None:
    """Wait until every transaction of before is over. Raises BusyError."""
    until = time.monotonic() + patience_seconds
    ((asked, following),) = connection.execute(_ASKED).fetchall()
    known = {"asked": asked, "next": following}
    while True:
        ((older,),) = connection.execute(_OLDER, known).fetchall()
        if not older:
            return
        if time.monotonic() > until:
            raise BusyError("somebody still reads what was there before")
        time.sleep(_PAUSE_SECONDS)
