"""Counts what one thread asks of the database, at the cursor."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import get_ident
from typing import Any

from sqlalchemy import Engine, event

READ, WRITE = "BEGIN DEFERRED", "BEGIN IMMEDIATE"


@dataclass(slots=True)
class Asked:
    """All that was sent to the database, in order, the beginnings included."""

    every: list[str] = field(default_factory=list)

    @property
    def statements(self) -> list[str]:
        """What was asked within the transactions."""
        return [one for one in self.every if one not in {READ, WRITE}]

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
    """Give what this thread asks of any database until the end of the block."""
    asked, me = Asked(), get_ident()

    def note(*heard: Any) -> None:
        if get_ident() == me:
            asked.every.append(heard[2])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(Engine, "before_cursor_execute", note)
