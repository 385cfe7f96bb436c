"""Counters count for every process, wait for no writer, and are never missed."""

import time
from datetime import timedelta
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain import clock
from tests.adapters.store.engine_rows import TRIED, address_in, know_counting_engine
from tests.adapters.store.processes import FORK, at_once, killed_when


@pytest.fixture(params=TRIED)
def url(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Give the address of a new database of each engine."""
    know_counting_engine(monkeypatch)
    return address_in(tmp_path, request.param, begun=True)


def test_hits_add_up_in_a_window_that_does_not_move(store: Store) -> None:
    counters = store.counters
    first = counters.count_hit("login:1", 60)
    second = counters.count_hit("login:1", 60, amount=3)
    assert (first.count, second.count) == (1, 4)
    assert first.expires_at == second.expires_at
    assert counters.peek_window("login:1") == second
    assert counters.count_hit("login:2", 60).count == 1
    left = second.expires_at - clock.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_a_window_that_has_ended_counts_from_the_start(store: Store) -> None:
    counters = store.counters
    counters.count_hit("k", 0, amount=9)
    assert counters.peek_window("k").count == 0
    assert counters.count_hit("k", 60).count == 1


def test_a_window_that_ends_too_late_is_begun_anew(store: Store) -> None:
    counters = store.counters
    counters.count_hit("k", 9_000, amount=9)
    anew = counters.count_hit("k", 60)
    assert anew.count == 1
    assert anew.expires_at <= clock.now() + timedelta(seconds=60)


def test_who_read_the_clock_before_another_counts_with_them(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    counters, now = store.counters, clock.now()
    assert counters.count_hit("k", 60).count == 1
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(seconds=14))
    assert counters.count_hit("k", 60).count == 2


def test_what_ended_is_swept_and_what_runs_stays(store: Store) -> None:
    counters = store.counters
    counters.count_hit("old", 0)
    counters.count_hit("young", 60)
    assert counters.sweep_windows() == 1
    assert counters.peek_window("young").count == 1


def test_counters_can_be_forgotten(store: Store) -> None:
    counters = store.counters
    for key in ("a", "b", "c"):
        counters.count_hit(key, 60)
    counters.clear_counter("a")
    assert counters.peek_window("a").count == 0
    assert counters.reset_counters() == 2
    assert counters.peek_window("b").count == 0


def test_processes_count_together_and_none_passes_the_limit(store: Store) -> None:
    counted = FORK.Queue()
    store.counters.count_hit("login", 60)

    def hit(_number: int) -> None:
        counted.put([store.counters.count_hit("login", 60).count for _ in range(25)])

    at_once(hit)
    every = sorted(count for _ in range(4) for count in counted.get(timeout=10))
    assert every == list(range(2, 102))


def test_counts_outlive_the_process_and_its_end(store: Store, url: str) -> None:
    def hit_and_stay() -> None:
        store.counters.count_hit("login", 60)
        time.sleep(60)

    killed_when(hit_and_stay, lambda: store.counters.peek_window("login").count == 1)
    store.close()
    again = open_store(url)
    assert again.counters.count_hit("login", 60).count == 2
    again.close()


def test_who_is_counted_does_not_wait_for_who_saves(store: Store) -> None:
    with store.write():
        begun = time.monotonic()
        assert store.counters.count_hit("login", 60).count == 1
        assert time.monotonic() - begun < 1
