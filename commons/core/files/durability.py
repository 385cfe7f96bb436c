"""Knows when the disk really has what was written, and where what is not whole stands."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

UNFINISHED = ".commons-unfinished-"
"""What the names of folders begin with where something is still being written."""


def sync_to_disk(path: Path) -> None:
    """Wait until the disk has a file, or the names in a folder. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder, within another, to write in; it is gone in the end.

    A process that is killed leaves its own behind, as large as what it had
    written: the next one that asks here removes it. Raises OSError.
    """
    with _locked(folder) as alone:
        for left in folder.glob(f"{UNFINISHED}*") if alone else ():
            if not is_occupied(left):
                shutil.rmtree(left, ignore_errors=True)
        made = Path(mkdtemp(prefix=UNFINISHED, dir=folder))
        handle = os.open(made, os.O_RDONLY)
        _lock(handle)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(handle)


@contextmanager
def occupy_folder(folder: Path) -> Iterator[None]:
    """Have a folder be `is_occupied` for as long as the block lasts, or its process lives."""
    with _locked(folder):
        yield


def is_occupied(folder: Path) -> bool:
    """Say whether a process that lives works in a folder; yes where nobody can know."""
    with _locked(folder, wait=False) as free:
        return not free


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Say whether the folder's lock is held within the block."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield _lock(handle, wait=wait)
    finally:
        os.close(handle)


def _lock(handle: int, *, wait: bool = True) -> bool:
    """Lock what is open; not every file system can (NFS: no folders)."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        return False
    return True
