"""Counters count for every process, wait for no writer, and are never missed."""

import sqlite3
import stat
import time
from contextlib import closing
from datetime import timedelta

import pytest

from commons.adapters.store.engine import rate_counters
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.core.domain import clock
from commons.errors import BusyError, StorageError
from tests.adapters.store.processes import FORK, at_once, killed_when


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


def test_counts_outlive_the_process_and_its_end(store: Store) -> None:
    def hit_and_stay() -> None:
        store.counters.count_hit("login", 60)
        time.sleep(60)

    killed_when(hit_and_stay, lambda: store.counters.peek_window("login").count == 1)
    store.close()
    again = open_store(f"sqlite:///{store.file}")
    assert again.counters.count_hit("login", 60).count == 2
    again.close()


def test_who_is_counted_does_not_wait_for_who_saves(store: Store) -> None:
    with store.write():
        begun = time.monotonic()
        assert store.counters.count_hit("login", 60).count == 1
        assert time.monotonic() - begun < 1


def test_a_file_whose_lock_is_held_for_long_is_busy(url: str, store: Store) -> None:
    store.counters.count_hit("login", 60)
    hasty = open_store(url, patience_seconds=0.05)
    with closing(sqlite3.connect(store.counters.file, isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            hasty.counters.count_hit("login", 60)
    assert hasty.counters.count_hit("login", 60).count == 2
    hasty.close()


def test_only_the_owner_reads_the_counters(store: Store) -> None:
    store.counters.count_hit("login", 60)
    found = [store.file.with_name(f"{store.file.name}{e}") for e in rate_counters.FILES]
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in found] == [0, 0, 0]


@pytest.mark.parametrize("open_already", [True, False])
def test_a_damaged_file_is_begun_anew(store: Store, *, open_already: bool) -> None:
    file = store.counters.file
    if open_already:
        store.counters.count_hit("login", 60)
        store.counters.close()
    file.write_bytes(b"no database" * 1_000)
    assert store.counters.count_hit("login", 60).count == 1
    assert store.counters.count_hit("login", 60).count == 2


def test_a_page_that_is_damaged_while_it_is_open_is_begun_anew(store: Store) -> None:
    for number in range(2_000):
        store.counters.count_hit(f"login {number}", 60)
    store.counters.close()
    size = store.counters.file.stat().st_size
    with store.counters.file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    assert store.counters.count_hit("login 1", 60).count == 1
    assert store.counters.count_hit("login 1", 60).count == 2


def test_every_process_goes_on_with_a_file_that_took_the_place(store: Store) -> None:
    store.counters.count_hit("login", 60)
    other = open_store(f"sqlite:///{store.file}")
    assert other.counters.count_hit("login", 60).count == 2
    for end in rate_counters.FILES:
        store.file.with_name(f"{store.file.name}{end}").unlink()
    assert store.counters.count_hit("login", 60).count == 1
    assert other.counters.count_hit("login", 60).count == 2
    other.close()


def test_nothing_is_counted_for_a_database_that_is_gone(store: Store) -> None:
    store.counters.count_hit("login", 60)
    counters = store.counters
    counters.close()
    for path in store.file.parent.glob(f"{store.file.name}*"):
        path.unlink()
    with pytest.raises(StorageError):
        _ = store.counters
    with pytest.raises(StorageError):
        counters.count_hit("login", 60)
    assert list(store.file.parent.iterdir()) == []


def test_a_place_that_cannot_be_written_is_said(store: Store) -> None:
    store.counters.file.mkdir()
    with pytest.raises(StorageError):
        store.counters.count_hit("login", 60)
