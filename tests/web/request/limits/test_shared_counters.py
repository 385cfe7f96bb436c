"""What is asked often is counted in memory that the processes of a server share."""

import time

import pytest

from commons.web.request.limits.shared_counters import PLACES, SharedCounters
from tests.adapters.store.processes import at_once, killed_when


def test_processes_of_one_server_count_readings_together() -> None:
    counters = SharedCounters()

    def hit(_number: int) -> None:
        for _ in range(1000):
            counters.hit("searches 192.0.2.1", 10**9)

    at_once(hit)
    count, seconds = counters.hit("searches 192.0.2.1", 10**9)
    assert count == 4001
    assert seconds > 0


def test_many_names_are_counted_apart_in_the_same_memory() -> None:
    counters = SharedCounters()
    for number in range(PLACES // 8):
        counters.hit(f"searches {number}", 10**9)
    alone = [counters.hit(f"others {number}", 10**9)[0] for number in range(200)]
    assert sum(count > 1 for count in alone) <= 20


def test_a_window_that_begins_forgets_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counters, now = SharedCounters(), 60 * (time.time() // 60)
    monkeypatch.setattr(time, "time", lambda: now)
    told = [counters.hit("searches 192.0.2.1", 60) for _ in range(3)]
    assert told == [(1, 60), (2, 60), (3, 60)]
    monkeypatch.setattr(time, "time", lambda: now + 60)
    assert counters.hit("searches 192.0.2.1", 60)[0] == 1


def test_a_process_that_dies_while_it_counts_leaves_no_lock() -> None:
    counters = SharedCounters()
    begun = SharedCounters()

    def count_for_ever() -> None:
        while True:
            counters.hit("searches", 10**9)
            begun.hit("begun", 10**9)

    for _ in range(5):
        killed_when(count_for_ever, lambda: begun.hit("begun", 10**9)[0] > 50)
        assert counters.hit("searches", 10**9)[0] > 0
