"""The contract of a storage of files, over each of them."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from commons.core.domain import clock
from commons.core.files.fetched_storage import FetchedStorage
from commons.core.files.file_storage import ObjectStorage
from commons.core.files.folder_storage import FolderStorage
from commons.errors import NotFoundError
from tests.servers.s3 import new_storage

KEY = "media/ab/abc.txt"


def _folder(path: Path) -> ObjectStorage:
    (path / "files").mkdir()
    return FolderStorage(path / "files")


def _bucket(_: Path) -> ObjectStorage:
    return new_storage(f"b-{uuid4()}")


def _fetched(path: Path) -> ObjectStorage:
    beyond = new_storage(f"b-{uuid4()}")
    return FetchedStorage(beyond=beyond, folder=path / "fetched", most_bytes=10_000)


STORAGES: dict[str, Callable[[Path], ObjectStorage]] = {
    "folder": _folder,
    "s3": _bucket,
    "s3 with copies": _fetched,
}


@pytest.fixture(params=STORAGES)
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStorage:
    return STORAGES[request.param](tmp_path)


@pytest.fixture
def drafts(tmp_path: Path) -> Callable[[bytes], Path]:
    def draft(content: bytes) -> Path:
        path = tmp_path / f"draft-{uuid4()}"
        path.write_bytes(content)
        return path

    return draft


Drafts = Callable[[bytes], Path]


def content_of(storage: ObjectStorage, key: str = KEY) -> bytes:
    with storage.open(key) as file:
        return file.read()


def test_what_is_put_is_found_read_and_listed(
    storage: ObjectStorage, drafts: Drafts
) -> None:
    assert storage.put(drafts("é".encode()), KEY)
    found = storage.find(KEY)
    assert found is not None
    assert (found.key, found.size_bytes) == (KEY, 2)
    assert abs(clock.now() - found.modified) < timedelta(minutes=1)
    assert content_of(storage) == "é".encode()
    storage.put(drafts(b""), "sizes/x.1")
    assert [one.key for one in storage.entries("")] == [KEY, "sizes/x.1"]
    assert [one.key for one in storage.entries("media/ab/a")] == [KEY]
    assert list(storage.entries("nowhere/")) == []


def test_a_file_is_read_piece_by_piece(storage: ObjectStorage, drafts: Drafts) -> None:
    content = os.urandom(300_000)
    storage.put(drafts(content), KEY)
    with storage.open(KEY) as file:
        pieces = iter(lambda: file.read(1_000), b"")
        assert b"".join(pieces) == content


def test_what_must_be_new_leaves_what_is_there(
    storage: ObjectStorage, drafts: Drafts
) -> None:
    assert storage.put(drafts(b"first"), KEY, new=True)
    assert not storage.put(drafts(b"second"), KEY, new=True)
    assert content_of(storage) == b"first"
    assert storage.put(drafts(b"third"), KEY)
    assert content_of(storage) == b"third"


def test_of_many_at_once_one_comes_first(
    storage: ObjectStorage, drafts: Drafts
) -> None:
    made = [drafts(bytes([number]) * 1_000) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(lambda one: storage.put(one, KEY, new=True), made))
    assert came.count(True) == 1
    assert content_of(storage) == bytes([came.index(True)]) * 1_000


def test_what_is_removed_is_gone_and_may_be_removed_again(
    storage: ObjectStorage, drafts: Drafts
) -> None:
    storage.put(drafts(b"x"), KEY)
    storage.remove(KEY)
    storage.remove(KEY)
    storage.touch(KEY)
    assert storage.find(KEY) is None
    assert list(storage.entries("media/")) == []
    with pytest.raises(NotFoundError), storage.open(KEY):
        pass
