"""The files of an SQLite database: which they are, and the locks beside them."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias

from sqlalchemy.engine import URL

from commons.core.files.locks import lock_file
from commons.errors import StorageError

Identity: TypeAlias = tuple[int, int] | None
"""Which file it is that lies somewhere: device and inode; None for none."""


def file_identity(url: URL, end: str = "") -> Identity:
    """Say which file lies at the address now; `end` names one beside it."""
    try:
        found = Path(f"{url.database}{end}").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def lock_alone(url: URL) -> Iterator[None]:
    """Hold the lock file beside the database, whose folder is made if need be.

    Waits for whoever holds it; the system frees it when a process dies.
    Raises StorageError.
    """
    path = Path(f"{url.database}.lock")
    with ExitStack() as held:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(lock_file(path))
        except OSError as error:
            raise StorageError(f"{path} cannot be made ({error.strerror})") from error
        yield


@contextmanager
def lock_named(url: URL, name: str, *, wait: bool = True) -> Iterator[None]:
    """Hold the lock of a file of that name in the folder of the database.

    Raises BlockingIOError when it is not free and `wait` is false, OSError.
    """
    with lock_file(Path(str(url.database)).with_name(f"{name}.lock"), wait=wait):
        yield
