"""Unpacks a backup that a stranger could have sent, or refuses it.

It is read once, from its beginning, by blocks and never beyond the sizes of its
manifest. Not by tarfile: it takes names as long as a header says (an archive of 300 kB
asked for 900 MB of memory), and does not notice an end that is missing or followed.
"""

import gzip
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.adapters.store.engine.lifecycle.schema_upgrade import can_read
from commons.core.domain.pictures.media import is_name
from commons.core.files.durability import sync_to_disk
from commons.core.files.file_storage import Readable
from commons.errors import DamagedError, FileFormatError, StorageError
from commons.services.operations.backups import backup_manifest
from commons.services.operations.backups.backup_manifest import (
    MANIFEST,
    Manifest,
    Member,
)

MANIFEST_BYTES = 1 << 20
CHUNK_BYTES = 1 << 20
END_BYTES = 2 * tarfile.BLOCKSIZE
PADDING_BYTES = 1 << 16
"""What may follow the last member: zeros, END_BYTES at least."""

_GZIP_MAGIC = b"\x1f\x8b"
PLAIN = (tarfile.REGTYPE, tarfile.AREGTYPE)


@contextmanager
def open_archive(path: Path) -> Iterator[BinaryIO]:
    """Open the archive, compressed or not, whatever its name says."""
    with path.open("rb") as file, open_stream(file) as stream:
        yield stream


@contextmanager
def open_stream(source: Readable) -> Iterator[BinaryIO]:
    """Open an archive as it comes, compressed or not."""
    file = BufferedReader(_Raw(source), CHUNK_BYTES)
    if file.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC):
        with gzip.open(file, "rb") as stream:
            yield cast("BinaryIO", stream)
    else:
        yield file


class _Raw(RawIOBase):
    """What is read piece by piece, as `BufferedReader` wants it."""

    def __init__(self, source: Readable) -> None:
        self._source = source

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any, /) -> int:
        view = memoryview(into)
        found = self._source.read(len(view))
        view[: len(found)] = found
        return len(found)


def read_manifest(stream: BinaryIO) -> Manifest:
    """Read what the archive says of itself. Raises FileFormatError, StorageError."""
    header = read_header(stream)
    if header.name != MANIFEST or header.size > MANIFEST_BYTES:
        raise FileFormatError("ce fichier n’est pas une sauvegarde de Commons")
    padded = read_exactly(stream, padded_bytes(header.size))
    manifest = backup_manifest.read_manifest(padded[: header.size])
    if not can_read(manifest.schema):
        raise backup_manifest.too_new(f"schéma {manifest.schema[:20]!r}")
    return manifest


def read_header(stream: BinaryIO) -> tarfile.TarInfo:
    """Read the one block that announces a plain file.

    Links, long names and extensions are refused, so that no header can ask
    for more memory or lead elsewhere (POSIX.1-2024, pax, "ustar Interchange
    Format").
    """
    block = read_exactly(stream, tarfile.BLOCKSIZE)
    header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    if header.type not in PLAIN or header.size < 0:
        raise FileFormatError(f"la sauvegarde contient un intrus ({header.name!r})")
    return header


def read_exactly(stream: BinaryIO, size_bytes: int) -> bytes:
    """Read so many bytes. Raises EOFError."""
    found = stream.read(size_bytes)
    if len(found) != size_bytes:
        raise EOFError
    return found


def padded_bytes(size_bytes: int) -> int:
    """Give how much room so many bytes take in a tar file."""
    return size_bytes + -size_bytes % tarfile.BLOCKSIZE


def unpack_members(stream: BinaryIO, manifest: Manifest, folder: Path) -> None:
    """Write each member into the folder, under the name that the manifest gives."""
    if manifest.size_bytes > shutil.disk_usage(folder).free:
        raise StorageError(
            f"pas assez de place dans {folder.parent} :"
            f" il faut {manifest.size_bytes} octets"
        )
    for name, member in manifest.members.items():
        header = read_header(stream)
        if (header.name, header.size) != (name, member.size_bytes):
            raise FileFormatError(f"la sauvegarde n’a pas {name} à sa place")
        _write(stream, folder / name, member)
    _unpack_files(stream, manifest, BlobStore(data_dir=folder))
    rest = stream.read(PADDING_BYTES + 1)
    if not END_BYTES <= len(rest) <= PADDING_BYTES or any(rest):
        raise EOFError


def _unpack_files(stream: BinaryIO, manifest: Manifest, blobs: BlobStore) -> None:
    """Write the files of people where the blob store looks for them."""
    left = manifest.files.size_bytes
    folders: set[Path] = set()
    for _ in range(manifest.files.count):
        header = read_header(stream)
        folder, _, name = header.name.partition("/")
        left -= header.size
        if folder != MEDIA or not is_name(name) or left < 0:
            raise FileFormatError(f"la sauvegarde contient un intrus ({header.name!r})")
        place = blobs.path(name)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folders |= {place.parent, place.parent.parent}
        sha256 = name.partition(".")[0]
        _write(stream, place, Member(size_bytes=header.size, sha256=sha256))
    for written in folders:
        sync_to_disk(written)


def _write(stream: BinaryIO, path: Path, member: Member) -> None:
    """Write a member to the disk for good. Raises DamagedError."""
    digest, left = sha256(), member.size_bytes
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        while left:
            chunk = read_exactly(stream, min(left, CHUNK_BYTES))
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    read_exactly(stream, padded_bytes(member.size_bytes) - member.size_bytes)
    sync_to_disk(path)
    if digest.hexdigest() != member.sha256:
        raise DamagedError(f"{path.name} ne correspond pas à son empreinte")
