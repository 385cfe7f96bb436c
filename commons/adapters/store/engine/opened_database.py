"""What one process has open of a database, and how its errors come out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError, TimeoutError as PoolTimeoutError

from commons.adapters.store.engine.engines import StoreEngine
from commons.adapters.store.engine.side_writes.rate_counters import RateCounters
from commons.adapters.store.engine.side_writes.trial_write import Trial
from commons.errors import BusyError, StorageError

TRIAL_SECONDS = 3.0
"""A lock that is held for longer keeps people from saving."""


class OpenedDatabase:
    """What one process has open; nothing of it may cross a fork.

    `side_tables` are closed with the rest: they know themselves in which process they are.
    """

    __slots__ = (
        *("counters", "hasty_writer", "identity", "pid"),
        *("pulse", "reader", "side_tables", "trial", "writer"),
    )

    def __init__(self, engine: StoreEngine, url: URL, patience_seconds: float) -> None:
        self.pid = os.getpid()
        self.identity = engine.database_identity(url)
        self.reader: Engine = engine.open_engine(url, patience_seconds, writes=False)
        self.writer: Engine = engine.open_engine(url, patience_seconds, writes=True)
        self.hasty_writer: Engine = engine.open_engine(url, 0.0, writes=True)
        self.pulse = engine.open_pulse(url)
        self.side_tables: Any = None
        self.counters = RateCounters(engine.open_counters(url, patience_seconds))

        def attempt() -> None:
            self.pulse.refuse_replaced()
            engine.try_writing(url, TRIAL_SECONDS)

        self.trial = Trial(attempt)

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
        if self.side_tables is not None:
            self.side_tables.close()


@contextmanager
def translating_errors() -> Iterator[None]:
    """Let no error of SQLAlchemy out; the driver's were translated below."""
    try:
        yield
    except PoolTimeoutError as error:
        raise BusyError("other writers of this process took too long") from error
    except SQLAlchemyError as error:
        raise StorageError(f"the database refuses ({error})") from error
