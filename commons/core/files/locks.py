"""Locks between processes (flock): the kernel frees them when whoever holds them dies.

A lock is held by what was opened, not by a process: threads that take one each wait for
one another, a child made by fork shares its parent's, and a program that a process
starts holds none.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def lock_file(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file, which is made if need be and never written in.

    Many may hold it `shared`, or one alone. Raises BlockingIOError when it is not free
    and `wait` is false, OSError.
    """
    with path.open("ab") as file:
        held = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        fcntl.flock(file, held | (0 if wait else fcntl.LOCK_NB))
        yield


@contextmanager
def lock_folder(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the lock of a folder alone, and say whether it is held.

    It is not where it is not free and `wait` is false, nor where the file system cannot
    lock folders (NFS). Raises OSError for a folder that cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
