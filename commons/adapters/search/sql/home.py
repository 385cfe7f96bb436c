"""What the index asks of where its tables are, whichever database engine that is of."""

from contextlib import AbstractContextManager
from typing import Any, Protocol

from sqlalchemy import Connection, Table


class TableHome(Protocol):
    """A place for tables of our own, which can be made anew from elsewhere.

    All of it may be called by any thread of any process, after a fork too. What it
    raises is StorageError, or DBAPIError of a connection that it gave.
    """

    def held(self) -> AbstractContextManager[None]:
        """Wait for, and hold, the right to write: one thread of all, on all machines.

        The thread that holds it may take it again.
        """

    def reading(self) -> AbstractContextManager[Connection]:
        """Give a connection that sees one state, and cannot write."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Give a connection for one transaction, by who holds the right; others wait."""

    def insert(
        self, connection: Connection, table: Table, rows: list[dict[str, Any]]
    ) -> None:
        """Write new rows, as fast as the engine can."""

    def tells_damage(self, error: BaseException | None) -> bool:
        """Say whether an error is about what is stored, or a table that is missing."""

    def is_damaged(self) -> bool:
        """Say whether the engine itself finds the place wrong, or missing."""

    def make_anew(self) -> None:
        """Leave nothing there, so that tables can be made; by who holds the right."""

    def scrub(self) -> None:
        """Leave no byte of what was removed from the tables. Raises StorageError."""
