"""Opens something once per process, and leaves what a fork inherited.

A child that closed what its parent opened would say goodbye to the server in the
parent's name; one that used it would speak in the middle of the parent's sentences.
"""

import os
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar
from weakref import finalize


class Closable(Protocol):
    """What is opened."""

    def close(self) -> None:
        """Close what is idle of it."""


Opened = TypeVar("Opened", bound=Closable)


class PerProcess(Generic[Opened]):
    """What each process opens when it is first asked for; for all threads, and children.

    Once this object is gone, each process closes what it opened itself. `open_it` is
    called by one thread at a time, and again in a process where it failed.
    """

    def __init__(self, open_it: Callable[[], Opened]) -> None:
        self._open = open_it
        self._slots: dict[int, _Slot[Opened]] = {}

    def here(self) -> Opened:
        """Return what this process has open. Raises what opening it raises."""
        slot = self._slot()
        if slot.opened is None:
            with slot.opening:
                if slot.opened is None:
                    slot.opened = self._open()
                    closing = finalize(self, _close_here, os.getpid(), slot.opened)
                    closing.atexit = False
        return slot.opened

    def close(self) -> None:
        """Close what this process opened, if it did; who asks next gets the same again."""
        opened = self._slot().opened
        if opened is not None:
            opened.close()

    def _slot(self) -> "_Slot[Opened]":
        """Give the place of this process: a child has its own, and a lock of its own."""
        process = os.getpid()
        return self._slots.get(process) or self._slots.setdefault(process, _Slot())


class _Slot(Generic[Opened]):
    def __init__(self) -> None:
        self.opening = threading.Lock()
        self.opened: Opened | None = None


def _close_here(process: int, opened: Closable) -> None:
    if process == os.getpid():
        opened.close()
