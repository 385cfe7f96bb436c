"""Knows when things become true: the store, and its units of work.

A store belongs to all processes at once. A read sees one state of the
database; a write holds the one write lock from its beginning to its commit.
"""

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import partial
from glob import escape
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Connection, select, update
from sqlalchemy.engine import URL

from commons.adapters.store.engine.engines import (
    FILE_ENGINE,
    Replica,
    StoreEngine,
    choose_engine,
    choose_replica,
    file_address,
)
from commons.adapters.store.engine.lifecycle.schema_upgrade import (
    outdated_revision,
    upgrade_schema,
)
from commons.adapters.store.engine.lifecycle.unfinished_copy import (
    clear_unfinished,
    mark_unfinished,
    refuse_unfinished,
)
from commons.adapters.store.engine.opened_database import (
    OpenedDatabase,
    close_before_forks,
    translating_errors,
)
from commons.adapters.store.engine.side_writes.rate_counters import RateCounters
from commons.adapters.store.engine.tables.core_tables import PulseRow
from commons.core.domain import clock
from commons.errors import ReadOnlyError, StorageError

PATIENCE_SECONDS = 15.0
GLANCE_SECONDS = 0.05
_BEFORE = ".before-"
SendTogether: TypeAlias = Callable[[Connection], AbstractContextManager[None]]
_BEAT = update(PulseRow).values(beat=PulseRow.beat + 1)


class Work:
    """One unit of work: all of it is seen by others at once, or nothing.

    `connection`, `credited` (names of people written down, by id) and `begun` (loads
    written down) are the store's own: nobody else touches them. `published_bytes` is
    how much the versions take that were published so far; `send_together()`: StoreEngine.
    """

    __slots__ = (
        *("_calls", "begun", "connection", "credited"),
        *("published_bytes", "send_together"),
    )

    def __init__(self, connection: Connection, together: SendTogether) -> None:
        self.connection = connection
        self.send_together = partial(together, connection)
        self.begun: set[str] = set()
        self.credited: dict[str, str] = {}
        self.published_bytes = 0
        self._calls: list[Callable[[], None]] = []

    def afterwards(self, call: Callable[[], None]) -> None:
        """Call this once the commit stands and the lock is free, in order.

        After a rollback it is never called. What it raises reaches the door,
        but the commit stands and the other calls are made.
        """
        self._calls.append(call)

    def finish(self) -> None:
        """Make the calls; for the store, once the commit stands."""
        with ExitStack() as stack:
            for call in reversed(self._calls):
                stack.callback(call)


