"""The database engines that an operator may choose from, and what the store asks of each.

The scheme of COMMONS_DATABASE_URL names the row of ENGINES; the store reaches a
database through that row alone.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from commons.adapters.store.engine.shared_reading import ReplicaReport
from commons.adapters.store.engine.side_writes.rate_counters import CounterTable
from commons.adapters.store.engine.sqlite import database as sqlite
from commons.errors import SettingsError


class Pulse(Protocol):
    """Reads the beat of a database, which rises with every loud commit."""

    def beat(self) -> int:
        """Return the beat, in microseconds of time. Raises StorageError."""

    def close(self) -> None:
        """Close what is open; the next beat opens it again."""

    def refuse_replaced(self) -> None:
        """Raise StorageError when others lie in the place of the files it reads."""


class Replica(Protocol):
    """A copy of a database that follows it; nobody writes there but what it follows.

    One object serves all threads of a process, and of its children.
    """

    @property
    def address(self) -> str:
        """Where it is, without its password."""

    def reading(self) -> AbstractContextManager[Connection | None]:
        """Give a connection that sees one state, of now, and cannot write.

        None where the database itself must be asked: the replica may not be read now
        (`shared_reading`), or is away, or behind. Raises StorageError, BusyError.
        """

    def report(self, patience_seconds: float = 0.0) -> ReplicaReport:
        """Look whether it has replayed what is written now, or does in this time.

        Raises StorageError and BusyError of the database.
        """

    def close(self) -> None:
        """Close what is open in this process; asking opens it again."""


class StoreEngine(Protocol):
    """What the store asks of a database engine; a module or an object answers.

    All functions take the address that `parse_address` returned, and raise errors of
    ours alone: BusyError for a lock that stays held, StorageError for the rest.
    Nothing that they open may cross a fork: the store opens anew in the child.

    The order of the log stands on two promises of `open_engine`: the engine of the
    writer begins each transaction by taking the one write lock of the database, over
    processes, and keeps it until the commit; the engine of the readers shows each
    transaction one state, and cannot write.
    """

    def parse_address(self, url: str, /) -> URL:
        """Read an address of this engine's scheme. Raises SettingsError."""

    def database_file(self, url: URL, /) -> Path | None:
        """Return where the database lies; copies lie beside it, under its name.

        None where it lies in no file of ours, and its operator makes copies.
        """

    def database_identity(self, url: URL, /) -> object:
        """Return what tells this database from another in its place; None for none."""

    def refuse_others(self, url: URL, known: object, /) -> None:
        """Raise StorageError when another database lies there; asked at each reading."""

    def refuse_replaced(self, url: URL, connection: Connection, /) -> None:
        """Raise StorageError when what is written on a connection would be lost.

        Called within a transaction that writes, and just after it.
        """

    def holds_commons(self, url: URL, /) -> bool:
        """Say whether a commons is there; makes nothing. Raises StorageError."""

    def lock_alone(self, url: URL, /) -> AbstractContextManager[None]:
        """Hold the right to change the schema, over processes; waits for it."""

    def lock_named(
        self, url: URL, name: str, /, *, wait: bool = True
    ) -> AbstractContextManager[None]:
        """Hold what one process of all does at a time, as courier or cleaner.

        Raises BlockingIOError when it is not free and `wait` is false.
        """

    def prepare_database(self, url: URL, /) -> None:
        """Make what is missing of an empty database. Raises StorageError."""

    def open_engine(
        self, url: URL, patience_seconds: float, /, *, writes: bool
    ) -> Engine:
        """Return the engine of the readers, or the one of the only writer."""

    def set_durability(self, connection: Connection, /, *, wanted: bool) -> None:
        """Have commits wait for the disk, or not; only between transactions."""

    def send_together(self, connection: Connection, /) -> AbstractContextManager[None]:
        """Send what is ordered within in as few trips as there can be.

        Nothing ordered so may be asked for rows or counts; what was refused is raised
        by the end. Raises StorageError, BusyError.
        """

    def announce_save(self, connection: Connection, /) -> None:
        """Have the commit of this transaction wake who asked `wake_on_saves`.

        Within `send_together`. An engine may wake nobody.
        """

    def wake_on_saves(
        self, url: URL, wake: Callable[[], None], /
    ) -> AbstractContextManager[None]:
        """Call `wake` soon after saves of any process, from another thread, in a context.

        A hint alone: some may be missed, and who must not miss any looks by itself too.
        """

    def open_pulse(self, url: URL, /) -> Pulse:
        """Return what reads the beat; opens nothing before it is asked."""

    def open_replica(self, url: URL, replica: URL, /) -> Replica:
        """Return a replica; connects to nothing. Raises SettingsError where none can be."""

    def open_counters(self, url: URL, patience_seconds: float, /) -> CounterTable:
        """Return the table of the rate counters; opens nothing before it is asked.

        Who counts never waits for who writes.
        """

    def try_writing(self, url: URL, patience_seconds: float, /) -> None:
        """Write what stands there already. Raises what would hinder a save."""

    def wait_for_lock(self, url: URL, patience_seconds: float, /) -> bool:
        """Say whether the write lock came free within this time; writes nothing."""

    def copy_database(self, url: URL, path: Path, patience_seconds: float, /) -> None:
        """Write one state of the database into an SQLite file of its owner's alone.

        While others write, who do not wait; whole and on the disk, or not at all.
        """

    def scrub_database(self, url: URL, patience_seconds: float, /) -> None:
        """Leave no byte of what was removed in the files of the database.

        Raises BusyError while others read an older state, and is then asked again.
        """

    def database_bytes(self, url: URL, /) -> int:
        """Return what the database takes of a disk."""

    def what_lies_there(self, url: URL, /) -> str:
        """Return the name of what is in the database's place, "" for nothing."""

    def take_file(self, url: URL, path: Path, patience_seconds: float, /) -> None:
        """Put what an SQLite file holds into an empty place; the file may be moved.

        Of today's schema, and closed. Whole and on the disk, or not at all.
        """

    def open_side_tables(self, url: URL, replica: Any, /) -> Any:
        """Return a home beside the database for tables that can be made again from it.

        As `commons.adapters.search.sql.home` wants it; None where they have files of
        their own. Opens nothing before it is asked. `replica` is what `open_replica`
        returned, None for none.
        """

    def drop_side_tables(self, connection: Connection, /) -> None:
        """Remove what is beside, in the transaction that fills the database anew."""

    def has_damaged_pages(self, url: URL, /) -> bool:
        """Say whether what is stored cannot be read as it should."""

    def integrity_faults(self, url: URL, /) -> list[str]:
        """Return what the engine itself finds wrong, [] when all is sound."""


