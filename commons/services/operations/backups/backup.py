"""Writes all that cannot be made again into one archive, while people write.

The archive is a tar file, compressed when its name says so. It holds
manifest.json first, then each file that it names, in its order: a snapshot of the
database and the files of KEPT; then the files that people sent, under media/, whose
names are their hashes. What is computed from these is not in it.
"""

import gzip
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from commons import __version__
from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.adapters.store.engine.unit_of_work import Store, open_file
from commons.adapters.store.log import revisions
from commons.adapters.store.measures import backup_counts
from commons.adapters.store.measures.transcribe import transcribe_database
from commons.core.domain import clock
from commons.core.files.durability import settle_file
from commons.core.files.file_storage import Readable
from commons.core.files.working_folders import temporary_folder
from commons.core.progress import OnProgress
from commons.errors import NotEmptyError, StorageError
from commons.services.operations.backups import backup_manifest
from commons.services.operations.backups.backup_manifest import (
    DATABASE,
    FORMAT,
    KEPT,
    MANIFEST,
    Files,
    Manifest,
    Member,
)

ZIPPED = (".gz", ".tgz")
ZIP_LEVEL = 6


@dataclass(frozen=True, slots=True)
class _Packed:
    """A file that goes into the archive."""

    name: str
    size_bytes: int
    open: Callable[[], AbstractContextManager[Readable]]


def _read(path: Path) -> BinaryIO:
    return path.open("rb")


Look = Callable[[Store, dict[str, str]], Iterable[str]]
"""Gives what is wrong in a database, and puts down which files it names, and where."""


def write_backup(
    store: Store,
    blobs: BlobStore,
    path: Path,
    on_progress: OnProgress | None = None,
    look: Look = lambda _store, _named: (),
) -> Manifest:
    """Write the backup of an instance into a new file that only its owner reads.

    One state of the database, whole or not at all, and every file that it names: what
    comes later may be in it too. No writer waits for it. There must be room beside the
    file for the database twice, and for the files once. `on_progress` gets (done,
    total) in bytes. What `look` and the files' own hashes find wrong, and so would
    refuse a restore, stands in `faults`: the backup is written all the same. Raises
    NotEmptyError when the file is there already, StorageError, BusyError.
    """
    if os.path.lexists(path):
        raise NotEmptyError(f"{path} existe déjà")
    with (
        _said(path),
        temporary_folder(path.parent) as folder,
        blobs.still(),
    ):
        home, named = blobs.data_dir, dict[str, str]()
        members = {DATABASE: folder / DATABASE}
        faults = _snapshot(store, members[DATABASE])
        faults += _looked(members[DATABASE], look, named)
        kept = {k: home / k for k in KEPT if (home / k).is_file()}
        files = {f"{MEDIA}/{n}": size for n, size in blobs.sizes_bytes().items()}
        faults += [
            f"le fichier {name} manque, que nomme {where}"
            for name, where in named.items()
            if f"{MEDIA}/{name}" not in files
        ]
        shut = _unreadable(kept, blobs, files)
        faults += [f"le fichier {name} ne peut pas être lu" for name in shut]
        members |= {name: at for name, at in kept.items() if name not in shut}
        files = {name: size for name, size in files.items() if name not in shut}
        manifest = _manifest(members, [*files.values()])
        draft = folder / path.name
        quiet: OnProgress = lambda _done, _total: None  # noqa: E731  # two lines for nothing
        packed = [*_packed_members(members), *_packed_files(blobs, files)]
        faults += _pack(draft, manifest, packed, on_progress or quiet)
        settle_file(draft, path, new=True)
    return replace(manifest, faults=tuple(faults))


def _unreadable(
    kept: Mapping[str, Path], blobs: BlobStore, files: Iterable[str]
) -> list[str]:
    """Return the names of what the disk of this machine does not let us read."""
    local = {} if blobs.shared else {name: blobs.path(_last(name)) for name in files}
    return [n for n, at in {**kept, **local}.items() if not os.access(at, os.R_OK)]


def _packed_members(members: Mapping[str, Path]) -> Iterator[_Packed]:
    for name, at in members.items():
        yield _Packed(name, at.stat().st_size, partial(_read, at))


def _packed_files(blobs: BlobStore, files: Mapping[str, int]) -> Iterator[_Packed]:
    for name, size_bytes in files.items():
        yield _Packed(name, size_bytes, partial(blobs.open, _last(name)))


