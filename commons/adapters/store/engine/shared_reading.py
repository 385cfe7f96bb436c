"""Whether what is read now may come from a replica of the database, and how that is.

Only what many readers share may: whoever writes, or signed in, reads where is written.
Each thread, and each request, has its own answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum


class ReplicaState(StrEnum):
    """How a replica is."""

    LEVEL = "level"
    BEHIND = "behind"
    FOREIGN = "foreign"
    """It does not follow this database, or not its present history."""
    AWAY = "away"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplicaReport:
    """How a replica is; `behind_bytes` of the log it has not replayed yet."""

    state: ReplicaState
    behind_bytes: int = 0


@dataclass(slots=True)
class SharedReading:
    """A time in which the replica may be read.

    `failed`: it went away in the middle, so that what was made of it is worth nothing.
    """

    failed: bool = False


_present: ContextVar[SharedReading | None] = ContextVar("shared reading", default=None)


@contextmanager
def allow_replica() -> Iterator[SharedReading]:
    """Let what is read meanwhile, in this thread, come from a replica."""
    reading = SharedReading()
    before = _present.set(reading)
    try:
        yield reading
    finally:
        _present.reset(before)


def current_reading() -> SharedReading | None:
    """Return the time in which the replica may be read, None where it may not."""
    return _present.get()
