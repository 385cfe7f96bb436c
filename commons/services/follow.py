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


class Follower:
    """A thread that calls `catch_up` when nudged, and every half second.

    Every process has its own: the index's lock and mark make them agree, so
    a process that dies leaves its work to the others. A thread does not
    outlive a fork: the child's first `start` makes its own.
    """

    _thread: threading.Thread | None

    def __init__(
        self, catch_up: Callable[[], object], pause_seconds: float = PAUSE_SECONDS
    ) -> None:
        self._catch_up = catch_up
        self._pause_seconds = pause_seconds
        self._prepare()

    def start(self) -> None:
        """Begin to follow, unless this process does already; costs nothing then."""
        if self._process != os.getpid():
            self._prepare()
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    self._thread = threading.Thread(
                        target=self._run, name="follower", daemon=True
                    )
                    self._thread.start()

    def nudge(self) -> None:
        """Ask for an early look at the log."""
        self.start()
        self._wake.set()

    def stop(self) -> None:
        """End the thread once its present look at the log is done."""
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def _prepare(self) -> None:
        self._process = os.getpid()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._starting = threading.Lock()
        self._thread = None

    def _run(self) -> None:
        behind = False
        while not self._stopped.is_set():
            self._wake.wait(self._pause_seconds)
            self._wake.clear()
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
                self._stopped.wait(self._pause_seconds * 10)
            else:
                if behind:
                    _log.info("the search index follows again")
                behind = False
