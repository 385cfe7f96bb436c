"""A storage elsewhere, with copies on this machine of what was read last.

Copies take so much room of the disk at most, but for those that were read within
YOUNG_SECONDS: somebody may be about to open them. They can be removed at any time.
"""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from hashlib import sha256 as new_digest
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from commons.core.files.durability import settle_file
from commons.core.files.file_storage import ObjectStorage, Readable, StoredFile
from commons.core.files.folder_storage import FolderStorage, refusals_said
from commons.errors import DamagedError, NotFoundError

YOUNG_SECONDS = 600
CHUNK_BYTES = 256 * 1024
_TOUCHED_SECONDS = 60
"""How old the mark of a last reading may be: not every reading writes to the disk."""
_ROOM_PARTS = 10
"""The folder is measured anew once a part of so many of its room was brought."""


@dataclass(slots=True)
class _Room:
    """How many bytes came since the folder was measured last."""

    brought_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedStorage:
    """The files of a storage elsewhere, and a folder of copies of this machine alone."""

    beyond: ObjectStorage
    folder: Path
    most_bytes: int
    _room: _Room = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_room", _Room(self.most_bytes))

    @property
    def place(self) -> str:
        """Where the files are for good."""
        return self.beyond.place

    def fetch(self, key: str, sha256: str = "") -> Path:
        """Return where the copy lies; nothing lies there of what is nowhere."""
        place = self.folder / key
        if self._is_here(place):
            return place
        with (
            suppress(NotFoundError),
            self.beyond.open(key) as source,
            refusals_said(),
        ):
            _copy(source, place, sha256)
            self._count(place.stat().st_size)
        return place

    def find(self, key: str) -> StoredFile | None:
        """Return what the storage says, whatever this machine has of it."""
        return self.beyond.find(key)

    def open(self, key: str) -> AbstractContextManager[Readable]:
        """Give what the storage has, whatever this machine has of it."""
        return self.beyond.open(key)

    def put(self, draft: Path, key: str, *, new: bool = False) -> bool:
        """Put a file into the storage, and leave a copy here."""
        came = self.beyond.put(draft, key, new=new)
        with refusals_said():
            place = self.folder / key
            if came and draft.exists():
                place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                settle_file(draft, place)
                self._count(place.stat().st_size)
        return came

    def touch(self, key: str) -> None:
        """Touch it in the storage."""
        self.beyond.touch(key)

    def remove(self, key: str) -> None:
        """Remove it from the storage, and from this machine."""
        self.beyond.remove(key)
        self.drop(key)

    def entries(self, prefix: str) -> Iterator[StoredFile]:
        """Yield what the storage says."""
        return self.beyond.entries(prefix)

    def drop(self, key: str) -> None:
        """Remove the copy of this machine."""
        with refusals_said():
            (self.folder / key).unlink(missing_ok=True)

    def drop_copies(self, prefix: str) -> None:
        """Remove the copies of this machine whose keys begin so."""
        for one in list(FolderStorage(self.folder).entries(prefix)):
            self.drop(one.key)

    def _is_here(self, place: Path) -> bool:
        try:
            read = place.stat().st_mtime
        except OSError:
            return False
        if time.time() - read > _TOUCHED_SECONDS:
            with suppress(OSError):
                os.utime(place)
        return True

    def _count(self, size_bytes: int) -> None:
        self._room.brought_bytes += size_bytes
        if self._room.brought_bytes > self.most_bytes // _ROOM_PARTS:
            self._room.brought_bytes = 0
            self._make_room()

    def _make_room(self) -> None:
        """Remove what was read longest ago, as far as there is too much."""
        found = FolderStorage(self.folder).entries("")
        left = self.most_bytes
        for one in sorted(found, key=lambda one: one.modified, reverse=True):
            left -= one.size_bytes
            old = time.time() - one.modified.timestamp() > YOUNG_SECONDS
            if left < 0 and old:
                self.drop(one.key)


def _copy(source: Readable, place: Path, sha256: str) -> None:
    """Write a copy that appears whole. Raises DamagedError, OSError."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as draft:
        try:
            found = copy_bytes(source, draft)
            if sha256 not in {"", found}:
                raise DamagedError(f"{place.name} does not give its hash any more")
            draft.flush()
            settle_file(Path(draft.name), place)
        finally:
            Path(draft.name).unlink(missing_ok=True)


def copy_bytes(source: Readable, into: IO[bytes]) -> str:
    """Copy a file piece by piece; return its SHA-256 in hexadecimal."""
    digest = new_digest()
    while chunk := source.read(CHUNK_BYTES):
        digest.update(chunk)
        into.write(chunk)
    return digest.hexdigest()
