"""Files lie under the hash of their content, each once, for good."""

import os
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from commons.adapters.media.blob_store import BlobStore, State, scratch_store
from commons.core.domain import clock
from commons.core.domain.media import Size
from commons.errors import NotFoundError, StorageError
from tests.adapters.media.pictures import drawing, written

CONTENT = b"un texte"
NAME = f"{sha256(CONTENT).hexdigest()}.txt"


@pytest.fixture
def shelf(tmp_path: Path) -> BlobStore:
    return BlobStore(data_dir=tmp_path / "data")


@pytest.fixture(autouse=True)
def _data(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()


def kept(shelf: BlobStore, content: bytes = CONTENT, ending: str = "txt") -> str:
    with shelf.draft() as draft:
        draft.write(content)
        return shelf.keep(draft, ending)


def test_a_file_is_kept_under_its_hash_and_once(shelf: BlobStore) -> None:
    assert kept(shelf) == kept(shelf) == NAME
    assert shelf.has(NAME)
    assert shelf.path(NAME).read_bytes() == CONTENT
    assert shelf.size_bytes(NAME) == len(CONTENT)
    assert list(shelf.names()) == [NAME]
    assert list((shelf.data_dir / "media" / ".incoming").iterdir()) == []


def test_a_draft_that_is_not_kept_is_gone(shelf: BlobStore) -> None:
    with shelf.draft() as draft:
        draft.write(CONTENT)
    with shelf.bench() as folder:
        (folder / "a").write_bytes(CONTENT)
    assert not folder.exists()
    assert not shelf.has(NAME)
    assert list((shelf.data_dir / "media" / ".incoming").iterdir()) == []


def test_a_file_that_changed_is_noticed_and_put_again(shelf: BlobStore) -> None:
    assert shelf.state(NAME) is State.ABSENT
    kept(shelf)
    assert shelf.state(NAME) is State.SOUND
    shelf.path(NAME).write_bytes(b"autre")
    assert shelf.state(NAME) is State.ALTERED
    kept(shelf)
    assert shelf.state(NAME) is State.SOUND


def test_what_is_not_there_is_not_found(shelf: BlobStore) -> None:
    assert not shelf.has("../etc/passwd")
    assert shelf.size(NAME) is None
    with pytest.raises(NotFoundError):
        shelf.size_bytes(NAME)
    with pytest.raises(NotFoundError):
        shelf.wanted(NAME)
    shelf.drop(NAME)


def test_the_size_of_a_picture_is_read_from_its_file(shelf: BlobStore) -> None:
    picture = kept(shelf, written(drawing(400, 300), "PNG"), "png")
    broken = kept(shelf, written(drawing(), "PNG")[:40], "png")
    assert shelf.size(picture) == Size(width=400, height=300)
    assert shelf.size(broken) is None
    assert shelf.size(kept(shelf)) is None


def test_strays_are_told_from_files(shelf: BlobStore) -> None:
    place = shelf.path(kept(shelf))
    link = place.with_name(f"{NAME[:2]}{'0' * 62}.txt")
    link.symlink_to(place)
    lost = shelf.data_dir / "media" / NAME
    lost.write_bytes(CONTENT)
    assert {*shelf.strays()} == {link, lost}
    assert list(shelf.names()) == [NAME]
    assert not shelf.has(link.name)


def test_dropping_a_file_takes_its_smaller_sizes_along(shelf: BlobStore) -> None:
    kept(shelf)
    with shelf.draft() as draft:
        draft.write(b"small")
        shelf.keep_size(draft, NAME, 320)
    assert shelf.size_path(NAME, 320).read_bytes() == b"small"
    shelf.drop(NAME)
    assert not shelf.has(NAME)
    assert not shelf.size_path(NAME, 320).exists()


def test_a_file_is_as_old_as_when_it_was_last_wanted(shelf: BlobStore) -> None:
    kept(shelf)
    os.utime(shelf.path(NAME), (1, 1))
    assert shelf.wanted(NAME) == clock.EPOCH + timedelta(seconds=1)
    before = clock.now() - timedelta(seconds=5)
    kept(shelf)
    assert shelf.wanted(NAME) > before


def test_old_drafts_are_dropped_and_young_ones_stay(shelf: BlobStore) -> None:
    kept(shelf)
    incoming = shelf.data_dir / "media" / ".incoming"
    for name in ("old", "young"):
        (incoming / name).write_bytes(b"half")
    (incoming / "folder").mkdir()
    for name in ("old", "folder"):
        os.utime(incoming / name, (1, 1))
    shelf.drop_drafts(clock.now() - timedelta(hours=1))
    assert [path.name for path in incoming.iterdir()] == ["young"]
    assert shelf.has(NAME)


def test_a_scratch_shelf_shows_files_and_keeps_its_own_apart(shelf: BlobStore) -> None:
    kept(shelf)
    with scratch_store(shelf) as scratch:
        own = kept(scratch, b"passant")
        assert scratch.has(NAME)
        assert scratch.has(own)
        assert scratch.path(NAME) == shelf.path(NAME)
        assert list(scratch.names()) == [own]
    assert not shelf.has(own)
    assert not scratch.data_dir.exists()


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"a file in the place of the folder")
    refusing = BlobStore(data_dir=tmp_path)
    with pytest.raises(StorageError, match="the disk refuses a file"):
        kept(refusing)
    with pytest.raises(StorageError), refusing.still():
        pass


def test_a_file_that_is_only_passing_has_no_name(shelf: BlobStore) -> None:
    with shelf.aside() as passing:
        passing.write(CONTENT)
        passing.seek(0)
        assert passing.read() == CONTENT
        assert list(shelf.names()) == []
