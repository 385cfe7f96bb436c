"""Knows where files lie: each once, under the hash of its content, for good.

Folder media/ of the data holds what was taken in and is never changed; folder
sizes/ holds smaller pictures made from these, and may be emptied at any time.
"""

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import file_digest
from pathlib import Path
from tempfile import (
    NamedTemporaryFile,
    SpooledTemporaryFile,
    TemporaryDirectory,
)
from typing import IO, BinaryIO, cast

from commons.adapters.media.image_headers import read_image_header
from commons.core.domain import clock
from commons.core.domain.pictures.media import Size, is_name
from commons.core.files.durability import settle_file, sync_to_disk
from commons.core.files.locks import lock_file
from commons.errors import (
    DamagedError,
    NotFoundError,
    RemovedFileError,
    StorageError,
)

MEDIA = "media"
SIZES = "sizes"
SPOOLED_BYTES = 256 * 1024
_INCOMING = ".incoming"
_LOCK = ".lock"
_FOLDERS = "[0-9a-f][0-9a-f]"


def _nothing_removed(_name: str) -> bool:
    return False


class State(StrEnum):
    """Whether the content of a file still gives its name."""

    SOUND = "sound"
    ALTERED = "altered"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobStore:
    """The files of one instance; any process may put and read at once.

    `decoding` is held while a picture is open: one at a time in a process, so
    that memory is bounded by one picture, not by how many people send theirs.
    Files of the blob store `beneath`, if there is one, are read and never touched.
    `was_removed` says of a name whether that file was removed for good: it is kept no
    more, through whichever door it comes.
    """

    data_dir: Path
    beneath: "BlobStore | None" = None
    was_removed: Callable[[str], bool] = field(default=_nothing_removed, compare=False)
    decoding: threading.Lock = field(default_factory=threading.Lock, compare=False)

    def path(self, name: str) -> Path:
        """Give where a file lies, or would lie."""
        place = self._folder / name[:2] / name
        if self.beneath and not place.is_file() and self.beneath.has(name):
            return self.beneath.path(name)
        return place

    def size_path(self, name: str, width: int) -> Path:
        """Give where a smaller picture lies, or would lie."""
        return self.data_dir / SIZES / name[:2] / f"{name}.{width}"

    def has(self, name: str) -> bool:
        """Say whether a file is here."""
        return is_name(name) and _is_plain(self.path(name))

    def names(self) -> Iterator[str]:
        """Give the names of all files, sorted; what is none of ours is passed over."""
        for folder in sorted(self._folder.glob(_FOLDERS)):
            yield from (path.name for path in _entries(folder) if self._is_ours(path))

    def strays(self) -> Iterator[Path]:
        """Give what lies among the files and is none of them: others put it there."""
        for entry in _entries(self._folder):
            if entry.name in {_INCOMING, _LOCK}:
                continue
            if entry.match(_FOLDERS) and entry.is_dir() and os.access(entry, os.R_OK):
                yield from (at for at in _entries(entry) if not self._is_ours(at))
            else:
                yield entry

    def size_bytes(self, name: str) -> int:
        """Give how large a file is. Raises NotFoundError."""
        try:
            return self.path(name).stat().st_size
        except FileNotFoundError as error:
            raise NotFoundError(name) from error

    def size(self, name: str) -> Size | None:
        """Give the width and height of a picture; None for what is none."""
        if not self.has(name):
            return None
        with self.path(name).open("rb") as file:
            try:
                found = read_image_header(file)
            except (ValueError, EOFError):
                return None
        return found.size if found else None

    def state(self, name: str) -> State:
        """Read a file, and say whether its content still gives its name."""
        if not self.has(name):
            return State.ABSENT
        try:
            with self.path(name).open("rb") as file:
                digest = file_digest(file, "sha256").hexdigest()
        except OSError:
            return State.UNREADABLE
        return State.SOUND if digest == name.partition(".")[0] else State.ALTERED

    def aside(self) -> BinaryIO:
        """Give a file without a name, for what is only passing.

        On the disk of the blob store as soon as it is large. Raises StorageError.
        """
        with _said():
            folder = self._made(_INCOMING)
        return cast("BinaryIO", SpooledTemporaryFile(SPOOLED_BYTES, dir=str(folder)))

    @contextmanager
    def draft(self) -> Iterator[IO[bytes]]:
        """Give a file to write what `keep` or `keep_size` will put in its place.

        What neither has taken is gone in the end. Raises StorageError.
        """
        with (
            _said(),
            NamedTemporaryFile(dir=self._made(_INCOMING), delete=False) as file,
        ):
            try:
                yield file
            finally:
                Path(file.name).unlink(missing_ok=True)

    @contextmanager
    def bench(self) -> Iterator[Path]:
        """Give an empty folder, on the disk of the blob store, that is gone in the end.

        Raises StorageError.
        """
        with _said(), TemporaryDirectory(dir=self._made(_INCOMING)) as folder:
            yield Path(folder)

    def keep(self, draft: IO[bytes], ending: str, expected: str = "") -> str:
        """Put what was written in a draft onto the blob store for good; give its name.

        The disk has it when this returns. What is here already stays, unless it
        is damaged, and is as if it had come today. Raises StorageError, DamagedError
        when its name is not the one that is `expected`, RemovedFileError.
        """
        draft.flush()
        with Path(draft.name).open("rb") as whole:
            digest = file_digest(whole, "sha256").hexdigest()
        name = f"{digest}.{ending}"
        if expected not in {"", name}:
            raise DamagedError(f"{expected} ≠ {name}")
        if self.was_removed(name):
            raise RemovedFileError(name)
        if self.state(name) is State.SOUND:
            self.touch(name)
        else:
            self._made(name[:2])
            _settle(draft, self.path(name))
        return name

    def keep_size(self, draft: IO[bytes], name: str, width: int) -> None:
        """Put a smaller picture, written in a draft, into its place."""
        place = self.size_path(name, width)
        with _said():
            for folder in (place.parent.parent, place.parent):
                folder.mkdir(exist_ok=True)
        _settle(draft, place)

    def touch(self, name: str) -> None:
        """Write down that a file is wanted now; its age counts from here."""
        place = self.path(name)
        if place.is_relative_to(self._folder):
            with _said():
                os.utime(place)

    def wanted(self, name: str) -> datetime:
        """Give when a file was last wanted. Raises NotFoundError."""
        try:
            seconds = self.path(name).stat().st_mtime
        except FileNotFoundError as error:
            raise NotFoundError(name) from error
        return clock.from_milliseconds(int(seconds * 1000))

    def drop(self, name: str) -> None:
        """Remove a file, and the pictures made from it."""
        with _said():
            self.path(name).unlink(missing_ok=True)
            for made in self.size_path(name, 0).parent.glob(f"{name}.*"):
                made.unlink(missing_ok=True)

    def drop_drafts(self, until: datetime) -> None:
        """Remove what nobody took and was written before: its process was killed."""
        with _said():
            for path in _entries(self._folder / _INCOMING):
                written = clock.from_milliseconds(int(path.lstat().st_mtime * 1000))
                if written < until and _is_plain(path):
                    path.unlink(missing_ok=True)
                elif written < until and path.is_dir() and not path.is_symlink():
                    shutil.rmtree(path)

    @contextmanager
    def still(self, *, alone: bool = False) -> Iterator[None]:
        """Let nothing be removed within the block; `alone` waits to remove.

        Files may be put meanwhile. Raises StorageError.
        """
        with ExitStack() as held:
            with _said():
                path = self._made("") / _LOCK
                held.enter_context(lock_file(path, shared=not alone))
            yield

    def _is_ours(self, path: Path) -> bool:
        name = path.name
        return self.has(name) and path == self.path(name)

    @property
    def _folder(self) -> Path:
        return self.data_dir / MEDIA

    def _made(self, name: str) -> Path:
        folder = self._folder / name
        if not folder.is_dir():
            self._folder.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            sync_to_disk(folder.parent)
        return folder


def _is_plain(path: Path) -> bool:
    """Say whether a plain file is here; a link to one is none."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _entries(folder: Path) -> list[Path]:
    """Give what is in a folder, sorted; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


@contextmanager
def scratch_store(beneath: BlobStore) -> Iterator[BlobStore]:
    """Give a blob store that shows the files of another one, and what it takes is gone."""
    with TemporaryDirectory() as folder:
        yield replace(beneath, data_dir=Path(folder), beneath=beneath)


def _settle(draft: IO[bytes], place: Path) -> None:
    """Give a draft its name once the disk has it, and keep the name too."""
    draft.flush()
    settle_file(Path(draft.name), place)


@contextmanager
def _said() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        what = f"{error.filename} ({error.strerror})"
        raise StorageError(f"the disk refuses a file: {what}") from error
