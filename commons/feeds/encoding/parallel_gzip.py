"""Writes one gzip member on several threads at once.

Each chunk is deflated by itself and ends on a byte (a sync flush), so that the
chunks in their order are one stream that any reader takes (RFC 1951, RFC 1952).
"""

import os
import zlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import BinaryIO, Self

LEVEL = 3
"""Half as slow again as no compression at all; 6 takes twice that for a seventh less."""

_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST = b"\x03\x00"
_MODULO = 2**32


class GzipStream:
    """A file whose chunks are compressed side by side, written in order.

    The same chunks give the same bytes. What waits to be written is bounded.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._threads = len(os.sched_getaffinity(0))
        self._pool = ThreadPoolExecutor(self._threads, "zipped")
        self._waiting: deque[Future[bytes]] = deque()
        self._sum = 0
        self._size_bytes = 0

    def __enter__(self) -> Self:
        self._file.write(_HEADER)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._pool:
            if kind is None:
                self._drain(0)
                ends = (self._sum, self._size_bytes % _MODULO)
                tail = b"".join(end.to_bytes(4, "little") for end in ends)
                self._file.write(_LAST + tail)

    def write(self, chunk: bytes) -> None:
        """Add a chunk; some hundred kilobytes at once is best."""
        self._sum = zlib.crc32(chunk, self._sum)
        self._size_bytes += len(chunk)
        self._waiting.append(self._pool.submit(_deflated, chunk))
        self._drain(self._threads + 1)

    def _drain(self, most: int) -> None:
        while len(self._waiting) > most:
            self._file.write(self._waiting.popleft().result())


def _deflated(chunk: bytes) -> bytes:
    deflating = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflating.compress(chunk) + deflating.flush(zlib.Z_SYNC_FLUSH)
