"""Where backups are put one beside the other: a folder, or an S3-compatible storage.

Another place answers `BackupPlace`; what is kept there is decided in `rotation`.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from commons.core.files.durability import sync_to_disk
from commons.core.files.fetched_storage import copy_bytes
from commons.core.files.file_storage import ObjectStorage
from commons.core.files.working_folders import temporary_folder
from commons.errors import FileFormatError, NotEmptyError, StorageError
from commons.services.operations.backups.unpack import (
    open_archive,
    open_stream,
    read_manifest,
)

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


class StoragePlace:
    """A storage beyond this machine; a backup is written in `folder` before it goes."""

    def __init__(self, storage: ObjectStorage, folder: Path) -> None:
        self._storage, self._folder = storage, folder

    def names(self) -> list[str]:
        """Return the names of what lies there, not deeper."""
        return [one.key for one in self._storage.entries("") if "/" not in one.key]

    def add(self, name: str, write: Callable[[Path], Made]) -> Made:
        """Have a file written here, and put there once it is whole."""
        with self._room() as folder:
            made = write(folder / name)
            if not self._storage.put(folder / name, name, new=True):
                raise NotEmptyError(f"{self._storage.place}/{name} existe déjà")
        return made

    @contextmanager
    def fetch(self, name: str) -> Iterator[Path]:
        """Give a copy to read, which is gone in the end."""
        with self._room() as folder:
            self._bring(name, folder / name)
            yield folder / name

    def is_backup(self, name: str) -> bool:
        """Return whether its manifest, at its beginning, can be read."""
        try:
            with self._storage.open(name) as file, open_stream(file) as stream:
                read_manifest(stream)
        except (OSError, EOFError, FileFormatError):
            return False
        return True

    def rename(self, name: str, other: str) -> None:
        """Give another name, over what had it: it comes here and goes again."""
        with self.fetch(name) as copy:
            self._storage.put(copy, other)
        self.remove(name)

    def remove(self, name: str) -> None:
        """Remove for good."""
        self._storage.remove(name)

    @contextmanager
    def _room(self) -> Iterator[Path]:
        """Give a folder of this machine in which others may make temporary ones."""
        with _said(self._folder), temporary_folder(self._folder) as folder:
            (folder / "room").mkdir()
            yield folder / "room"

    def _bring(self, name: str, path: Path) -> None:
        path.touch(mode=0o600)
        with self._storage.open(name) as source, path.open("wb") as file:
            copy_bytes(source, file)


@contextmanager
def _said(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = error.filename or folder
        raise StorageError(f"{what} : {error.strerror}") from error
