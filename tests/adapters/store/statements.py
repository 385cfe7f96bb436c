"""Counts what one thread asks of the database, at the cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import QueuePool

from commons.adapters.store.engine.postgresql.side_writes.side_tables import SCHEMA

READ, WRITE = "BEGIN DEFERRED", "BEGIN IMMEDIATE"


@dataclass(slots=True)
class Asked:
    """All that was sent to the database, in order, the beginnings included."""

    every: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """What was asked within the transactions, without the savepoints of PostgreSQL."""
        asked = (one for one in self.every if one not in {READ, WRITE})
        return [one for one in asked if "SAVEPOINT" not in one]

    @property
    def reads(self) -> int:
        """How many transactions only read."""
        return self.every.count(READ)

    @property
    def writes(self) -> int:
        """How many transactions took the write lock."""
        return self.every.count(WRITE)

    def __str__(self) -> str:
        return "\n".join(" ".join(one.split()) for one in self.every)


@contextmanager
def asked_here() -> Iterator[Asked]:
    """Give what this thread asks of any database until the end of the block.

    A search index that lies beside the tables of a server is no part of it.
    """
    asked, me = Asked(), get_ident()

    def is_ours(connection: Connection) -> bool:
        return get_ident() == me and connection.engine.logging_name != SCHEMA

    def note(*heard: Any) -> None:
        if is_ours(heard[0]):
            asked.every.append(heard[2])

    def note_beginning(connection: Connection) -> None:
        """Note what a server hears in one go with the lock, past the cursor."""
        if is_ours(connection) and connection.dialect.name != "sqlite":
            pool = connection.engine.pool  # that of the writer has one connection
            alone = isinstance(pool, QueuePool) and pool.size() == 1
            asked.every.append(WRITE if alone else READ)

    heard = {"before_cursor_execute": note, "begin": note_beginning}
    for name, call in heard.items():
        event.listen(Engine, name, call)
    try:
        yield asked
    finally:
        for name, call in heard.items():
            event.remove(Engine, name, call)
