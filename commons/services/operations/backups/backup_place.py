"""Where backups are put one beside the other: a folder, and later what S3 offers.

Another place answers `BackupPlace`; what is kept there is decided in `rotation`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from commons.core.files.durability import sync_to_disk
from commons.errors import FileFormatError, StorageError
from commons.services.operations.backups.unpack import open_archive, read_manifest

Made = TypeVar("Made")


class BackupPlace(Protocol):
    """What keeps backups under names. Each function raises StorageError."""

    def names(self) -> list[str]:
        """Return the names of what is there, of others too."""

    def add(self, name: str, write: Callable[[Path], Made]) -> Made:
        """Have a new file written, whole or not at all; give what writing gave.

        Raises NotEmptyError for a name that is taken.
        """

    def fetch(self, name: str) -> AbstractContextManager[Path]:
        """Give a file of this machine to read."""

    def is_backup(self, name: str) -> bool:
        """Return whether a commons wrote this, by what it says of itself."""

    def rename(self, name: str, other: str) -> None:
        """Give another name."""

    def remove(self, name: str) -> None:
        """Remove for good."""


class FolderPlace:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def names(self) -> list[str]:
        """Return the names of the files, without those that lead elsewhere."""
        with _said(self._folder):
            entries = list(self._folder.iterdir())
            return [at.name for at in entries if at.is_file() and not at.is_symlink()]

    def add(self, name: str, write: Callable[[Path], Made]) -> Made:
        """Have a new file written; `write` makes it appear whole."""
        return write(self._folder / name)

    @contextmanager
    def fetch(self, name: str) -> Iterator[Path]:
        """Give the file itself."""
        yield self._folder / name

    def is_backup(self, name: str) -> bool:
        """Return whether its manifest can be read."""
        try:
            with open_archive(self._folder / name) as stream:
                read_manifest(stream)
        except (OSError, EOFError, FileFormatError, StorageError):
            return False
        return True

    def rename(self, name: str, other: str) -> None:
        """Give another name, over what had it."""
        with _said(self._folder):
            (self._folder / name).replace(self._folder / other)
            sync_to_disk(self._folder)

    def remove(self, name: str) -> None:
        """Remove for good."""
        with _said(self._folder):
            (self._folder / name).unlink()


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = error.filename or folder
        raise StorageError(f"{what} : {error.strerror}") from error
