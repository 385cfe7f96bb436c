"""Unpacks a ZIP that a stranger could have sent into a folder, or refuses it.

Its directory is looked at before anything is written: how much it says that there is,
under which names, and that no two members share their bytes. Then what comes out is
counted, whatever was said. A ZIP within it is a file like any other, and stays packed.
"""

import re
import shutil
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from commons.core.domain.language.characters import clean_line, normal_form
from commons.core.domain.language.folding import fold_case
from commons.errors import FileFormatError, StorageError, TooLargeError
from commons.services.exchange.foreign.survey import VERSIONS

MEGABYTE = 1_000_000
MOST_ENTRIES = 50_000
MOST_FILE_BYTES = 2_000 * MEGABYTE
"""How large the ZIP itself may be."""

MOST_BYTES = 2_000 * MEGABYTE
"""What may come out in all."""

LARGEST_BYTES = 64 * MEGABYTE
"""What may come out of one member: three times the largest file that is taken in."""

MOST_DIRECTORY_BYTES = 8 * MEGABYTE
MOST_RATIO = 200
"""How many bytes may come out of one; texts give 20 at most."""

SMALL_BYTES = MEGABYTE
"""What is no larger may be as empty as it likes."""

LONGEST_NAME_BYTES = 255
LONGEST_PATH = 1_000

_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 0xFFFF
_ZIP64 = 0xFFFF
_HEADER_BYTES = 30
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_UTF8 = 0x800
_WAYS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_DRIVE = re.compile(r"[A-Za-z]:")
_CHUNK_BYTES = 1 << 16
_RESOURCES = "__MACOSX"
"""Where macOS puts what it alone understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A file of the ZIP, and the path that it will have."""

    path: str
    info: zipfile.ZipInfo


def is_zip(path: Path) -> bool:
    """Say whether a plain file begins as a ZIP does, one that holds nothing too.

    A pipe is none, and is not waited for.
    """
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(4) in {b"PK\x03\x04", _END}
    except OSError:
        return False


def unpack_zip(path: Path, folder: Path) -> Path:
    """Write the files of a ZIP into an empty folder; return where they begin.

    That is the folder itself, or the one folder that the whole ZIP stands in. Raises
    TooLargeError, FileFormatError, StorageError, before anything is written where
    the directory shows it.
    """
    try:
        with path.open("rb") as file:
            _look_at_end(file)
            with zipfile.ZipFile(file) as archive:
                members = _checked(archive.infolist(), path.stat().st_size)
                _room_for(folder, sum(one.info.file_size for one in members))
                _write_all(archive, members, folder)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise FileFormatError("ce ZIP est abîmé, ou n’en est pas un") from error
    except UnicodeDecodeError as error:
        raise FileFormatError("ce ZIP a des noms qui ne sont pas en UTF-8") from error
    except OSError as error:
        raise StorageError(f"{path} : {error.strerror or error}") from error
    return _root(folder, members)


