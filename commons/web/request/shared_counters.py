"""Counts what is asked often, in memory that the processes of one server share.

Nothing is written to the database for a reading, and the processes that one server
forks count together. The memory never grows: each name has two places of a table that
it may share with others, and the lower count of both is near its own (Cormode and
Muthukrishnan, "An improved data stream summary: the count-min sketch").
"""

import mmap
import struct
import time
from hashlib import blake2b

PLACES = 1 << 16
_CELL = struct.Struct("=II")
"""The number of the window that is counted, and the count."""


class SharedCounters:
    """Counts by name, each in windows of some seconds that follow on each other."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, 2 * PLACES * _CELL.size)

    def hit(self, name: str, seconds: int) -> tuple[int, float]:
        """Count once more; give the count, and for how many seconds it still runs.

        Two processes at the very same place may count one for both.
        """
        now = time.time()
        window = int(now // seconds) & 0xFFFFFFFF
        found = blake2b(f"{seconds} {name}".encode(), digest_size=8).digest()
        first, second = struct.unpack("=II", found)
        counts = (
            self._count(first % PLACES, window),
            self._count(PLACES + second % PLACES, window),
        )
        return min(counts), seconds - now % seconds

    def _count(self, place: int, window: int) -> int:
        stands, count = _CELL.unpack_from(self._memory, place * _CELL.size)
        count = count + 1 if stands == window else 1
        _CELL.pack_into(self._memory, place * _CELL.size, window, count)
        return int(count)
