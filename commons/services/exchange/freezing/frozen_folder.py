"""The folder of a copy: each file appears whole at its place, or not at all."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from urllib.parse import unquote

from commons.core.files.locks import lock_file
from commons.errors import NotEmptyError, StorageError

HIDDEN = ".freeze"
"""The folder of what is about the copy, and no page of it."""
MANIFEST = "manifest.sqlite"
_PAGE = "index.html"
_DRAFT = "draft"
_LONGEST_NAME = 255


class FrozenFolder:
    """Writes the files of a copy by their addresses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hidden = folder / HIDDEN

    @property
    def manifest(self) -> Path:
        """Where the list of all lies."""
        return self.hidden / MANIFEST

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Take the folder: an empty one, a new one, or one that holds a copy.

        Raises NotEmptyError for any other, StorageError while another run writes.
        """
        if not self.manifest.exists() and _is_in_use(self.folder):
            msg = f"{self.folder} : le dossier n’est pas vide, et ne contient pas une copie figée"
            raise NotEmptyError(msg)
        self.hidden.mkdir(parents=True, exist_ok=True)
        try:
            with lock_file(self.hidden / "lock", wait=False):
                (self.hidden / _DRAFT).unlink(missing_ok=True)
                yield
        except BlockingIOError as error:
            msg = f"{self.folder} : une autre commande y écrit"
            raise StorageError(msg) from error

    def stands(self, file: str, size: int) -> bool:
        """Say whether a file is there, with so many bytes."""
        try:
            return (self.folder / file).stat().st_size == size
        except OSError:
            return False

    def write(self, file: str, pieces: Iterable[bytes], digest: str) -> tuple[str, int]:
        """Write a file; return its sha-256 and its size.

        Where what comes has this `digest` and the file stands, it stays as it was.
        """
        draft, told, size = self.hidden / _DRAFT, sha256(), 0
        with draft.open("wb") as out:
            for piece in pieces:
                out.write(piece)
                told.update(piece)
                size += len(piece)
        if told.hexdigest() == digest and self.stands(file, size):
            draft.unlink()
        else:
            self._settle(draft, self.folder / file)
        return told.hexdigest(), size

    def write_small(self, file: str, content: bytes) -> None:
        """Write what is in memory."""
        draft = self.hidden / _DRAFT
        draft.write_bytes(content)
        self._settle(draft, self.folder / file)

    def remove(self, file: str) -> None:
        """Take a file away, and the folders that held nothing else.

        What is a folder by now, or lies in what is a file by now, is gone already.
        """
        path = self.folder / file
        if not path.is_file():
            return
        path.unlink()
        for parent in path.parents:
            if parent == self.folder:
                break
            try:
                parent.rmdir()
            except OSError:
                break

    def _settle(self, draft: Path, path: Path) -> None:
        try:
            draft.replace(path)
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.replace(path)
        except NotADirectoryError:  # what is a page by now was a file before
            next(one for one in path.parents if one.is_file()).unlink()
            self._settle(draft, path)
        except IsADirectoryError:
            rmtree(path)
            draft.replace(path)


def file_of(path: str, *, is_page: bool) -> str:
    """Return the file of an address, below the folder; "" where it can have none.

    A page is in a folder of its own, but for one whose address ends as a file's.
    """
    parts = unquote(path).strip("/").split("/")
    for part in parts:
        long = len(part.encode()) > _LONGEST_NAME
        if part in {".", "..", HIDDEN} or long or "\0" in part or "\\" in part:
            return ""
    if parts != [""] and not all(parts):
        return ""
    if is_page and not parts[-1].endswith(".html"):
        parts.append(_PAGE)
    return "/".join(part for part in parts if part)


def sync_all() -> None:
    """Wait until the disk has all that was written."""
    os.sync()


def _is_in_use(folder: Path) -> bool:
    if not folder.exists():
        return False
    with suppress(StopIteration):
        next(folder.iterdir())
        return True
    return False
