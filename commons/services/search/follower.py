"""Follows the log in the background of a server process.

So saves are found within a second, and no author waits for the index.
"""

import logging
import os
import threading
from collections.abc import Callable

from commons.errors import CommonsError

PAUSE_SECONDS = 0.5

_log = logging.getLogger(__name__)


class _Thread:
    """The thread of one process, what wakes it and what ends it."""

    def __init__(self) -> None:
        self.wake = threading.Event()
        self.stopped = threading.Event()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None


class Follower:
    """A thread that calls `catch_up` when nudged, and every half second.

    Every process has its own: the index's lock and mark make them agree, so
    a process that dies leaves its work to the others. A thread does not
    outlive a fork: the child's first `start` makes its own, whichever of the
    child's threads asks first.
    """

    def __init__(
        self, catch_up: Callable[[], object], pause_seconds: float = PAUSE_SECONDS
    ) -> None:
        self._catch_up = catch_up
        self._pause_seconds = pause_seconds
        self._by_process: dict[int, _Thread] = {}

    def start(self) -> None:
        """Begin to follow, unless this process does already; costs nothing then."""
        here = self._here()
        if here.thread is None:
            with here.starting:
                if here.thread is None:
                    here.thread = threading.Thread(
                        target=self._run, args=[here], name="follower", daemon=True
                    )
                    here.thread.start()

    def start_in_children(self) -> None:
        """Have each process that this one forks begin to follow at once.

        Until `stop`; what a child forks in its turn does not.
        """
        parent, here = os.getpid(), self._here()

        def begin() -> None:
            if os.getppid() == parent and not here.stopped.is_set():
                self.start()

        os.register_at_fork(after_in_child=begin)

    def nudge(self) -> None:
        """Ask for an early look at the log."""
        self.start()
        self._here().wake.set()

    def stop(self) -> None:
        """End the thread once its present look at the log is done."""
        here = self._here()
        here.stopped.set()
        here.wake.set()
        if here.thread is not None:
            here.thread.join()

    def _here(self) -> _Thread:
        """Give what this process has: the same to all its threads."""
        process = os.getpid()
        found = self._by_process.get(process)
        return found or self._by_process.setdefault(process, _Thread())

    def _run(self, here: _Thread) -> None:
        behind = False
        while not here.stopped.is_set():
            here.wake.wait(self._pause_seconds)
            here.wake.clear()
            try:
                self._catch_up()
            except Exception as error:  # noqa: BLE001  # its death would not be noticed
                if not behind:
                    foreseen = isinstance(error, CommonsError)
                    what = (
                        f"{type(error).__name__}: {error}" if foreseen else "unforeseen"
                    )
                    _log.error(
                        "the search index lags behind (%s)",
                        what,
                        exc_info=None if foreseen else error,
                    )
                behind = True
                here.stopped.wait(self._pause_seconds * 10)
            else:
                if behind:
                    _log.info("the search index follows again")
                behind = False
