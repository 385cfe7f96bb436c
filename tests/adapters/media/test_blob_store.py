"""Files lie under the hash of their content, each once, for good."""

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest

from commons.adapters.media.blob_store import BlobStore, State, scratch_store
from commons.core.domain import clock
from commons.core.domain.pictures.size import Size
from commons.core.files.fetched_storage import FetchedStorage
from commons.errors import NotFoundError, StorageError
from tests.adapters.media.pictures import drawing, written
from tests.servers.s3 import new_storage

CONTENT = b"un texte"
NAME = f"{sha256(CONTENT).hexdigest()}.txt"


@pytest.fixture
def blobs(tmp_path: Path) -> BlobStore:
    return BlobStore(data_dir=tmp_path / "data")


@pytest.fixture(params=["folder", "s3"])
def any_blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    """Files of the data folder, and files that machines share."""
    home = tmp_path / "data"
    if request.param == "folder":
        return BlobStore(data_dir=home)
    beyond = new_storage(f"b-{uuid4()}")
    shared = FetchedStorage(beyond=beyond, folder=home / "fetched", most_bytes=10_000)
    return BlobStore(data_dir=home, shared=shared)


@pytest.fixture(autouse=True)
def _data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()


def kept(blobs: BlobStore, content: bytes = CONTENT, ending: str = "txt") -> str:
    with blobs.draft() as draft:
        draft.write(content)
        return blobs.keep(draft, ending)


def test_a_file_is_kept_under_its_hash_and_once(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    assert kept(blobs) == kept(blobs) == NAME
    assert blobs.has(NAME)
    assert blobs.path(NAME).read_bytes() == CONTENT
    assert blobs.size_bytes(NAME) == len(CONTENT)
    assert list(blobs.names()) == [NAME]
    assert list((blobs.data_dir / "media" / ".incoming").iterdir()) == []


def test_a_draft_that_is_not_kept_is_gone(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    with blobs.draft() as draft:
        draft.write(CONTENT)
    with blobs.bench() as folder:
        (folder / "a").write_bytes(CONTENT)
    assert not folder.exists()
    assert not blobs.has(NAME)
    assert list((blobs.data_dir / "media" / ".incoming").iterdir()) == []


def test_a_file_that_changed_is_noticed_and_put_again(blobs: BlobStore) -> None:
    assert blobs.state(NAME) is State.ABSENT
    kept(blobs)
    assert blobs.state(NAME) is State.SOUND
    blobs.path(NAME).write_bytes(b"autre")
    assert blobs.state(NAME) is State.ALTERED
    kept(blobs)
    assert blobs.state(NAME) is State.SOUND


def test_what_is_not_there_is_not_found(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    assert not blobs.has("../etc/passwd")
    assert blobs.size(NAME) is None
    with pytest.raises(NotFoundError):
        blobs.size_bytes(NAME)
    with pytest.raises(NotFoundError):
        blobs.wanted(NAME)
    blobs.drop(NAME)


def test_the_size_of_a_picture_is_read_from_its_file(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    picture = kept(blobs, written(drawing(400, 300), "PNG"), "png")
    broken = kept(blobs, written(drawing(), "PNG")[:40], "png")
    assert blobs.size(picture) == Size(width=400, height=300)
    assert blobs.size(broken) is None
    assert blobs.size(kept(blobs)) is None


def test_machines_that_share_files_find_what_another_put(
    tmp_path: Path,
) -> None:
    beyond, machines = new_storage(f"b-{uuid4()}"), []
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        shared = FetchedStorage(
            beyond=beyond, folder=home / "fetched", most_bytes=10_000
        )
        machines.append(BlobStore(data_dir=home, shared=shared))
    one, two = machines
    assert not two.has(NAME)
    kept(one)
    with one.draft() as draft:
        draft.write(b"small")
        one.keep_size(draft, NAME, 320)
    assert two.path(NAME).read_bytes() == CONTENT
    assert two.size_path(NAME, 320).read_bytes() == b"small"
    assert two.state(NAME) is State.SOUND
    one.drop(NAME)
    assert not two.has(NAME)
    two.drop_copies(NAME)
    assert not two.path(NAME).exists()
    assert not two.size_path(NAME, 320).exists()


def test_strays_are_told_from_files(blobs: BlobStore) -> None:
    place = blobs.path(kept(blobs))
    link = place.with_name(f"{NAME[:2]}{'0' * 62}.txt")
    link.symlink_to(place)
    lost = blobs.data_dir / "media" / NAME
    lost.write_bytes(CONTENT)
    assert {*blobs.strays()} == {link, lost}
    assert list(blobs.names()) == [NAME]
    assert not blobs.has(link.name)


def test_dropping_a_file_takes_its_smaller_sizes_along(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    kept(blobs)
    with blobs.draft() as draft:
        draft.write(b"small")
        blobs.keep_size(draft, NAME, 320)
    assert blobs.size_path(NAME, 320).read_bytes() == b"small"
    blobs.drop(NAME)
    assert not blobs.has(NAME)
    assert not blobs.size_path(NAME, 320).exists()


def test_a_file_is_as_old_as_when_it_was_last_wanted(blobs: BlobStore) -> None:
    kept(blobs)
    os.utime(blobs.path(NAME), (1, 1))
    assert blobs.wanted(NAME) == clock.EPOCH + timedelta(seconds=1)
    before = clock.now() - timedelta(seconds=5)
    kept(blobs)
    assert blobs.wanted(NAME) > before


def test_old_drafts_are_dropped_and_young_ones_stay(blobs: BlobStore) -> None:
    kept(blobs)
    incoming = blobs.data_dir / "media" / ".incoming"
    for name in ("old", "young"):
        (incoming / name).write_bytes(b"half")
    (incoming / "folder").mkdir()
    for name in ("old", "folder"):
        os.utime(incoming / name, (1, 1))
    blobs.drop_drafts(clock.now() - timedelta(hours=1))
    assert [path.name for path in incoming.iterdir()] == ["young"]
    assert blobs.has(NAME)


def test_a_scratch_shelf_shows_files_and_keeps_its_own_apart(
    any_blobs: BlobStore,
) -> None:
    blobs = any_blobs
    kept(blobs)
    with scratch_store(blobs) as scratch:
        own = kept(scratch, b"passant")
        assert scratch.has(NAME)
        assert scratch.has(own)
        assert scratch.path(NAME) == blobs.path(NAME)
        assert list(scratch.names()) == [own]
    assert not blobs.has(own)
    assert not scratch.data_dir.exists()


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"a file in the place of the folder")
    refusing = BlobStore(data_dir=tmp_path)
    with pytest.raises(StorageError, match="the disk refuses a file"):
        kept(refusing)
    with pytest.raises(StorageError), refusing.still():
        pass


def test_a_file_that_is_only_passing_has_no_name(any_blobs: BlobStore) -> None:
    blobs = any_blobs
    with blobs.aside() as passing:
        passing.write(CONTENT)
        passing.seek(0)
        assert passing.read() == CONTENT
        assert list(blobs.names()) == []
