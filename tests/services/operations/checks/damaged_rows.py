"""Changes rows behind the back of a commons, on either engine, and lists them all."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import text

from commons.adapters.store.engine.tables.core_tables import PulseRow, Row
from commons.adapters.store.engine.unit_of_work import Store, open_store
from tests.conftest import settings_in
from tests.servers import postgresql

LOG = "revisions"
"""The table of the log."""


@contextmanager
def store_in(folder: Path) -> Iterator[Store]:
    """Open the database of a folder."""
    store = open_store(settings_in(folder).database_url)
    yield store
    store.close()


def damage_rows(store: Store, *orders: str) -> None:
    """Execute orders that break what one table says of another, as no program of ours may."""
    if store.lies_in_file:
        with closing(sqlite3.connect(store.file)) as connection:
            for order in orders:
                connection.execute(order)
            connection.commit()
        return
    with postgresql.connected(store._url) as server:  # noqa: SLF001  # where it is
        for order in ("SET session_replication_role = replica", *orders):
            server.execute(order.encode())


def list_rows(store: Store, *tables: str) -> list[str]:
    """Give all rows of these tables or of all, sorted, but the counter of commits."""
    names = tables or [table.name for table in Row.metadata.sorted_tables]
    with store.read() as work:
        return sorted(
            f"{name} {tuple(row)}"
            for name in names
            if name != PulseRow.__tablename__
            for row in work.connection.execute(text(f"SELECT * FROM {name}"))  # noqa: S608  # our own names
        )
