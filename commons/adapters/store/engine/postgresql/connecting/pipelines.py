"""Several statements in one trip to the server (psycopg's pipeline mode)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import psycopg
from sqlalchemy import Connection

from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection as DriverConnection,
)
from commons.adapters.store.engine.postgresql.connecting.errors import our_error


@contextmanager
def send_together(connection: Connection) -> Iterator[None]:
    """Send what is ordered meanwhile at once, and learn at the end whether it was done.

    Each trip is time in which all who save wait for who does. Nothing that is ordered
    so gives rows or counts. Raises StorageError, BusyError.
    """
    driver = cast("DriverConnection", connection.connection.driver_connection)
    try:
        with driver.pipeline():
            yield
    except psycopg.Error as error:
        raise our_error(error) from error
