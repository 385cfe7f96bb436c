"""Knows whether a save would succeed now, without asking too often."""

import time
from collections.abc import Callable
from threading import Lock

from commons.errors import CommonsError

FRESH_SECONDS = 2.0


class Trial:
    """What was last found of an attempt, which one thread at a time makes."""

    def __init__(self, attempt: Callable[[], None]) -> None:
        self._attempt = attempt
        self._lock = Lock()
        self._until: float | None = None
        self._fault: CommonsError | None = None

    def fault(self) -> CommonsError | None:
        """Give what hinders it, None for nothing; found anew every FRESH_SECONDS.

        Who asks meanwhile hears what was found before, and waits only for the first.
        """
        if not self._lock.acquire(blocking=self._until is None):
            return self._fault
        try:
            if self._until is None or time.monotonic() > self._until:
                self._fault = self._found()
                self._until = time.monotonic() + FRESH_SECONDS
            return self._fault
        finally:
            self._lock.release()

    def _found(self) -> CommonsError | None:
        try:
            self._attempt()
        except CommonsError as error:
            return error
        return None
