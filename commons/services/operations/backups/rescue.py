"""Unpacks what can be had of a backup that is damaged or cut short, and says the rest.

A header that is lost is looked for block after block; what follows a break in the
compression is gone. A file that does not give its name is put aside, in DAMAGED.
"""

import gzip
import json
import shutil
import tarfile
import zlib
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from commons.adapters.media.blob_store import MEDIA, BlobStore
from commons.core.domain import clock
from commons.core.domain.pictures.media import is_name
from commons.errors import FileFormatError, StorageError
from commons.services.operations.backups import backup_manifest
from commons.services.operations.backups.backup_manifest import (
    DATABASE,
    FORMAT,
    KEPT,
    MANIFEST,
    Manifest,
    Member,
)
from commons.services.operations.backups.unpack import (
    MANIFEST_BYTES,
    PLAIN,
    padded_bytes,
)

DAMAGED = "damaged"
"""The folder of the data where files lie that do not give their names."""

LARGEST_GAP_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 64 * 1024

_NOTHING = Manifest(
    format=FORMAT,
    commons="",
    schema="",
    instant=clock.from_milliseconds(0),
    head=0,
    counts={},
    members={},
)


@dataclass(slots=True, kw_only=True)
class _Rescue:
    """What was had so far, and what is wrong."""

    stream: BinaryIO
    folder: Path
    manifest: Manifest = _NOTHING
    had: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def read(self, size_bytes: int) -> bytes:
        """Read on; less than that where the archive ends or breaks."""
        try:
            return self.stream.read(size_bytes)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.blame(f"l’archive est abîmée ou coupée ({error})")
            return b""

    def blame(self, fault: str) -> None:
        """Write down what is wrong, once."""
        if fault not in self.faults:
            self.faults.append(fault)


def rescue_archive(stream: BinaryIO, folder: Path) -> tuple[Manifest, list[str]]:
    """Unpack into a folder what the archive still holds; say in French what it lacks.

    Raises FileFormatError when there is no database in it, StorageError.
    """
    work = _Rescue(stream=stream, folder=folder)
    gap = 0
    while gap < LARGEST_GAP_BYTES and (block := work.read(tarfile.BLOCKSIZE)):
        header = _header(block)
        expected = next((n for n in work.manifest.members if n not in work.had), "")
        if header is None and expected:
            work.blame(f"l’en-tête de {expected} est abîmé")
            header = tarfile.TarInfo(expected)
            header.size = work.manifest.members[expected].size_bytes
        if header is None:
            gap += len(block)
            if any(block):
                work.blame(
                    "un en-tête de l’archive est abîmé, ce qui suivait est perdu"
                )
            continue
        gap = 0
        _take(work, header)
    if DATABASE not in work.had:
        raise FileFormatError("il n’y a pas de base dans cette archive")
    lacking = work.manifest.files.count - sum(is_name(name) for name in work.had)
    if lacking > 0:
        work.blame(f"il manque {lacking} fichiers à l’archive")
    return work.manifest, work.faults


def _header(block: bytes) -> tarfile.TarInfo | None:
    try:
        header = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
    except tarfile.HeaderError:
        return None
    return header if header.type in PLAIN and header.size >= 0 else None


def _take(work: _Rescue, header: tarfile.TarInfo) -> None:
    folder, _, last = header.name.partition("/")
    if header.size > shutil.disk_usage(work.folder).free:
        raise StorageError(f"pas assez de place dans {work.folder.parent}")
    if header.name == MANIFEST and header.size <= MANIFEST_BYTES and not work.had:
        _take_manifest(work, header.size)
    elif header.name in {DATABASE, *KEPT} and header.name not in work.had:
        known = work.manifest.members.get(header.name)
        digest = _write(work, work.folder / header.name, header.size)
        if known and known != Member(size_bytes=header.size, sha256=digest):
            work.blame(f"{header.name} ne correspond pas à son empreinte")
        work.had.add(header.name)
    elif folder == MEDIA and is_name(last) and last not in work.had:
        _take_file(work, last, header.size)
        work.had.add(last)
    else:
        work.blame(f"la sauvegarde contient un intrus ({header.name[:60]!r})")
        _pass_over(work, padded_bytes(header.size))


def _take_manifest(work: _Rescue, size_bytes: int) -> None:
    text = work.read(padded_bytes(size_bytes))[:size_bytes]
    try:
        work.manifest = backup_manifest.read_manifest(text)
    except (FileFormatError, StorageError) as error:
        work.blame(str(error))
        work.manifest = replace(_NOTHING, schema=_schema(text))


def _schema(text: bytes) -> str:
    """Give the schema that a manifest says, "" when that cannot be read."""
    try:
        return str(json.loads(text)["schema"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""


def _take_file(work: _Rescue, name: str, size_bytes: int) -> None:
    place = BlobStore(data_dir=work.folder).path(name)
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if _write(work, place, size_bytes) != name.partition(".")[0]:
        aside = work.folder / DAMAGED
        aside.mkdir(mode=0o700, exist_ok=True)
        place.replace(aside / name)
        work.blame(
            f"le fichier {name} ne correspond pas à son empreinte, mis dans {DAMAGED}/"
        )


def _write(work: _Rescue, path: Path, size_bytes: int) -> str:
    """Write what is there of a member; give its sha-256."""
    digest, left = sha256(), size_bytes
    path.touch(mode=0o600, exist_ok=False)
    with path.open("wb") as file:
        while left and (chunk := work.read(min(left, CHUNK_BYTES))):
            digest.update(chunk)
            file.write(chunk)
            left -= len(chunk)
    if left:
        work.blame(f"{path.name} est coupé : {left} octets manquent")
    _pass_over(work, padded_bytes(size_bytes) - size_bytes)
    return digest.hexdigest()


def _pass_over(work: _Rescue, size_bytes: int) -> None:
    while size_bytes and (chunk := work.read(min(size_bytes, CHUNK_BYTES))):
        size_bytes -= len(chunk)
