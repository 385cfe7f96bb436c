"""The right to write: one thread of one process at a time, the others wait."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commons.core.files.locks import lock_file


class Lock:
    """A lock on a file, which the kernel frees when its process dies.

    The thread that holds it may take it again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.RLock()
        self._depth = 0

    @contextmanager
    def held(self) -> Iterator[None]:
        """Wait for the lock and hold it within the block."""
        with self._threads:
            if self._depth:
                yield
                return
            self._path.parent.mkdir(exist_ok=True)
            with lock_file(self._path):
                self._depth = 1
                try:
                    yield
                finally:
                    self._depth = 0
