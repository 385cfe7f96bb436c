"""Limits at asking other sites: few slots a process, and for so long in all.

Who asks while somebody waits holds a thread that others would save with; sites that
drip must not hold them all.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from commons.adapters.remote import refusals
from commons.adapters.remote.port import MOST_BYTES, SECONDS, Fetched, Remote
from commons.errors import RemoteError

AT_ONCE = 2
PATIENCE_SECONDS = 30.0
"""How many slots there are in a process, and how long one may be held in all."""

_SLOTS = threading.BoundedSemaphore(AT_ONCE)


class PatientRemote:
    """Asks as another `Remote` does, until so many seconds from now."""

    def __init__(self, remote: Remote, seconds: float) -> None:
        self._remote = remote
        self._ends = time.monotonic() + seconds

    def fetch(
        self,
        address: str,
        *,
        accept: str = "*/*",
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Ask as `Remote` says. Raises RemoteError when the time is over."""
        return self._remote.fetch(
            address,
            accept=accept,
            most_bytes=most_bytes,
            seconds=min(seconds, self._left()),
        )

    def send(self, address: str, body: bytes, media_type: str) -> Fetched:
        """Send as `Remote` says. Raises RemoteError when the time is over."""
        self._left()
        return self._remote.send(address, body, media_type)

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise RemoteError(refusals.SLOW_IN_ALL)
        return left


@contextmanager
def hold_slot(
    remote: Remote, seconds: float = PATIENCE_SECONDS
) -> Iterator[PatientRemote]:
    """Hold a slot, and give what asks in it. Raises RemoteError when none is free."""
    if not _SLOTS.acquire(blocking=False):
        raise RemoteError(refusals.CROWDED)
    try:
        yield PatientRemote(remote, seconds)
    finally:
        _SLOTS.release()