def _look_at_end(file: IO[bytes]) -> None:
    """Refuse a directory that is too large to be read (APPNOTE 6.3.10, 4.3.16)."""
    size = file.seek(0, 2)
    if size > MOST_FILE_BYTES:
        raise _too_large(f"{MOST_FILE_BYTES // MEGABYTE} Mo au plus")
    file.seek(max(0, size - _END_BYTES - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_BYTES:
        raise FileFormatError("ce ZIP est abîmé, ou n’en est pas un")
    count, directory_bytes = struct.unpack_from("<10xHI", tail, at)
    if count > MOST_ENTRIES or count == _ZIP64:
        raise _too_large(f"{MOST_ENTRIES} fichiers au plus")
    if directory_bytes > MOST_DIRECTORY_BYTES:
        raise _too_large("sa table des matières est trop longue")
    file.seek(0)


def _checked(infos: Sequence[zipfile.ZipInfo], file_bytes: int) -> list[_Member]:
    """Return the files to write. Raises FileFormatError, TooLargeError."""
    if len(infos) > MOST_ENTRIES:
        raise _too_large(f"{MOST_ENTRIES} fichiers au plus")
    members: list[_Member] = []
    for info in infos:
        path = _safe_path(info)
        _refuse_special(info)
        if not info.is_dir() and not path.startswith(f"{_RESOURCES}/"):
            members.append(_Member(path=path, info=info))
    _refuse_collisions([one.path for one in members])
    _refuse_bombs([one.info for one in members], file_bytes)
    _refuse_overlaps(infos, file_bytes)
    return members


def _safe_path(info: zipfile.ZipInfo) -> str:
    """Return the path of a member, one that stays within a folder on any computer."""
    name = _name(info)
    parts = name.removesuffix("/").split("/")
    strange = (
        name.startswith("/")
        or "\\" in info.orig_filename
        or _DRIVE.match(name)
        or not name.isprintable()
        or len(name) > LONGEST_PATH
    )
    if strange or any(
        part in {"", ".", ".."} or len(part.encode()) > LONGEST_NAME_BYTES
        for part in parts
    ):
        raise FileFormatError(f"ce ZIP nomme un chemin impossible : {_shown(name)}")
    return normal_form("/".join(parts))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a name, also one in UTF-8 whose writer did not say so."""
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        return name.encode("cp437").decode()
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name


def _refuse_special(info: zipfile.ZipInfo) -> None:
    """Refuse what is no plain file or folder, or cannot be read."""
    shown = _shown(info.orig_filename)
    if info.flag_bits & _ENCRYPTED:
        raise FileFormatError(f"ce ZIP est chiffré ({shown}) : il ne peut être lu")
    if info.compress_type not in _WAYS:
        raise FileFormatError(f"ce ZIP est compressé d’une façon inconnue ({shown})")
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise FileFormatError(f"ce ZIP contient un lien ou un périphérique ({shown})")


def _refuse_collisions(paths: Sequence[str]) -> None:
    """Refuse two names that some computer takes for one, and a file that is a folder."""
    seen: set[str] = set()
    folders: set[str] = set()
    for path in paths:
        folded = fold_case(path)
        if folded in seen:
            raise FileFormatError(f"ce ZIP contient deux fois {_shown(path)}")
        seen.add(folded)
        while "/" in folded:
            folded = folded.rpartition("/")[0]
            folders.add(folded)
    both = sorted(seen & folders)
    if both:
        raise FileFormatError(f"ce ZIP contient deux fois {_shown(both[0])}")


def _refuse_bombs(infos: Sequence[zipfile.ZipInfo], file_bytes: int) -> None:
    """Refuse what says that more would come out than anybody put in."""
    total = sum(info.file_size for info in infos)
    if total > MOST_BYTES:
        raise _too_large(f"{MOST_BYTES // MEGABYTE} Mo au plus une fois ouvert")
    if total > SMALL_BYTES and total > MOST_RATIO * file_bytes:
        raise _too_large("il en sortirait bien plus que ce qui y est")
    for info in infos:
        swells = info.file_size > MOST_RATIO * max(1, info.compress_size)
        if info.file_size > LARGEST_BYTES or (info.file_size > SMALL_BYTES and swells):
            raise _too_large(f"{_shown(info.orig_filename)} est trop gros")


def _refuse_overlaps(infos: Sequence[zipfile.ZipInfo], file_bytes: int) -> None:
    """Refuse members that share bytes: how a small ZIP holds petabytes."""
    order = sorted(infos, key=lambda info: info.header_offset)
    ends = [info.header_offset for info in order[1:]] + [file_bytes]
    for info, end in zip(order, ends, strict=True):
        if info.header_offset + _HEADER_BYTES + info.compress_size > end:
            raise FileFormatError("ce ZIP est abîmé : ses fichiers se recouvrent")


def _room_for(folder: Path, size_bytes: int) -> None:
    if size_bytes > shutil.disk_usage(folder).free:
        raise StorageError(
            f"pas assez de place dans {folder} : il faut {size_bytes} octets"
        )


def _write_all(
    archive: zipfile.ZipFile, members: Sequence[_Member], folder: Path
) -> None:
    left = MOST_BYTES
    for member in members:
        place = folder.joinpath(*member.path.split("/"))
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with archive.open(member.info) as stream, place.open("xb") as file:
            for chunk in _chunks(stream):
                left -= len(chunk)
                if left < 0 or file.tell() + len(chunk) > member.info.file_size:
                    raise _too_large(f"{_shown(member.path)} est plus gros que dit")
                file.write(chunk)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK_BYTES):
        yield chunk


def _root(folder: Path, members: Sequence[_Member]) -> Path:
    """Return the folder that an export begins in, when a file manager put one around."""
    heads = {one.path.partition("/")[0] for one in members}
    within = folder / next(iter(heads), "")
    return within if len(heads) == 1 and (within / VERSIONS).is_dir() else folder


def _too_large(why: str) -> TooLargeError:
    return TooLargeError(f"ce ZIP est trop grand : {why}")


def _shown(name: str) -> str:
    return f"« {clean_line(name)[:80]} »"
