"""Takes turns in a thread of its own: sends what is due, looks into what is due.

One process of all does it at a time, so that no site is asked twice at once; the lock is
freed when a process dies.
"""

from collections.abc import Callable
from datetime import datetime

from commons.adapters.store.engine.unit_of_work import Store
from commons.services.federation.notices.checking import Checker, check_next
from commons.services.federation.notices.sending import Sender, send_next

PAUSE_SECONDS = 2.0
LOCK = "notices"


class Courier:
    """The turns of one process; `open_parts` is called in its thread, each time."""

    name = "the courier of notices"

    def __init__(
        self, store: Store, open_parts: Callable[[], tuple[Sender, Checker]]
    ) -> None:
        self._store = store
        self._open_parts = open_parts

    def take_turn(self) -> bool:
        """Send one notice and look into one; say whether there was any."""
        return self.deliver(None)

    def deliver(self, now: datetime | None, *, wait: bool = False) -> bool:
        """Do what is due at an instant (None: the present); one of each sort.

        Nothing, where another process is at it, unless told to `wait` for that.
        """
        sender, checker = self._open_parts()  # with the settings of now
        try:
            with self._store.alone(LOCK, wait=wait):
                sent = send_next(sender, now)
                looked = check_next(checker, now)
        except BlockingIOError:
            return False
        return sent is not None or looked is not None
