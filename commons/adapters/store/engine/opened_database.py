"""What one process has open of a database, and how its errors come out."""

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError, TimeoutError as PoolTimeoutError

from commons.adapters.store.engine.engines import Replica, StoreEngine
from commons.adapters.store.engine.side_writes.rate_counters import RateCounters
from commons.adapters.store.engine.side_writes.trial_write import Trial
from commons.errors import BusyError, StorageError

Owner = TypeVar("Owner")
TRIAL_SECONDS = 3.0
"""A lock that is held for longer keeps people from saving."""


class OpenedDatabase:
    """What one process has open; nothing of it may cross a fork.

    `side_tables` and `replica` are closed with the rest: they know themselves in which
    process they are.
    """

    __slots__ = (
        *("counters", "hasty_writer", "identity", "pid", "pulse"),
        *("reader", "replica", "side_tables", "trial", "writer"),
    )

    def __init__(self, engine: StoreEngine, url: URL, patience_seconds: float) -> None:
        self.pid = os.getpid()
        self.identity = engine.database_identity(url)
        self.reader: Engine = engine.open_engine(url, patience_seconds, writes=False)
        self.writer: Engine = engine.open_engine(url, patience_seconds, writes=True)
        self.hasty_writer: Engine = engine.open_engine(url, 0.0, writes=True)
        self.pulse = engine.open_pulse(url)
        self.side_tables: Any = None
        self.replica: Replica | None = None
        self.counters = RateCounters(engine.open_counters(url, patience_seconds))

        def attempt() -> None:
            self.pulse.refuse_replaced()
            engine.try_writing(url, TRIAL_SECONDS)

        self.trial = Trial(attempt)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state: of the replica, where that may be."""
        with ExitStack() as stack:
            found = self.replica and stack.enter_context(self.replica.reading())
            yield found or stack.enter_context(self.reader.begin())

    def close_here(self) -> None:
        """Close everything in the process that opened it, and nothing in others."""
        if self.pid == os.getpid():
            self.close()

    def close(self) -> None:
        """Close everything; what asks next opens it again."""
        self.reader.dispose()
        self.writer.dispose()
        self.hasty_writer.dispose()
        self.pulse.close()
        self.counters.close()
        for other in (self.side_tables, self.replica):
            if other is not None:
                other.close()


def close_before_forks(owner: Owner, opened: Callable[[Owner], OpenedDatabase]) -> None:
    """Close the owner's idle connections before each fork, so that no child has them.

    With them a child would inherit the belief that it holds their locks: once
    the parent is gone, another process could remove the write-ahead log under
    the child (sqlite.org/howtocorrupt.html, 2.6). Fork outside units of work.
    """
    remembered = weakref.ref(owner)

    def close() -> None:
        alive = remembered()
        if alive is not None:
            opened(alive).close()

    os.register_at_fork(before=close)


@contextmanager
def translating_errors() -> Iterator[None]:
    """Let no error of SQLAlchemy out; the driver's were translated below."""
    try:
        yield
    except PoolTimeoutError as error:
        raise BusyError("other writers of this process took too long") from error
    except SQLAlchemyError as error:
        raise StorageError(f"the database refuses ({error})") from error