class Store:
    """The database, opened once per process; a fork may go on using it."""

    def __init__(
        self,
        engine: StoreEngine,
        url: URL,
        patience_seconds: float,
        replica: Replica | None = None,
    ) -> None:
        self._engine = engine
        self._url = url
        self._patience_seconds = patience_seconds
        self.replica = replica
        self.wake_on_saves = partial(engine.wake_on_saves, url)
        """Calls back in a context, soon after most saves of any process (StoreEngine)."""
        self._side_tables = engine.open_side_tables(url, replica)
        self._opened = self._open()
        self._inherited: list[OpenedDatabase] = []
        self._closed: Callable[[], bool] = lambda: False
        close_before_forks(self, Store._here)

    def refuse_writes(self, closed: Callable[[], bool]) -> None:
        """Refuse every unit of work that writes while `closed` says so."""
        self._closed = closed

    @property
    def read_only(self) -> bool:
        """Whether everything is read and nothing written now."""
        return self._closed()

    def migrate(self, schema: str = "head") -> None:
        """Make or upgrade the schema; several processes may ask at once.

        It becomes today's, or one of before in a new file.

        Before an upgrade a database in a file is copied beside itself, under its name
        and `.before-` the revision that the copy has. Raises StorageError,
        also for a schema newer than this program, and where `refill` is not over.
        """
        with self._engine.lock_alone(self._url):
            self._engine.prepare_database(self._url)
            with translating_errors(), self._here().writer.begin() as connection:
                refuse_unfinished(connection)
                old = outdated_revision(connection)
                if old and (file := self._engine.database_file(self._url)):
                    self.copy_to(file.with_name(f"{file.name}{_BEFORE}{old}"))
                upgrade_schema(connection, schema)

    @contextmanager
    def refill(self) -> Iterator[Work]:
        """Open a unit of work in which rows take the place of all that is there.

        The schema is today's in it, whatever was there. Until its end what stood there
        stands; where nothing did, nobody opens the database, then or when it was cut
        short, until another refill is over. Raises as `write`, and StorageError for a
        schema newer than this program.
        """
        with self._engine.lock_alone(self._url):
            self._engine.prepare_database(self._url)
            if not self.holds_commons():
                with translating_errors(), self._here().writer.begin() as connection:
                    mark_unfinished(connection)
            with self.write() as work:
                upgrade_schema(work.connection)
                clear_unfinished(work.connection)
                beat = work.connection.execute(select(PulseRow.beat)).scalar_one()
                yield work
                lower = update(PulseRow).where(PulseRow.beat < beat)
                work.connection.execute(lower.values(beat=beat))
                self._engine.drop_side_tables(work.connection)

    @contextmanager
    def read(self) -> Iterator[Work]:
        """Open a unit of work on one state of the database; it cannot write.

        Of a replica, within `allow_replica`. Raises StorageError.
        """
        with translating_errors(), self._standing().reading() as connection:
            work = Work(connection, self._engine.send_together)
            yield work
        work.finish()

    @contextmanager
    def write(
        self,
        *,
        quiet: bool = False,
        durable: bool = True,
        patient: bool = True,
        reopens: bool = False,
    ) -> Iterator[Work]:
        """Open a unit of work under the write lock; its end commits.

        `quiet` leaves the token as it is: for what no other reader's page
        shows (drafts, sessions, counters). Without `durable` the commit does
        not wait for the disk: for what a power cut may undo (counters). Who is not
        `patient` gives up at once while another writes: for what may be lost. What
        `reopens` a store is written though it is read-only.
        Raises ReadOnlyError, BusyError, StorageError: also when somebody replaced the database
        before the commit, which nobody would see again.
        """
        if not reopens and self.read_only:
            raise ReadOnlyError
        opened = self._standing()
        engine = opened.writer if patient else opened.hasty_writer
        with translating_errors(), engine.connect() as connection:
            if not durable:
                self._engine.set_durability(connection, wanted=False)
            try:
                with ExitStack() as beat_and_commit, connection.begin():
                    self._engine.refuse_replaced(self._url, connection)
                    work = Work(connection, self._engine.send_together)
                    yield work
                    if not quiet:
                        beat_and_commit.enter_context(work.send_together())
                        connection.execute(_BEAT)
                        self._engine.announce_save(connection)
                self._engine.refuse_replaced(self._url, connection)
            finally:
                if not durable:
                    self._engine.set_durability(connection, wanted=True)
        work.finish()

    def token(self) -> int:
        """Give a number that rises whenever any process commits (not quietly).

        Cheap enough to ask on every request: a page made from what was read
        under a token may be shown while the token is the same. Raises
        StorageError.
        """
        return self._standing().pulse.beat()

    def refuse_unwritable(self) -> None:
        """Raise BusyError or StorageError when nothing can be saved now.

        Writes, at most once in some seconds however often it is asked.
        """
        fault = self._standing().trial.fault()
        if fault is not None:
            raise type(fault)(str(fault)) from fault

    @property
    def counters(self) -> RateCounters:
        """What counts attempts over all processes; waits for no writer.

        Raises StorageError.
        """
        return self._standing().counters

    def settled(self) -> datetime | None:
        """Give an instant that no change still to come precedes, None if unknown.

        It is the present, unless somebody holds the write lock for long: what
        they publish may bear an instant that has passed. Read afterwards what
        is there: all that is older stands in it.
        """
        present = clock.now()
        self._standing()
        return (
            present if self._engine.wait_for_lock(self._url, GLANCE_SECONDS) else None
        )

    def alone(self, name: str, *, wait: bool = True) -> AbstractContextManager[None]:
        """Hold what one process of all that share the database does at a time.

        It is free again when whoever holds it dies. Raises BlockingIOError when it is
        not free and `wait` is false, StorageError.
        """
        return self._engine.lock_named(self._url, name, wait=wait)

    @property
    def file(self) -> Path:
        """Where the database is. Raises StorageError where that is no file of ours."""
        found = self._engine.database_file(self._url)
        if found is None:
            raise StorageError("the database lies on a server, in no file of ours")
        return found

    @property
    def lies_in_file(self) -> bool:
        """Whether the database is a file of ours, and not on a server."""
        return self._engine.database_file(self._url) is not None

    @property
    def place(self) -> str:
        """Where the database is, for who reads a message: no password."""
        return str(self._engine.database_file(self._url) or self.address)

    @property
    def address(self) -> str:
        """The address as the setting says it, without its password."""
        return repr(self._url)

    @property
    def files(self) -> tuple[Path, ...]:
        """What lies there of the database and beside it, copies too; () on a server."""
        file = self._engine.database_file(self._url)
        return tuple(sorted(file.parent.glob(f"{escape(file.name)}*"))) if file else ()

    @property
    def copies(self) -> tuple[Path, ...]:
        """The copies that were made before upgrades."""
        return tuple(one for one in self.files if _BEFORE in one.name)

    def size_bytes(self) -> int:
        """Give what the database takes of a disk. Raises StorageError."""
        return self._engine.database_bytes(self._url)

    def holds_commons(self) -> bool:
        """Say whether a commons is in the file; makes nothing. Raises StorageError."""
        return self._engine.holds_commons(self._url)

    def copy_to(self, path: Path) -> None:
        """Copy one state of the database into a file, while others write.

        An older file of that name is replaced once the copy is whole. Raises
        StorageError, BusyError.
        """
        self._engine.copy_database(self._url, path, self._patience_seconds)

    def what_lies_there(self) -> str:
        """Give the name of what is in the database's place, "" for nothing.

        Raises StorageError.
        """
        return self._engine.what_lies_there(self._url)

    def take_file(self, path: Path) -> None:
        """Put what the database of a file holds into this one's empty place.

        It is of today's schema, and closed; the file may be moved. All of it is there
        and on the disk, or nothing. Raises StorageError, BusyError.
        """
        self._engine.take_file(self._url, path, self._patience_seconds)

    def side_tables(self) -> Any:
        """Give a home for tables of others beside the database, None where there is none."""
        return self._side_tables

    def scrub(self) -> None:
        """Leave no byte of what was removed in the files of the database.

        Raises StorageError, BusyError: then ask again.
        """
        self._engine.scrub_database(self._url, self._patience_seconds)

    def damaged(self) -> bool:
        """Say whether pages of the file cannot be read as they should."""
        return self._engine.has_damaged_pages(self._url)

    def faults(self) -> list[str]:
        """Give what the database itself finds wrong in its file."""
        return self._engine.integrity_faults(self._url)

    def close(self) -> None:
        """Close every idle connection of this process; asking opens them again."""
        opened = self._here()
        opened.close()
        opened.identity = None

    def _standing(self) -> OpenedDatabase:
        """Give what this process has open, unless another file took its place.

        Raises StorageError.
        """
        opened = self._here()
        if opened.identity is None:
            opened.identity = self._engine.database_identity(self._url)
        else:
            self._engine.refuse_others(self._url, opened.identity)
        return opened

    def _open(self) -> OpenedDatabase:
        """Open for this process, which closes it once the store is gone."""
        opened = OpenedDatabase(self._engine, self._url, self._patience_seconds)
        opened.side_tables, opened.replica = self._side_tables, self.replica
        weakref.finalize(self, opened.close_here)
        return opened

    def _here(self) -> OpenedDatabase:
        """Give what this process has open.

        What a child could not but inherit is kept aside, never closed.
        """
        opened = self._opened
        if opened.pid != os.getpid():
            self._inherited.append(opened)
            opened = self._opened = self._open()
        return opened


def open_store(
    url: str, *, patience_seconds: float = PATIENCE_SECONDS, replica: str = ""
) -> Store:
    """Open the store at a database address, with a replica at another; touches no file yet.

    A write that has waited for the lock for `patience_seconds` gives up with
    BusyError. Raises SettingsError.
    """
    engine, address = choose_engine(url)
    follows = choose_replica(engine, address, replica)
    return Store(engine, address, patience_seconds, follows)


def open_file(path: Path) -> Store:
    """Open the store in a file, whatever the signs in its name."""
    return Store(FILE_ENGINE, file_address(path), PATIENCE_SECONDS)
