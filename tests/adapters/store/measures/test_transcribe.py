"""Copies of the database: one state, whole, made before each upgrade."""

import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.engine.unit_of_work import Store, open_file, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import backup_counts
from commons.adapters.store.people import accounts
from commons.errors import StorageError
from tests.adapters.store.makers import a_draft, an_account, publish, published
from tests.adapters.store.processes import at_once
from tests.adapters.store.releases import LATER, knows_a_later_schema

Release = Callable[..., None]


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Give what turns this program into one that knows a later schema."""
    return partial(knows_a_later_schema, tmp_path / "migrations", monkeypatch)


def columns(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[1] for row in connection.execute("PRAGMA table_info(pulse)")]


def schema_of(store: Store) -> str:
    with store.read() as work:
        return backup_counts.schema_of(work)


def test_a_copy_is_one_state_whatever_is_written_meanwhile(
    store: Store, tmp_path: Path
) -> None:
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            with store.write() as work:  # both or none
                sheet = publish(work)
                publish(work, sheet.sheet, 1)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(20):
            with store.read() as work:
                before = revisions.head_sequence(work)
            store.copy_to(tmp_path / f"copy{number}")
            with store.read() as work:
                after = revisions.head_sequence(work)
            copy = open_file(tmp_path / f"copy{number}")
            assert copy.faults() == []
            with copy.read() as work:
                count = backup_counts.count_rows(work)
                assert before <= revisions.head_sequence(work) <= after
            copy.close()
            assert count["versions"] == 2 * count["sheets"]
    finally:
        over.set()
        thread.join()


def test_no_writer_waits_for_a_copy_and_no_copy_for_a_writer(
    store: Store, tmp_path: Path
) -> None:
    published(store)
    with store.write() as work:
        publish(work)
        store.copy_to(tmp_path / "copy")
    with open_file(tmp_path / "copy").read() as work:
        assert revisions.head_sequence(work) == 1


def test_a_copy_is_for_its_owner_and_replaces_an_older_one(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "a ? #%20copy"
    path.write_text("older")
    published(store)
    store.copy_to(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with open_file(path).read() as work:
        assert backup_counts.count_rows(work)["sheets"] == 1


@pytest.mark.sqlite
def test_a_copy_that_cannot_be_written_leaves_nothing(
    store: Store, tmp_path: Path
) -> None:
    with pytest.raises(StorageError, match="No such file"):
        store.copy_to(tmp_path / "nowhere" / "copy")
    store.close()
    store.file.write_bytes(b"a letter " * 1000)
    with pytest.raises(StorageError):
        store.copy_to(tmp_path / "copy")
    assert not list(tmp_path.glob("*copy*"))


def test_everything_that_a_backup_declares_is_counted(store: Store) -> None:
    account = an_account()
    with store.write() as work:
        sheet = publish(work)
        publish(work, sheet.sheet, 1)
        census_before = backup_counts.count_rows(work)
        accounts.add_account(work, account, "hash")
        drafts.save_draft(work, a_draft(account.id))
    assert census_before["accounts"] == census_before["drafts"] == 0
    with store.read() as work:
        counts = backup_counts.count_rows(work)
    assert counts["sheets"] == counts["accounts"] == counts["drafts"] == 1
    assert counts["versions"] == counts["people"] == 2


@pytest.mark.sqlite
def test_an_upgrade_first_copies_the_database_beside(
    store: Store, release: Release
) -> None:
    revision, old = published(store), schema_of(store)
    store.close()
    release()
    store.migrate()
    copy = store.file.with_name(f"{store.file.name}.before-{old}")
    assert schema_of(store) == LATER
    assert "colour" in columns(store.file)
    assert "colour" not in columns(copy)
    with open_file(copy).read() as work:
        assert backup_counts.schema_of(work) == old
        assert revisions.get_head(work, revision.sheet) == revision
    copy.unlink()
    store.migrate()
    assert not copy.exists()


@pytest.mark.sqlite
def test_an_upgrade_that_fails_leaves_the_old_schema_and_the_copy(
    store: Store, release: Release
) -> None:
    revision, old = published(store), schema_of(store)
    store.close()
    release('op.execute("SELECT * FROM nothing")')
    for _ in range(2):
        with pytest.raises(StorageError, match="nothing"):
            store.migrate()
    assert schema_of(store) == old
    assert "colour" not in columns(store.file)
    copies = list(store.file.parent.glob("*.before-*"))
    assert len(copies) == 1
    with open_file(copies[0]).read() as work:
        assert revisions.get_head(work, revision.sheet) == revision


@pytest.mark.sqlite
def test_four_processes_upgrade_once(store: Store, release: Release, url: str) -> None:
    published(store)
    store.close()
    release()

    def start(_number: int) -> None:
        opened = open_store(url)
        opened.migrate()
        published(opened)

    at_once(start)
    copies = list(store.file.parent.glob("*.before-*"))
    assert len(copies) == 1
    with open_file(copies[0]).read() as work:
        assert revisions.head_sequence(work) == 1
    with store.read() as work:
        assert revisions.head_sequence(work) == 5


@pytest.mark.sqlite
def test_a_new_database_is_copied_nowhere(url: str) -> None:
    store = open_store(url)
    store.migrate()
    store.close()
    assert store.file.exists()
    assert not list(store.file.parent.glob("*.before-*"))
