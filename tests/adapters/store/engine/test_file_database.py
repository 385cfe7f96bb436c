"""A database in a file: who may open it, full disks, and locks that a fork must not share."""

import os
import resource
import signal
import tempfile
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.errors import StorageError
from tests.adapters.store.makers import publish, published
from tests.adapters.store.processes import FORK, PATIENCE_SECONDS, at_once

pytestmark = pytest.mark.sqlite
NOBODY = 65534


class Stop(Exception):  # noqa: N818 - no error of ours, a test's own way out
    pass


def test_durability_comes_back_after_a_commit_without(store: Store) -> None:
    with pytest.raises(Stop), store.write(quiet=True, durable=False):
        raise Stop
    with store.write() as work:
        level = work.connection.exec_driver_sql("PRAGMA synchronous").scalar()
    assert level == 2  # FULL


def test_a_forked_child_holds_locks_of_its_own(store: Store, url: str) -> None:
    published(store)
    store.token()
    opened, left = FORK.Event(), FORK.Event()

    def child() -> None:
        published(store)
        opened.set()
        left.wait(PATIENCE_SECONDS)
        published(store)

    process = FORK.Process(target=child)
    process.start()
    assert opened.wait(PATIENCE_SECONDS)
    store.close()
    visitor = open_store(url)
    assert visitor.token() == 2
    visitor.close()  # the last one out would remove the write-ahead log
    assert Path(f"{store.file}-wal").exists()
    left.set()
    process.join(PATIENCE_SECONDS)
    with store.read() as work:
        assert revisions.head_sequence(work) == 3


def test_a_full_disk_is_said_and_breaks_nothing(store: Store, url: str) -> None:
    first = published(store)
    size = Path(f"{store.file}-wal").stat().st_size

    def save_much() -> None:
        with store.write() as work:
            for _ in range(1000):
                publish(work, values={"title": "a" * 10_000})

    def fill(_number: int) -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        limit = size + 100_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with pytest.raises(StorageError):
            save_much()
        with store.read() as work:
            assert revisions.get_head(work, first.sheet) == first

    at_once(fill, count=1)
    with store.read() as work:
        assert revisions.head_sequence(work) == 1
    assert published(store).sequence == 2


def test_a_read_only_database_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "commons.sqlite"
        store = open_store(f"sqlite:///{path}")
        store.migrate()
        store.close()
        path.chmod(0o444)
        Path(folder).chmod(0o555)

        def save(_number: int) -> None:
            if os.geteuid() == 0:
                os.setuid(NOBODY)
            with pytest.raises(StorageError):
                published(open_store(f"sqlite:///{path}"))
            with pytest.raises(StorageError):
                open_store(f"sqlite:///{path}").migrate()

        at_once(save, count=1)
        Path(folder).chmod(0o755)


def test_a_new_database_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "made.sqlite"
    made = open_store(f"sqlite:///{path}")
    made.migrate()
    assert path.stat().st_mode & 0o077 == 0
    with made.write() as work:
        publish(work, iri.new_id(), None)
    modes = [file.stat().st_mode & 0o077 for file in tmp_path.glob("made.sqlite-*")]
    assert modes
    assert set(modes) == {0}
    made.close()
