"""Folders in which something is being written: known as such, and gone in the end."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import mkdtemp

from commons.core.files.locks import lock_folder

UNFINISHED = ".commons-unfinished-"
"""What the names of folders begin with where something is still being written."""


@contextmanager
def temporary_folder(folder: Path) -> Iterator[Path]:
    """Give an empty folder, within another, to write in; it is gone in the end.

    A process that is killed leaves its own behind, as large as what it had
    written: the next one that asks here removes it. Raises OSError.
    """
    with ExitStack() as held:
        with lock_folder(folder) as alone:
            for left in folder.glob(f"{UNFINISHED}*") if alone else ():
                if not is_occupied(left):
                    shutil.rmtree(left, ignore_errors=True)
            made = Path(mkdtemp(prefix=UNFINISHED, dir=folder))
            held.enter_context(lock_folder(made))
        held.callback(shutil.rmtree, made, ignore_errors=True)
        yield made


@contextmanager
def occupy_folder(folder: Path) -> Iterator[None]:
    """Have a folder be `is_occupied` for as long as the block lasts, or its process lives."""
    with lock_folder(folder):
        yield


def is_occupied(folder: Path) -> bool:
    """Say whether a process that lives works in a folder; yes where nobody can know."""
    with lock_folder(folder, wait=False) as free:
        return not free
