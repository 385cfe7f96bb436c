"""Knows where files lie: each once, under the hash of its content, for good.

Under media/ lies what was taken in, which is never changed; under sizes/ smaller
pictures made from these, which may be emptied at any time: in the data folder, or in the
storage that machines share.
"""

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import (
    NamedTemporaryFile,
    SpooledTemporaryFile,
    TemporaryDirectory,
)
from typing import IO, BinaryIO, cast

from commons.adapters.media.image_headers import read_image_header
from commons.core.domain import clock
from commons.core.domain.pictures.media import is_name
from commons.core.domain.pictures.size import Size
from commons.core.files.durability import sync_to_disk
from commons.core.files.file_storage import FileStorage, Readable, StoredFile
from commons.core.files.folder_storage import FolderStorage, refusals_said
from commons.core.files.locks import lock_file
from commons.errors import (
    DamagedError,
    NotFoundError,
    RemovedFileError,
)

MEDIA = "media"
SIZES = "sizes"
SPOOLED_BYTES = 256 * 1024
_INCOMING = ".incoming"
_LOCK = ".lock"
_FOLDERS = "[0-9a-f][0-9a-f]"
_CHUNK_BYTES = 256 * 1024


def _nothing_removed(_name: str) -> bool:
    return False


def media_key(name: str) -> str:
    """Return under which key a file is kept."""
    return f"{MEDIA}/{name[:2]}/{name}"


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
    They lie in `data_dir`, unless machines share them: in the storage `shared`, and
    `alone` then is held while files are removed or counted on.
    `was_removed` says of a name whether that file was removed for good: it is kept no
    more, through whichever door it comes.
    """

    data_dir: Path
    beneath: "BlobStore | None" = None
    was_removed: Callable[[str], bool] = field(default=_nothing_removed, compare=False)
    decoding: threading.Lock = field(default_factory=threading.Lock, compare=False)
    shared: FileStorage | None = None
    alone: Callable[[], AbstractContextManager[None]] | None = field(
        default=None, compare=False
    )

    @property
    def storage(self) -> FileStorage:
        """Where the files are: what machines share, or the folder of this one."""
        return self.shared or FolderStorage(self.data_dir)

    def path(self, name: str) -> Path:
        """Give where a file lies on this machine, or would lie.

        What is kept elsewhere is brought here. Raises StorageError.
        """
        if self.beneath and not self._own(name) and self.beneath.has(name):
            return self.beneath.path(name)
        return self.storage.fetch(media_key(name), sha256=name.partition(".")[0])

    def size_path(self, name: str, width: int) -> Path:
        """Give where a smaller picture lies, or would lie; it is brought here."""
        return self.storage.fetch(_size_key(name, width))

    def has(self, name: str) -> bool:
        """Say whether a file is here. Raises StorageError."""
        return self._find(name) is not None

    def has_size(self, name: str, width: int) -> bool:
        """Say whether a smaller picture is here. Raises StorageError."""
        return self.storage.find(_size_key(name, width)) is not None

    def names(self) -> Iterator[str]:
        """Give the names of all files, sorted; what is none of ours is passed over."""
        yield from self.sizes_bytes()

    def sizes_bytes(self) -> dict[str, int]:
        """Map the names of all files, sorted, to how large they are."""
        found = self.storage.entries(f"{MEDIA}/")
        return {_last(one.key): one.size_bytes for one in found if _is_ours(one.key)}

    def strays(self) -> Iterator[Path]:
        """Give what lies among the files and is none of them: others put it there."""
        if self.shared:
            found = (entry.key for entry in self.shared.entries(f"{MEDIA}/"))
            yield from (Path(key) for key in found if not _is_ours(key))
            return
        for entry in _entries(self._folder):
            if entry.name in {_INCOMING, _LOCK}:
                continue
            if entry.match(_FOLDERS) and entry.is_dir() and os.access(entry, os.R_OK):
                yield from (at for at in _entries(entry) if not self._is_own(at))
            else:
                yield entry

    def size_bytes(self, name: str) -> int:
        """Give how large a file is. Raises NotFoundError, StorageError."""
        return self._found(name).size_bytes

    def size(self, name: str) -> Size | None:
        """Give the width and height of a picture; None for what is none."""
        if not is_name(name) or not _is_plain(path := self.path(name)):
            return None
        with path.open("rb") as file:
            try:
                found = read_image_header(file)
            except (ValueError, EOFError):
                return None
        return found.size if found else None

    def state(self, name: str) -> State:
        """Read a file, and say whether its content still gives its name."""
        if not self.has(name):
            return State.ABSENT
        digest = sha256()
        try:
            with self.open(name) as file:
                while chunk := file.read(_CHUNK_BYTES):
                    digest.update(chunk)
        except OSError:
            return State.UNREADABLE
        sound = digest.hexdigest() == name.partition(".")[0]
        return State.SOUND if sound else State.ALTERED

    @contextmanager
    def open(self, name: str) -> Iterator[Readable]:
        """Give a file as it is kept, piece by piece.

        Raises NotFoundError, StorageError, OSError.
        """
        if self.beneath and not self._own(name):
            with self.beneath.open(name) as file:
                yield file
        else:
            with self.storage.open(media_key(name)) as file:
                yield file

    def aside(self) -> BinaryIO:
        """Give a file without a name, for what is only passing.

        On the disk of the blob store as soon as it is large. Raises StorageError.
        """
        with refusals_said():
            folder = self._made(_INCOMING)
        return cast("BinaryIO", SpooledTemporaryFile(SPOOLED_BYTES, dir=str(folder)))

    @contextmanager
    def draft(self) -> Iterator[IO[bytes]]:
        """Give a file to write what `keep` or `keep_size` will put in its place.

        What neither has taken is gone in the end. Raises StorageError.
        """
        with (
            refusals_said(),
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
        with refusals_said(), TemporaryDirectory(dir=self._made(_INCOMING)) as folder:
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
        state = self.state(name)
        if state is State.SOUND:
            self.touch(name)
        else:
            new = state is State.ABSENT
            self.storage.put(Path(draft.name), media_key(name), new=new)
        return name

    def keep_size(self, draft: IO[bytes], name: str, width: int) -> None:
        """Put a smaller picture, written in a draft, into its place."""
        draft.flush()
        new = self.shared is not None  # one picture, whichever machine it is asked of
        self.storage.put(Path(draft.name), _size_key(name, width), new=new)

    def touch(self, name: str) -> None:
        """Write down that a file is wanted now; its age counts from here."""
        if self._own(name):
            self.storage.touch(media_key(name))

    def wanted(self, name: str) -> datetime:
        """Give when a file was last wanted. Raises NotFoundError, StorageError."""
        return self._found(name).modified

    def drop(self, name: str) -> None:
        """Remove a file, and the pictures made from it."""
        self.storage.remove(media_key(name))
        for made in list(self.storage.entries(_size_key(name, 0)[:-1])):
            self.storage.remove(made.key)

    def drop_copies(self, name: str) -> None:
        """Remove what this machine alone has of a file that is kept elsewhere."""
        self.storage.drop_copies(media_key(name))
        self.storage.drop_copies(_size_key(name, 0)[:-1])

    def drop_drafts(self, until: datetime) -> None:
        """Remove what nobody took and was written before: its process was killed."""
        with refusals_said():
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
            with refusals_said():
                path = self._made("") / _LOCK
                held.enter_context(lock_file(path, shared=not alone))
            if self.alone:
                held.enter_context(self.alone())
            yield

    def _own(self, name: str) -> StoredFile | None:
        return self.storage.find(media_key(name)) if is_name(name) else None

    def _find(self, name: str) -> StoredFile | None:
        found = self._own(name)
        return found or (self.beneath._find(name) if self.beneath else None)  # noqa: SLF001  # one of our kind

    def _found(self, name: str) -> StoredFile:
        if (found := self._find(name)) is None:
            raise NotFoundError(name)
        return found

    def _is_own(self, path: Path) -> bool:
        return _is_ours(path.relative_to(self.data_dir).as_posix()) and _is_plain(path)

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


def _size_key(name: str, width: int) -> str:
    return f"{SIZES}/{name[:2]}/{name}.{width}"


def _last(key: str) -> str:
    return key.rpartition("/")[2]


def _is_ours(key: str) -> bool:
    name = _last(key)
    return is_name(name) and key == media_key(name)


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
        yield replace(beneath, data_dir=Path(folder), beneath=beneath, shared=None)
