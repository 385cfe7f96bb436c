"""Copies the files of an instance from one storage into another, by their hashes.

What is there already stays; a copy that was cut short goes on where it stopped.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from commons.adapters.media.blob_store import MEDIA, SIZES
from commons.core.domain.pictures.media import is_name
from commons.core.files.fetched_storage import FetchedStorage, copy_bytes
from commons.core.files.file_storage import FileStorage, ObjectStorage, StoredFile
from commons.core.files.folder_storage import FolderStorage, refusals_said
from commons.core.progress import OnProgress
from commons.errors import NotFoundError

PARTS = (MEDIA, SIZES, "dumps")
"""The folders whose files are copied; the manifest of the dumps comes after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """How many files came, with their bytes; how many were there; what is wrong."""

    count: int
    size_bytes: int
    there: int
    faults: tuple[str, ...] = ()


def copy_files(
    source: ObjectStorage,
    target: ObjectStorage,
    aside: Path,
    on_progress: OnProgress | None = None,
) -> Copied:
    """Copy what is missing, or of another size; a file that is damaged is not copied.

    `aside` is a folder of this machine where a file lies while it is on its way;
    `on_progress` gets (done, total) in files. Raises StorageError.
    """
    every = [one for part in PARTS for one in source.entries(f"{part}/")]
    count = size_bytes = there = 0
    faults: list[str] = []
    for done, one in enumerate(sorted(every, key=_order), 1):
        found = target.find(one.key)
        if found is not None and found.size_bytes == one.size_bytes and _is_sealed(one):
            there += 1
        elif fault := _copy(source, target, one, aside):
            faults.append(fault)
        else:
            count, size_bytes = count + 1, size_bytes + one.size_bytes
        if on_progress:
            on_progress(done, len(every))
    return Copied(count=count, size_bytes=size_bytes, there=there, faults=tuple(faults))


def find_damaged(storage: ObjectStorage) -> Iterator[str]:
    """Say of each file that has its hash for a name whether it gives it no more."""
    for one in storage.entries(f"{MEDIA}/"):
        with storage.open(one.key) as file, Path("/dev/null").open("wb") as nothing:
            if is_name(_last(one)) and copy_bytes(file, nothing) != _hash(one):
                yield f"le fichier {_last(one)} ne correspond pas à son empreinte"


def share_files(folder: Path, storage: FileStorage) -> None:
    """Move the files of an instance that was unpacked to where its machines share them.

    Nothing, where they stay in the data folder. Raises StorageError.
    """
    if not isinstance(storage, FetchedStorage):
        return
    copy_files(FolderStorage(folder), storage.beyond, folder)
    for part in (MEDIA, SIZES):
        shutil.rmtree(folder / part, ignore_errors=True)


def _copy(
    source: ObjectStorage, target: ObjectStorage, one: StoredFile, aside: Path
) -> str:
    """Copy a file; return what is wrong with it, "" if nothing is."""
    with refusals_said(), NamedTemporaryFile(dir=aside, delete=False) as draft:
        path = Path(draft.name)
        try:
            with source.open(one.key) as file:
                digest = copy_bytes(file, draft)
            draft.flush()
            if one.key.startswith(f"{MEDIA}/") and digest != _hash(one):
                return f"le fichier {_last(one)} ne correspond pas à son empreinte"
            target.put(path, one.key)
        except NotFoundError:  # it went meanwhile
            return ""
        finally:
            path.unlink(missing_ok=True)
    return ""


def _order(one: StoredFile) -> tuple[bool, str]:
    return not _is_sealed(one), one.key


def _is_sealed(one: StoredFile) -> bool:
    """Return whether a file never changes: all but the manifest of the dumps."""
    return not one.key.endswith(".json")


def _last(one: StoredFile) -> str:
    return one.key.rpartition("/")[2]


def _hash(one: StoredFile) -> str:
    return _last(one).partition(".")[0]
