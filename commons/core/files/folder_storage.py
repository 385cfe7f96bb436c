"""Files under keys, in a folder of this machine or one that is mounted."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EXDEV
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from commons.core.domain import clock
from commons.core.files.durability import settle_file, sync_to_disk
from commons.core.files.file_storage import StoredFile
from commons.errors import NotFoundError, StorageError


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """A folder; a key is a path in it, and what begins with a dot is no file of it."""

    folder: Path

    @property
    def place(self) -> str:
        """Where the folder is."""
        return str(self.folder)

    def fetch(self, key: str, sha256: str = "") -> Path:  # noqa: ARG002  # it is not brought
        """Return where a file lies, or would lie."""
        return self.folder / key

    def find(self, key: str) -> StoredFile | None:
        """Return what the disk says of a plain file; a link to one is none."""
        try:
            found = (self.folder / key).lstat()
        except OSError:
            return None
        return _stored(key, found) if stat.S_ISREG(found.st_mode) else None

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """Open a file. Raises NotFoundError, OSError."""
        try:
            file = (self.folder / key).open("rb")
        except FileNotFoundError as error:
            raise NotFoundError(key) from error
        with file:
            yield file

    def put(self, draft: Path, key: str, *, new: bool = False) -> bool:
        """Give a draft its name once the disk has it; one of another disk is copied."""
        place = self.folder / key
        with refusals_said():
            self._make(place.parent)
            try:
                settle_file(draft, place, new=new)
            except FileExistsError:
                return False
            except OSError as error:
                if error.errno != EXDEV:
                    raise
                return self._put_copy(draft, place, new=new)
        return True

    def touch(self, key: str) -> None:
        """Have a file be as young as one that comes now."""
        with refusals_said():
            if (self.folder / key).exists():
                os.utime(self.folder / key)

    def remove(self, key: str) -> None:
        """Remove a file, if it is there."""
        with refusals_said():
            (self.folder / key).unlink(missing_ok=True)

    def drop_copies(self, prefix: str) -> None:
        """Remove nothing: there are no copies."""

    def entries(self, prefix: str) -> Iterator[StoredFile]:
        """Yield the plain files whose keys begin so; what cannot be read is passed over."""
        top = prefix.rpartition("/")[0]
        for key in _keys_within(self.folder, top):
            if key.startswith(prefix) and (found := self.find(key)):
                yield found

    def _put_copy(self, draft: Path, place: Path, *, new: bool) -> bool:
        with NamedTemporaryFile(dir=place.parent, prefix=".", delete=False) as copy:
            try:
                with draft.open("rb") as file:
                    shutil.copyfileobj(file, copy)
                copy.flush()
                settle_file(Path(copy.name), place, new=new)
            except FileExistsError:
                return False
            finally:
                Path(copy.name).unlink(missing_ok=True)
        return True

    def _make(self, folder: Path) -> None:
        """Make a folder of ours that its owner alone reads, and keep its name."""
        if folder.is_dir() or folder == self.folder:
            return
        self._make(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_to_disk(folder.parent)


@contextmanager
def refusals_said() -> Iterator[None]:
    """Say in one sentence what the disk refuses. Raises StorageError."""
    try:
        yield
    except OSError as error:
        what = f"{error.filename} ({error.strerror})"
        raise StorageError(f"the disk refuses a file: {what}") from error


def _stored(key: str, found: os.stat_result) -> StoredFile:
    modified = clock.from_milliseconds(int(found.st_mtime * 1000))
    return StoredFile(key=key, size_bytes=found.st_size, modified=modified)


def _keys_within(folder: Path, top: str) -> Iterator[str]:
    """Yield the keys of what is in a folder at any depth, sorted."""
    try:
        found = sorted(os.scandir(folder / top), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in found:
        key = f"{top}/{entry.name}" if top else entry.name
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _keys_within(folder, key)
        else:
            yield key
