"""Counts what is read, by day and sort, without anything of who reads.

Each process counts in memory and writes down what it counted once a minute: what a
process that is killed had counted since is lost, and nothing else.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site.daily_readings import add_readings
from commons.errors import CommonsError

PAUSE_SECONDS = 60.0
_DAY_SECONDS = 86_400
_FIRST_DAY = date(1970, 1, 1)


class ReadingCounter:
    """What was read in this process and is not written down yet; days are those of UTC."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[int, str]] = Counter()

    def count(self, sort: str) -> None:
        """Count that something of a sort was read."""
        with self._lock:
            self._counts[int(time.time()) // _DAY_SECONDS, sort] += 1

    def take(self) -> Mapping[tuple[date, str], int]:
        """Return what was counted, and begin anew."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return {
            (_FIRST_DAY + timedelta(days=day), sort): count
            for (day, sort), count in counts.items()
        }

    def put_back(self, counts: Mapping[tuple[date, str], int]) -> None:
        """Count again what could not be written down."""
        with self._lock:
            for (day, sort), count in counts.items():
                self._counts[(day - _FIRST_DAY).days, sort] += count


class ReadingTurns:
    """The turns in which a process writes down what was read."""

    name = "the counter of readings"

    def __init__(
        self,
        store: Store,
        counter: ReadingCounter,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        self._store = store
        self._counter = counter
        self._pause_seconds = pause_seconds
        self._next = 0.0

    def take_turn(self) -> bool:
        """Write down what was counted, once in a pause; there is never more at once."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + self._pause_seconds
            write_down(self._store, self._counter)
        return False


def write_down(store: Store, counter: ReadingCounter) -> None:
    """Write down what was counted; it is kept where that fails. Raises as the store does."""
    counts = counter.take()
    if not counts:
        return
    try:
        with store.write(quiet=True) as work:
            add_readings(work, counts)
    except CommonsError:
        counter.put_back(counts)
        raise
