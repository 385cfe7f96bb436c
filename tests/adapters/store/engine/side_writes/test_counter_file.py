"""The counters beside a database in a file: locked, damaged, replaced, or in the way."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from commons.adapters.store.engine.sqlite import counter_file
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.errors import BusyError, StorageError

pytestmark = pytest.mark.sqlite


def file_of(store: Store) -> Path:
    return store.file.with_name(f"{store.file.name}{counter_file.END}")


def test_a_file_whose_lock_is_held_for_long_is_busy(url: str, store: Store) -> None:
    store.counters.count_hit("login", 60)
    hasty = open_store(url, patience_seconds=0.05)
    with closing(sqlite3.connect(file_of(store), isolation_level=None)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError):
            hasty.counters.count_hit("login", 60)
    assert hasty.counters.count_hit("login", 60).count == 2
    hasty.close()


def test_only_the_owner_reads_the_counters(store: Store) -> None:
    store.counters.count_hit("login", 60)
    found = [store.file.with_name(f"{store.file.name}{e}") for e in counter_file.FILES]
    assert [stat.S_IMODE(path.stat().st_mode) & 0o077 for path in found] == [0, 0, 0]


@pytest.mark.parametrize("open_already", [True, False])
def test_a_damaged_file_is_begun_anew(store: Store, *, open_already: bool) -> None:
    file = file_of(store)
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
    size = file_of(store).stat().st_size
    with file_of(store).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    assert store.counters.count_hit("login 1", 60).count == 1
    assert store.counters.count_hit("login 1", 60).count == 2


def test_every_process_goes_on_with_a_file_that_took_the_place(store: Store) -> None:
    store.counters.count_hit("login", 60)
    other = open_store(f"sqlite:///{store.file}")
    assert other.counters.count_hit("login", 60).count == 2
    for end in counter_file.FILES:
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
    file_of(store).mkdir()
    with pytest.raises(StorageError):
        store.counters.count_hit("login", 60)
