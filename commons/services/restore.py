"""Puts a backup back, whole or not at all, into a folder that holds nothing.

The archive is taken for what a stranger could have sent: it is read once, from
its beginning, by blocks and never beyond the sizes of its manifest; and nothing
leaves the folder where it is unpacked before all of it was verified.
"""

import gzip
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Set as AbstractSet
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, cast

from commons.domain.media import is_name
from commons.errors import (
    DamagedError,
    FileFormatError,
    NotEmptyError,
    StorageError,
)
from commons.media.shelf import MEDIA, Shelf
from commons.services import declare
from commons.services.declare import DATABASE, MANIFEST, Manifest, Member
from commons.services.recognise import STAGING, not_over
from commons.store import archive, census, editions
from commons.store.disk import keep, occupied
from commons.store.migrate import knows
from commons.store.work import open_file

MANIFEST_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
END_BYTES = 2 * tarfile.BLOCKSIZE
PADDING_BYTES = 1 << 16
"""What may follow the last member: zeros, END_BYTES at least."""

_GZIP_MAGIC = b"\x1f\x8b"
_PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)
_JOURNALS = ("", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a restored instance will stand."""

    data_dir: Path
    database: Path


def restore(
    path: Path,
    target: Target,
    prepare: Callable[[Path], list[str]],
    *,
    faulty: bool = False,
) -> Manifest:
    """Put a backup into a data folder that is missing or empty.

    `prepare` is given a folder where all is unpacked and each hash verified: it
    upgrades the database (DATABASE there), makes what is computed from it, and
    gives the faults it finds. These refuse the backup, unless `faulty`.
    Whatever is refused leaves nothing behind. The manifest comes back with the
    counts of what is restored. Raises NotEmptyError,
    FileFormatError for what is no backup or a newer program's, DamagedError,
    StorageError.
    """
    with _said(path), _opened(path) as stream:
        manifest = _manifest(stream)
        with _staging(target) as folder:
            _unpack(stream, manifest, folder)
            faults = _prepared(prepare, folder)
            if faults and not faulty:
                more = f" (et {len(faults) - 1} autres)" if faults[1:] else ""
                raise DamagedError(f"rien n’est restauré : {faults[0]}{more}")
            manifest = _begun_anew(manifest, folder / DATABASE)
            _place(folder, target)
    return manifest


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in one sentence what the archive or the disk refuses."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        msg = f"{path} n’est pas une sauvegarde, ou n’est pas entier"
        raise FileFormatError(msg) from error
    except OSError as error:
        what = error.filename or path
        msg = f"la restauration s’arrête : {what} ({error.strerror})"
        raise StorageError(msg) from error


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    """Open the archive, compressed or not, whatever its name says."""
    with path.open("rb") as file:
        if file.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC):
            with gzip.open(file, "rb") as stream:
                yield cast("BinaryIO", stream)
        else:
            yield file


def _manifest(stream: BinaryIO) -> Manifest:
    header = _header(stream)
    if header.name != MANIFEST or header.size > MANIFEST_BYTES:
        raise FileFormatError("ce fichier n’est pas une sauvegarde de Commons")
    padded = _exactly(stream, _padded(header.size))
    manifest = declare.read(padded[: header.size])
    if not knows(manifest.schema):
        raise declare.too_new(f"schéma {manifest.schema[:20]!r}")
    return manifest


def _header(stream: BinaryIO) -> tarfile.TarInfo:
    """Read the one block that announces a plain file.

    Links, long names and extensions are refused, so that no header can ask
    for more memory or lead elsewhere (POSIX.1-2024, pax, "ustar Interchange
    Format").
    """
    block = _exactly(stream, tarfile.BLOCKSIZE)
    header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    if header.type not in _PLAIN or header.size < 0:
        raise FileFormatError(f"la sauvegarde contient un intrus ({header.name!r})")
    return header


def _exactly(stream: BinaryIO, size_bytes: int) -> bytes:
    found = stream.read(size_bytes)
    if len(found) != size_bytes:
        raise EOFError
    return found


def _padded(size_bytes: int) -> int:
    return size_bytes + -size_bytes % tarfile.BLOCKSIZE


@contextmanager
def _staging(target: Target) -> Iterator[Path]:
    """Give a folder on the target's disk, which is gone in the end."""
    _refuse_unless_empty(target)
    made = not target.data_dir.exists()
    target.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = target.data_dir / STAGING
    folder.mkdir(mode=0o700)
    try:
        with occupied(folder):
            yield folder
    finally:
        shutil.rmtree(folder)
        if made:
            with suppress(OSError):  # it is not empty: the restore stands
                target.data_dir.rmdir()


def _refuse_unless_empty(target: Target, but: AbstractSet[str] = frozenset()) -> None:
    there = [base for end in _JOURNALS if (base := _beside(target, end)).exists()]
    if target.data_dir.exists():
        there += [path for path in target.data_dir.iterdir() if path.name not in but]
    if target.data_dir / STAGING in there:
        raise not_over(target.data_dir)
    if there:
        raise NotEmptyError(f"la place n’est pas vide : {min(there)} existe déjà")


def _beside(target: Target, end: str) -> Path:
    return target.database.with_name(f"{target.database.name}{end}")


def _unpack(stream: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Write each member into the folder, under the name that the manifest gives."""
    if manifest.size_bytes > shutil.disk_usage(folder).free:
        raise StorageError(
            f"pas assez de place dans {folder.parent} :"
            f" il faut {manifest.size_bytes} octets"
        )
    for name, member in manifest.members.items():
        header = _header(stream)
        if (header.name, header.size) != (name, member.size_bytes):
            raise FileFormatError(f"la sauvegarde n’a pas {name} à sa place")
        _write(stream, folder / name, member)
    _unpack_files(stream, manifest, Shelf(data_dir=folder))
    rest = stream.read(PADDING_BYTES + 1)
    if not END_BYTES <= len(rest) <= PADDING_BYTES or any(rest):
        raise EOFError


def _unpack_files(stream: BinaryIO, manifest: Manifest, shelf: Shelf) -> None:
    """Write the files of people where the shelf looks for them."""
    left = manifest.files.size_bytes
    folders: set[Path] = set()
    for _ in range(manifest.files.count):
        header = _header(stream)
        folder, _, name = header.name.partition("/")
        left -= header.size
        if folder != MEDIA or not is_name(name) or left < 0:
            raise FileFormatError(f"la sauvegarde contient un intrus ({header.name!r})")
        place = shelf.path(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders |= {place.parent, place.parent.parent}
        sha256 = name.partition(".")[0]
        _write(stream, place, Member(size_bytes=header.size, sha256=sha256))
    for written in folders:
        keep(written)


def _write(stream: BinaryIO, path: Path, member: Member) -> None:
    """Write a member to the disk for good. Raises DamagedError."""
    digest, left = sha256(), member.size_bytes
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        while left:
            chunk = _exactly(stream, min(left, CHUNK_BYTES))
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    _exactly(stream, _padded(member.size_bytes) - member.size_bytes)
    keep(path)
    if digest.hexdigest() != member.sha256:
        raise DamagedError(f"{path.name} ne correspond pas à son empreinte")


def _prepared(prepare: Callable[[Path], list[str]], folder: Path) -> list[str]:
    """Prepare; what no database of ours holds may break any reader of it."""
    try:
        return prepare(folder)
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        raise DamagedError(
            f"la base contient ce que ce Commons ne sait pas lire ({error!r})"
        ) from error


def _begun_anew(manifest: Manifest, database: Path) -> Manifest:
    """Begin an edition of the feed, and give the manifest with what is there now.

    Raises DamagedError if it lied.
    """
    store = open_file(database)
    try:
        with store.write(quiet=True) as work:
            editions.begin_apart(work)
            found, head = census.count(work), archive.head_sequence(work)
    finally:
        store.close()
    lies = [k for k, count in manifest.counts.items() if found.get(k, count) != count]
    if lies or head != manifest.head:
        raise DamagedError("la base n’a pas les comptes que dit le manifeste")
    return replace(manifest, counts=found)


def _place(folder: Path, target: Target) -> None:
    """Give everything its place, the database last; all or nothing.

    Locks and journals of the unpacked database stay behind: it must be closed.
    """
    if folder.joinpath(f"{DATABASE}-wal").exists():
        raise StorageError("la base restaurée est encore ouverte")
    _refuse_unless_empty(target, but={STAGING})
    moves = {
        entry: target.data_dir / entry.name
        for entry in folder.iterdir()
        if not entry.name.startswith(DATABASE)
    }
    target.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as undoing:
        for source, place in {**moves, folder / DATABASE: target.database}.items():
            undoing.callback(_remove, place)
            shutil.move(source, place)
        keep(target.database)
        keep(target.database.parent)
        keep(target.data_dir)
        undoing.pop_all()


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
