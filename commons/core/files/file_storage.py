"""Files under keys such as "media/ab/abc….jpg": on this machine, or on another.

`ObjectStorage` is what a back end answers; `FileStorage` what the rooms above use, who
read files by paths of this machine.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class Readable(Protocol):
    """What is read from its beginning to its end."""

    def read(self, size_bytes: int = -1, /) -> bytes:
        """Return so many bytes, fewer at the end. Raises OSError, StorageError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What a storage says of a file; `modified` is when it was put or touched."""

    key: str
    size_bytes: int
    modified: datetime


class ObjectStorage(Protocol):
    """What keeps files under keys, each whole or not at all.

    Each function raises StorageError where the storage cannot be reached or refuses.
    """

    @property
    def place(self) -> str:
        """Where it is, for who reads a message: no password."""

    def find(self, key: str) -> StoredFile | None:
        """Return what is said of a file, None for one that is not there."""

    def open(self, key: str) -> AbstractContextManager[Readable]:
        """Give a file to read, piece by piece. Raises NotFoundError, OSError."""

    def put(self, draft: Path, key: str, *, new: bool = False) -> bool:
        """Put a file that is written into its place; return whether it came there.

        It stands there when this returns. With `new` one that is there already stays.
        The draft may be gone afterwards.
        """

    def touch(self, key: str) -> None:
        """Have a file be as if it were put now, about; nothing for one that is not there."""

    def remove(self, key: str) -> None:
        """Remove a file with every version that is kept of it, if it is there."""

    def entries(self, prefix: str) -> Iterator[StoredFile]:
        """Yield what is said of the files whose keys begin so, sorted by key."""


class FileStorage(ObjectStorage, Protocol):
    """A storage whose files are read on this machine."""

    def fetch(self, key: str, sha256: str = "") -> Path:
        """Return where a file lies on this machine, or would if it were there.

        It is brought here if need be, and refused where it does not give the hash that
        is told. Raises StorageError.
        """

    def drop_copies(self, prefix: str) -> None:
        """Remove the copies of this machine of what is kept elsewhere under such keys."""