def _open_sqlite() -> StoreEngine:
    return sqlite


def _open_postgresql() -> StoreEngine:
    """Read what only its users need, and have installed."""
    try:
        return import_module("commons.adapters.store.engine.postgresql.database")
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        raise SettingsError(
            "COMMONS_DATABASE_URL: PostgreSQL asks for psycopg:"
            ' pip install "commons-wiki[postgresql]"'
        ) from error


ENGINES: Mapping[str, Callable[[], StoreEngine]] = {
    "sqlite": _open_sqlite,
    "postgresql": _open_postgresql,
}
"""Scheme -> what opens the engine.

Each sits the contract of tests/adapters/store/engine/test_engines.py.
"""

FILE_ENGINE: StoreEngine = sqlite
"""The engine of a database that lies alone in a file, as in a backup."""


def choose_engine(url: str) -> tuple[StoreEngine, URL]:
    """Return the engine that an address names, and the address as that reads it.

    Raises SettingsError, which names the schemes that there are.
    """
    try:
        scheme = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise SettingsError(f"« {url} » is no database address") from error
    if scheme not in ENGINES:
        known = ", ".join(sorted(ENGINES))
        raise SettingsError(f"« {scheme} » is no database engine; there is: {known}")
    engine = ENGINES[scheme]()
    return engine, engine.parse_address(url)


def file_address(path: Path) -> URL:
    """Return the address of the database in a file, whatever the signs in its name."""
    return URL.create("sqlite", database=str(path))


def choose_replica(engine: StoreEngine, url: URL, replica: str) -> Replica | None:
    """Return the replica at an address, None for "". Raises SettingsError."""
    if not replica:
        return None
    of, address = choose_engine(replica)
    if of is not engine:
        raise SettingsError(
            "COMMONS_READ_DATABASE_URL: a replica is of the same engine"
        )
    return engine.open_replica(url, address)
