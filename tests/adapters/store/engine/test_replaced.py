"""A database that is replaced while it is open: nothing is acknowledged and lost."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions
from commons.errors import StorageError
from tests.adapters.store.makers import publish, published
from tests.adapters.store.processes import at_once

pytestmark = pytest.mark.sqlite


def moved(file: Path) -> None:
    folder = file.parent
    folder.rename(folder.with_name("old"))
    shutil.copytree(folder.with_name("old"), folder)


def removed(file: Path) -> None:
    file.unlink()


def copied_over(file: Path) -> None:
    copy = file.with_name("copy")
    shutil.copyfile(file, copy)
    copy.replace(file)


def gone(file: Path) -> None:
    shutil.rmtree(file.parent)


def without_its_log(file: Path) -> None:
    file.with_name(f"{file.name}-wal").unlink()


WAYS = (moved, removed, copied_over, gone)


@pytest.fixture
def store(empty_database: Path, tmp_path: Path) -> Store:
    (tmp_path / "home").mkdir()
    file = shutil.copy(empty_database, tmp_path / "home")
    opened = open_store(f"sqlite:///{file}")
    published(opened)
    return opened


@pytest.mark.parametrize("replace", [*WAYS, without_its_log])
@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_is_written_to_what_nobody_will_find(
    store: Store, replace: Callable[[Path], None], *, quiet: bool
) -> None:
    replace(store.file)
    for _ in range(2):
        with pytest.raises(StorageError, match="replaced"), store.write(quiet=quiet):
            pass
    store.close()


@pytest.mark.parametrize("replace", [*WAYS, without_its_log])
def test_what_is_replaced_during_a_write_is_not_acknowledged(
    store: Store, replace: Callable[[Path], None]
) -> None:
    called: list[str] = []

    def write() -> None:
        with store.write() as work:
            publish(work)
            work.afterwards(lambda: called.append("index it"))
            replace(store.file)

    with pytest.raises(StorageError):
        write()
    assert called == []
    store.close()


@pytest.mark.parametrize("replace", WAYS)
def test_nothing_more_is_read_from_what_was_replaced(
    store: Store, replace: Callable[[Path], None]
) -> None:
    replace(store.file)
    with pytest.raises(StorageError, match="replaced"):
        store.token()
    with pytest.raises(StorageError, match="replaced"), store.read():
        pass
    with pytest.raises(StorageError, match="replaced"):
        store.settled()
    assert store.file.exists() == (replace in {moved, copied_over})


def test_a_process_that_starts_again_takes_what_is_there(store: Store) -> None:
    moved(store.file)
    again = open_store(f"sqlite:///{store.file}")
    assert published(again).sequence == 2
    with again.read() as work:
        assert revisions.head_sequence(work) == 2
    again.close()


def test_a_fork_and_other_processes_change_nothing(store: Store) -> None:
    def run(_number: int) -> None:
        published(store)

    at_once(run, count=3)
    assert published(store).sequence == 5
    store.close()
