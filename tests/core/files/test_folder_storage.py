"""A folder shows plain files alone, and takes what comes from another disk."""

import errno
import os
from pathlib import Path

import pytest

from commons.core.files.folder_storage import FolderStorage
from commons.errors import StorageError


def test_links_and_hidden_files_are_none_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / ".lock").touch()
    (tmp_path / "media" / "link").symlink_to("/etc/hostname")
    storage = FolderStorage(tmp_path)
    assert list(storage.entries("")) == []
    assert storage.find("media/link") is None


def test_what_lies_on_another_disk_is_copied(tmp_path: Path) -> None:
    shared = Path("/dev/shm") / f"commons-{os.getpid()}.draft"  # noqa: S108  # another disk, often
    try:
        shared.write_bytes(b"x")
        assert FolderStorage(tmp_path).put(shared, "media/a")
    finally:
        shared.unlink(missing_ok=True)
    assert (tmp_path / "media" / "a").read_bytes() == b"x"
    assert (tmp_path / "media").stat().st_mode & 0o777 == 0o700


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "media").write_bytes(b"a file in the place of the folder")
    (tmp_path / "draft").touch()
    with pytest.raises(StorageError, match=os.strerror(errno.EEXIST)):
        FolderStorage(tmp_path).put(tmp_path / "draft", "media/a")