def _last(name: str) -> str:
    return name.rpartition("/")[2]


def is_compressed(path: Path) -> bool:
    """Say whether an archive of this name is compressed."""
    return path.suffix in ZIPPED


def _snapshot(store: Store, path: Path) -> list[str]:
    """Copy the database; of a damaged one, the rows that can be read."""
    try:
        store.copy_to(path)
    except StorageError:
        if not store.damaged():
            raise
        path.unlink(missing_ok=True)
        return [
            "la base est abîmée : ce qui suit n’est pas dans la sauvegarde",
            *transcribe_database(store.file, path, lenient=True, live=True),
        ]
    return []


def _looked(path: Path, look: Look, named: dict[str, str]) -> list[str]:
    snapshot = open_file(path)
    try:
        return list(look(snapshot, named))
    finally:
        snapshot.close()


def _manifest(files: Mapping[str, Path], sizes_bytes: Sequence[int]) -> Manifest:
    """Describe the files by what is in the snapshot, not in the live database."""
    snapshot = open_file(files[DATABASE])
    try:
        with snapshot.read() as work:
            schema, counts = (
                backup_counts.schema_of(work),
                backup_counts.count_rows(work),
            )
            head = revisions.head_sequence(work)
    finally:
        snapshot.close()
    return Manifest(
        format=FORMAT,
        commons=__version__,
        schema=schema,
        instant=clock.now(),
        head=head,
        counts=counts,
        members={name: _member(path) for name, path in files.items()},
        files=Files(count=len(sizes_bytes), size_bytes=sum(sizes_bytes)),
    )


def _member(path: Path) -> Member:
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return Member(size_bytes=file.tell(), sha256=digest)


def _pack(
    path: Path,
    manifest: Manifest,
    packed: Sequence[_Packed],
    on_progress: OnProgress,
) -> list[str]:
    """Write the tar file, headers plain: names are short, nothing is special.

    Give what is said of the files that are not what their names say.
    """
    total = manifest.size_bytes
    faults: list[str] = []
    text = backup_manifest.write_manifest(manifest)
    with (
        _opened(path) as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.GNU_FORMAT) as tar,
    ):
        tar.addfile(_header(MANIFEST, len(text), manifest.instant), BytesIO(text))
        done = 0

        def tick(read_bytes: int) -> None:
            nonlocal done
            done += read_bytes
            on_progress(done, total)

        for one in packed:
            with one.open() as file:
                header = _header(one.name, one.size_bytes, manifest.instant)
                watched = _Watched(file, tick)
                tar.addfile(header, watched)
            folder, _, last = one.name.partition("/")
            if folder == MEDIA and watched.sha256 != last.partition(".")[0]:
                faults.append(f"le fichier {last} {watched.fault}")
    return faults


class _Watched:
    """A file that says how many bytes were read, and hashes them.

    What the disk does not give is zeros, so that the archive goes on.
    """

    def __init__(self, file: Readable, tick: Callable[[int], None]) -> None:
        self._file = file
        self._tick = tick
        self._digest = sha256()
        self.fault = "ne correspond pas à son empreinte"

    @property
    def sha256(self) -> str:
        """The hash of what was read, in hexadecimal."""
        return self._digest.hexdigest()

    def read(self, size_bytes: int = -1, /) -> bytes:
        """Give so many bytes, whatever the disk gives."""
        try:
            found = self._file.read(size_bytes)
        except OSError:
            self.fault, found = "ne peut pas être lu", b""
        found = found.ljust(size_bytes, b"\0")
        self._digest.update(found)
        self._tick(len(found))
        return found


def _header(name: str, size_bytes: int, instant: datetime) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size = size_bytes
    header.mode = 0o600
    header.mtime = int(instant.timestamp())
    return header


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open a new file for its owner alone, compressing if its name asks for it."""
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        if is_compressed(path):
            with gzip.GzipFile("", "wb", ZIP_LEVEL, file) as stream:
                yield cast("BinaryIO", stream)
        else:
            yield file


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except FileExistsError as error:
        raise NotEmptyError(f"{path} existe déjà") from error
    except OSError as error:
        what = error.filename or path
        raise StorageError(
            f"la sauvegarde ne peut pas être écrite : {what} ({error.strerror})"
        ) from error
