"""Copies the rows of a commons from one database to another, of whatever engines.

Table after table in one transaction of each side: the other holds one state, or nothing.
No engine gives numbers to rows here (they are one more than the last, or identifiers), so
that none has to be told where to go on.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, Table, delete, func, insert, select

from commons.adapters.store.engine.lifecycle.schema_upgrade import (
    known_revisions,
    schema_revision,
)
from commons.adapters.store.engine.tables.all_tables import METADATA
from commons.errors import InvalidError, StorageError

AT_ONCE = 500
"""How many rows are in memory at a time."""

OnRows = Callable[[int, int], None]
"""Is told how many rows are copied, of how many."""


def copy_rows(
    source: Connection, target: Connection, on_rows: OnRows | None = None
) -> int:
    """Put all rows of `source` in the place of those of `target`; return how many.

    Both have today's schema. The reader of `source` must see one state, as those of
    `open_engine` do. What was written is read again, and compared by its hash. Raises
    StorageError, also for another schema, and for what the engine of `target` cannot
    keep.
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
    read, written = sha256(), sha256()
    for rows in _batches(source, table):
        try:
            target.execute(insert(table), [dict(row) for row in rows])
        except InvalidError as error:
            raise StorageError(
                f"{_told(table, rows)} cannot be copied ({error})"
            ) from error
        read.update(_bytes_of(rows))
        yield len(rows)
    for rows in _batches(target, table):
        written.update(_bytes_of(rows))
    if read.digest() != written.digest():
        raise StorageError(f"table {table.name}: what was copied is not what was read")


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """Give the rows of a table in the order of its key, which no engine sees otherwise."""
    found = connection.execute(
        select(table).order_by(*table.primary_key.columns),
        execution_options={"stream_results": True, "yield_per": AT_ONCE},
    )
    yield from found.mappings().partitions()


def _bytes_of(rows: Sequence[RowMapping]) -> bytes:
    return "".join(f"{list(row.values())!r}\n" for row in rows).encode()


def _told(table: Table, rows: Sequence[RowMapping]) -> str:
    """Name the rows that hold what no other engine keeps: U+0000 in a text."""
    keys = [column.name for column in table.primary_key.columns]
    told = [
        " ".join(str(row[key]) for key in keys)
        for row in rows
        if any(isinstance(value, str) and "\0" in value for value in row.values())
    ]
    return f"table {table.name}: the row {', '.join(told)[:200]!r}"


def _size(source: Connection, table: Table) -> int:
    return source.execute(select(func.count()).select_from(table)).scalar_one()
