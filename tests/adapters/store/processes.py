"""Runs a function in several real processes at once."""

import multiprocessing
import os
import signal
from collections.abc import Callable

PATIENCE_SECONDS = 60
FORK = multiprocessing.get_context("fork")


def at_once(run: Callable[[int], None], count: int = 4) -> None:
    """Fork `count` processes; each must end well."""
    processes = [FORK.Process(target=run, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE_SECONDS)
    assert [process.exitcode for process in processes] == [0] * count


def killed_when(run: Callable[[], None], ready: Callable[[], bool]) -> None:
    """Fork one process and kill it (-9) as soon as `ready` says so."""
    process = FORK.Process(target=run)
    process.start()
    while not ready():
        assert process.is_alive()
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join(PATIENCE_SECONDS)
    assert process.exitcode == -signal.SIGKILL
