"""The thread of a server process in which all followers of the log take their turns.

So saves are found within a second, and no author waits for the index. What wakes it
sooner is a hint: a save that no hint told of is found all the same.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol, TypeAlias

from commons.errors import CommonsError

PAUSE_SECONDS = 0.5
BREATH_SECONDS = 0.1
"""For how long those who save have the write lock between two rounds of turns: as long as
SQLite has them wait at most before they ask for it again (sqliteDefaultBusyCallback)."""
REST_PAUSES, LONGEST_REST_SECONDS = 10, 5.0
"""For how many pauses a follower that failed is left alone, and for how long at most.

However seldom it looks, it goes on within ten seconds of a database that is there again.
"""

WakeOnSaves: TypeAlias = Callable[[Callable[[], None]], AbstractContextManager[None]]
"""Calls what it is given soon after saves of other processes, within a context."""

_log = logging.getLogger(__name__)


class Turns(Protocol):
    """What takes turns in the thread of a process, under a name for the log lines."""

    @property
    def name(self) -> str:
        """As a sentence begins: "the search index"."""

    def take_turn(self) -> bool:
        """Look at the log, and say whether there is more to do at once.

        Short: the others wait for it. What it raises is logged, and it is asked again.
        """


def rest_seconds(pause_seconds: float) -> float:
    """Return for how long a follower that failed is left alone."""
    return min(pause_seconds * REST_PAUSES, LONGEST_REST_SECONDS)


class _Thread:
    """The thread of one process, what wakes it and what ends it."""

    def __init__(self) -> None:
        self.wake = threading.Event()
        self.stopped = threading.Event()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None


class FollowerThread:
    """A thread that looks at the log when nudged, and every half second.

    Every process has its own: the lock and the checkpoint of each follower make
    them agree, so a process that dies leaves its work to the others. A thread does
    not outlive a fork: the child's first `start` makes its own, whichever of the
    child's threads asks first. `open_turns` is called in the thread, so that what
    it opens crosses no fork.
    """

    def __init__(
        self,
        open_turns: Callable[[], Iterable[Turns]],
        pause_seconds: float = PAUSE_SECONDS,
        *,
        name: str = "follower",
        paused: Callable[[], bool] = lambda: False,
        wake_on_saves: WakeOnSaves = lambda _: nullcontext(),
    ) -> None:
        """Take what opens the turns; none is taken while `paused` says so."""
        self._wake_on_saves = wake_on_saves
        self._paused = paused
        self._open_turns = open_turns
        self._pause_seconds = pause_seconds
        self._name = name
        self._by_process: dict[int, _Thread] = {}

    def start(self) -> None:
        """Begin to follow, unless this process does already; costs nothing then."""
        here = self._here()
        if here.thread is None:
            with here.starting:
                if here.thread is None:
                    here.thread = threading.Thread(
                        target=self._run, args=[here], name=self._name, daemon=True
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
        """End the thread once the present turns are taken."""
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
        rest = rest_seconds(self._pause_seconds)
        watched = [_Watched(turns, rest) for turns in self._open_turns()]
        with self._wake_on_saves(here.wake.set):
            while not here.stopped.is_set():
                here.wake.wait(self._pause_seconds)
                here.wake.clear()
                more = not self._paused()
                while more and not here.stopped.is_set():
                    taken = [one.take_turn() for one in watched]
                    more = any(taken) and not here.stopped.wait(BREATH_SECONDS)


class _Watched:
    """Lets a follower fail without the others: it rests, then is asked again.

    It is logged once that it lags, and once that it follows again.
    """

    def __init__(self, turns: Turns, rest_seconds: float) -> None:
        self._turns = turns
        self._rest_seconds = rest_seconds
        self._rests_until = 0.0
        self._behind = False

    def take_turn(self) -> bool:
        """Have it take its turn, unless it rests; say whether there is more to do."""
        if time.monotonic() < self._rests_until:
            return False
        try:
            more = self._turns.take_turn()
        except Exception as error:  # noqa: BLE001  # the thread's death would not be noticed
            self._note_failure(error)
            return False
        if self._behind:
            _log.info("%s follows again", self._turns.name)
        self._behind = False
        return more

    def _note_failure(self, error: Exception) -> None:
        if not self._behind:
            foreseen = isinstance(error, CommonsError)
            _log.error(
                "%s lags behind (%s)",
                self._turns.name,
                f"{type(error).__name__}: {error}" if foreseen else "unforeseen",
                exc_info=None if foreseen else error,
            )
        self._behind = True
        self._rests_until = time.monotonic() + self._rest_seconds
