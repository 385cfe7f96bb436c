"""Copies the rows of a commons from one database to another, of whatever engines.

Table after table in one transaction of each side: the other holds one state, or nothing.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import Connection, Table, delete, func, insert, select

from commons.adapters.store.engine.schema_upgrade import (
    known_revisions,
    schema_revision,
)
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.errors import StorageError

AT_ONCE = 500
"""How many rows are in memory at a time."""

OnRows = Callable[[int, int], None]
"""Is told how many rows are copied, of how many."""


def copy_rows(
    source: Connection, target: Connection, on_rows: OnRows | None = None
) -> int:
    """Put all rows of `source` in the place of those of `target`; return how many.

    Both have today's schema. The reader of `source` must see one state, as those of
    `open_engine` do. Raises StorageError, also for another schema.
    """
    newest = known_revisions()[-1]
    for connection in (source, target):
        if (found := schema_revision(connection)) != newest:
            raise StorageError(f"the schema is {found}, and is copied as {newest} only")
    tables = METADATA.sorted_tables
    for table in reversed(tables):
        target.execute(delete(table))
    total = sum(_size(source, table) for table in tables) if on_rows else 0
    done = 0
    for table in tables:
        for count in _copy_table(source, target, table):
            done += count
            if on_rows:
                on_rows(done, total)
    return done


def _copy_table(source: Connection, target: Connection, table: Table) -> Iterator[int]:
    """Copy the rows of a table in the order of its key; yield how many, by batches."""
    found = source.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"stream_results": True, "yield_per": AT_ONCE},
    )
    for rows in found.mappings().partitions():
        target.execute(insert(table), [dict(row) for row in rows])
        yield len(rows)


def _size(source: Connection, table: Table) -> int:
    return source.execute(select(func.count()).select_from(table)).scalar_one()
