"""Takes out of a document what cameras wrote into its photos: the place, the time, the device.

It is blanked where it lies, as long as it was, so that a PDF stays the PDF it is; a
package that is zipped is written anew, part by part. The pictures look as before: only
how the camera was held stays said. (JPEG: ITU-T T.81, Exif 2.32, XMP part 3; PNG: the
chunks eXIf and iTXt.)
"""

import shutil
import struct
import zipfile
import zlib
from io import BytesIO
from typing import IO

MOST_PART_BYTES = 32 * 1024 * 1024
"""A larger part of an archive is no photo, and goes on as it is."""
MOST_UNPACKED_BYTES = 150 * 1024 * 1024
"""How much all parts of an archive may be; what would be more is not read."""

_JPEG, _PNG, _ZIP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"
_EXIF = b"Exif\0\0"
_TOLD = {
    0xE1: (_EXIF, b"http://ns.adobe.com/"),
    0xED: (b"Photoshop 3.0\0",),
}
"""The segments of a JPEG that say more than the picture -> how those begin: Exif and
XMP, and the captions and places of IPTC."""
_BARE = {0x01, *range(0xD0, 0xD8)}
_ENDS = {0xD9, 0xDA}
"""Markers without a length, and those after which no segment tells anything."""
_PNG_TOLD = (b"eXIf", b"iTXt")
_NOTHING = b"noNe"
"""A chunk that means nothing, which every reader of PNG passes over."""
_ORIENTATION, _SHORT = 0x0112, 3


MOST_SEGMENTS = 200_000
"""How many segments are read in all, of whatever looks like the beginning of a JPEG."""


class TooLargeError(Exception):
    """An archive would be larger than MOST_UNPACKED_BYTES, or holds MOST_SEGMENTS."""


def copy_without_camera_data(file: IO[bytes], into: IO[bytes]) -> None:
    """Copy a document; the same bytes where its photos say nothing.

    Raises TooLargeError, zipfile.BadZipFile, zlib.error for a damaged archive.
    """
    file.seek(0)
    if file.read(len(_ZIP)) == _ZIP:
        clean = _clean_archive(file, nested=False)
    else:
        file.seek(0)
        clean = blank_camera_data(file.read())
    file.seek(0)
    if clean is None:
        shutil.copyfileobj(file, into)
    else:
        into.write(clean)


def blank_camera_data(content: bytes) -> bytes | None:
    """Return some bytes with the photos in them blanked; None where nothing was said.

    Raises TooLargeError.
    """
    made: bytearray | None = None
    place, left = content.find(_JPEG), MOST_SEGMENTS
    while place >= 0:
        segments = _segments(content, place)
        if (left := left - len(segments) - 1) < 0:
            raise TooLargeError
        for start, end in _told_in(content, segments):
            made = bytearray(content) if made is None else made
            made[start:end] = _blank(content[start:end])
        place = content.find(_JPEG, place + len(_JPEG))
    if content.startswith(_PNG):
        for start, end in _told_in_png(content):
            made = bytearray(content) if made is None else made
            made[start - 4 : end] = _NOTHING.ljust(end - start + 4, b"\0")
            made[end : end + 4] = struct.pack(">I", zlib.crc32(made[start - 4 : end]))
    return None if made is None or made == content else bytes(made)


def _segments(content: bytes, place: int) -> list[tuple[int, int, int]]:
    """Give the marker, start and end of what precedes a picture; little for no JPEG."""
    found: list[tuple[int, int, int]] = []
    at = place + 2
    while at + 4 <= len(content) and content[at] == 0xFF and len(found) < MOST_SEGMENTS:
        marker = content[at + 1]
        if marker in _ENDS:
            break
        if marker in _BARE:
            found.append((marker, at + 2, at + 2))
            at += 2
            continue
        end = max(at + 2 + int.from_bytes(content[at + 2 : at + 4]), at + 4)
        found.append((marker, at + 4, end))
        at = end
    return found


def _told_in(
    content: bytes, segments: list[tuple[int, int, int]]
) -> list[tuple[int, int]]:
    return [
        (start, end)
        for marker, start, end in segments
        if content.startswith(_TOLD.get(marker, ()), start) and end <= len(content)
    ]


def _told_in_png(content: bytes) -> list[tuple[int, int]]:
    found, at = [], len(_PNG)
    while at + 12 <= len(content):
        end = at + 8 + int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] in _PNG_TOLD and end + 4 <= len(content):
            found.append((at + 8, end))
        at = end + 4
    return found


def _blank(segment: bytes) -> bytes:
    """Give what takes the place of a segment, as long: how the camera was held, or nothing."""
    turned = _orientation(segment.removeprefix(_EXIF)) if segment[:6] == _EXIF else 1
    kept = b""
    if turned != 1:
        entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, turned, 0)
        kept = _EXIF + b"MM\0*\0\0\0\x08\0\x01" + entry + bytes(4)
    return kept.ljust(len(segment), b"\0") if len(kept) <= len(segment) else segment


def _orientation(tiff: bytes) -> int:
    """Give how a camera was held, 1 to 8; 1 where that is not to be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) < 10:
        return 1
    (start,) = struct.unpack_from(f"{order}I", tiff, 4)
    (count,) = struct.unpack_from(f"{order}H", tiff[start : start + 2].ljust(2, b"\0"))
    for at in range(start + 2, min(start + 2 + 12 * count, len(tiff) - 11), 12):
        tag, sort, _, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if (tag, sort) == (_ORIENTATION, _SHORT) and 1 <= value <= 8:
            return int(value)
    return 1


def _clean_archive(file: IO[bytes], *, nested: bool) -> bytes | None:
    """Return an archive without what photos say; None where none says anything."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES:
            raise TooLargeError
        changed = {
            part.filename: clean
            for part in parts
            if part.file_size <= MOST_PART_BYTES
            and (clean := _clean_part(archive.read(part), nested=nested)) is not None
        }
        if not changed:
            return None
        into = BytesIO()
        with zipfile.ZipFile(into, "w") as made:
            for part in parts:
                told = zipfile.ZipInfo(part.filename, part.date_time)
                told.compress_type = part.compress_type
                told.external_attr = part.external_attr
                content = changed.get(part.filename)
                made.writestr(told, archive.read(part) if content is None else content)
        return into.getvalue()


def _clean_part(content: bytes, *, nested: bool) -> bytes | None:
    if content.startswith(_ZIP) and not nested:
        try:
            return _clean_archive(BytesIO(content), nested=True)
        except (zipfile.BadZipFile, NotImplementedError, zlib.error):
            return None  # nobody opens it either
    return blank_camera_data(content)
