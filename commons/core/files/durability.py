"""Files that appear whole and on the disk, or not at all, whenever a process dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync_to_disk(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_file(draft: Path, path: Path, *, new: bool = False) -> None:
    """Give a draft that is written its name, once the disk has it; then sync the name.

    An older file of that name is replaced in one step. With `new` there may be none:
    FileExistsError, and the draft may keep its own name too; where the file system
    knows no links, one who takes the name between the look and the renaming loses.
    Draft and name stand on one file system. Raises OSError.
    """
    sync_to_disk(draft)
    if new:
        _link_or_rename(draft, path)
    else:
        draft.replace(path)
    sync_to_disk(path.parent)


@contextmanager
def replace_file(path: Path, mode: int = 0o666) -> Iterator[Path]:
    """Give an empty file to write, which takes the place of another one in the end.

    After an error, or when the process dies, the older one stands. The draft lies
    beside under one name, so that what a killed process left is taken away by the next:
    only one may write at a time (`lock_file`). Raises OSError.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode)
        yield draft
        settle_file(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _link_or_rename(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except OSError:
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        draft.replace(path)
