"""Counts what is asked often, in memory that the processes of one server share.

Nothing is written to the database for a reading, and the processes that one server
forks count together. The memory never grows: each name has two places of a table that
it may share with others, and the lower count of both is near its own (Cormode and
Muthukrishnan, "An improved data stream summary: the count-min sketch").
"""

import fcntl
import mmap
import os
import struct
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b

PLACES = 1 << 16
_CELL = struct.Struct("=II")
"""The number of the window that is counted, and the count."""


class SharedCounters:
    """Counts by name, each in windows of some seconds that follow on each other."""

    def __init__(self) -> None:
        size = 2 * PLACES * _CELL.size
        self._file = os.memfd_create("commons-counters")
        os.truncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)
        self._threads = threading.Lock()
        weakref.finalize(self, os.close, self._file)

    def hit(self, name: str, seconds: int) -> tuple[int, float]:
        """Count once more; give the count, and for how many seconds it still runs."""
        now = time.time()
        window = int(now // seconds) & 0xFFFFFFFF
        found = blake2b(f"{seconds} {name}".encode(), digest_size=8).digest()
        first, second = struct.unpack("=II", found)
        with self._alone():
            counts = (
                self._count(first % PLACES, window),
                self._count(PLACES + second % PLACES, window),
            )
        return min(counts), seconds - now % seconds

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other threads out, and other processes: the system frees a dead one's."""
        with self._threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)

    def _count(self, place: int, window: int) -> int:
        stands, count = _CELL.unpack_from(self._memory, place * _CELL.size)
        count = count + 1 if stands == window else 1
        _CELL.pack_into(self._memory, place * _CELL.size, window, count)
        return int(count)
