"""Copies of what is kept elsewhere: brought once, of bounded size, never damaged."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from commons.core.files.fetched_storage import YOUNG_SECONDS, FetchedStorage
from commons.core.files.folder_storage import FolderStorage
from commons.errors import DamagedError

CONTENT = b"x" * 1_000


@pytest.fixture
def beyond(tmp_path: Path) -> FolderStorage:
    (tmp_path / "beyond" / "media").mkdir(parents=True)
    return FolderStorage(tmp_path / "beyond")


@pytest.fixture
def storage(beyond: FolderStorage, tmp_path: Path) -> FetchedStorage:
    return FetchedStorage(beyond=beyond, folder=tmp_path / "here", most_bytes=5_000)


def test_a_file_is_brought_once(beyond: FolderStorage, storage: FetchedStorage) -> None:
    (beyond.folder / "media" / "a").write_bytes(CONTENT)
    path = storage.fetch("media/a", sha256(CONTENT).hexdigest())
    assert path.read_bytes() == CONTENT
    (beyond.folder / "media" / "a").unlink()
    assert storage.fetch("media/a") == path
    assert path.is_file()
    assert storage.find("media/a") is None
    assert not storage.fetch("media/b").exists()


def test_what_does_not_give_its_hash_is_refused(
    beyond: FolderStorage, storage: FetchedStorage
) -> None:
    (beyond.folder / "media" / "a").write_bytes(b"altered")
    with pytest.raises(DamagedError):
        storage.fetch("media/a", sha256(CONTENT).hexdigest())
    assert [path for path in storage.folder.rglob("*") if path.is_file()] == []


def test_what_was_read_long_ago_makes_room(
    beyond: FolderStorage, storage: FetchedStorage
) -> None:
    old = [f"media/{number}" for number in range(8)]
    for age, key in enumerate(old):
        (beyond.folder / key).write_bytes(CONTENT)
        read = storage.fetch(key).stat().st_mtime - YOUNG_SECONDS - 60 * (age + 1)
        os.utime(storage.folder / key, (read, read))
    (beyond.folder / "media" / "new").write_bytes(CONTENT)
    storage.fetch("media/new")
    here = {path.name for path in (storage.folder / "media").iterdir()}
    assert here == {"new", "0", "1", "2", "3"}


def test_copies_of_this_machine_can_be_dropped_alone(
    beyond: FolderStorage, storage: FetchedStorage
) -> None:
    for name in ("ab", "ab.320", "b"):
        (beyond.folder / "media" / name).write_bytes(CONTENT)
        storage.fetch(f"media/{name}")
    storage.drop_copies("media/ab")
    assert [path.name for path in (storage.folder / "media").iterdir()] == ["b"]
    assert storage.find("media/ab") is not None
