"""Where the indexes of tests lie: in a folder, or beside a database on a server."""

from pathlib import Path

from sqlalchemy.engine import make_url

from commons.adapters.search.backends import IndexPlace
from commons.adapters.store.engine.postgresql.side_writes.side_tables import (
    SCHEMA,
    SideTables,
)
from tests.servers import postgresql

SERVED = "postgresql"


def side_tables_for(folder: Path) -> SideTables:
    """Give a home on a server, the same for the same folder."""
    return SideTables(make_url(postgresql.database_for(folder)))


def place_in(folder: Path, back_end: str) -> IndexPlace:
    """Give the place of an index, the same for the same folder."""
    beside = side_tables_for(folder) if back_end == SERVED else None
    return IndexPlace(folder=folder, beside=beside)


def empty_place(folder: Path, back_end: str) -> IndexPlace:
    """Give a place in which nothing is, though others may have used it."""
    if back_end == SERVED:
        url = make_url(postgresql.database_for(folder))
        with postgresql.connected(url) as connection:
            connection.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE".encode())
    return place_in(folder, back_end)
