"""Knows how JPEG, PNG and WebP files are put together, without decoding them.

From the header of a file come its size in pixels, before anything of that
size is made, and whether it holds anything but the picture. ISO/IEC 10918-1
annex B (JPEG), PNG third edition, chapters 5 and 11, and the WebP Container
Specification.
"""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

from commons.core.domain.pictures.size import Size

_HEAD_BYTES = 12
_PNG = b"\x89PNG\r\n\x1a\n"
MOST_PASSES = 64
"""How many scans a JPEG may have; what is made by a known program has some ten."""
_MOST_PIECES = 20_000

_PICTURE_CHUNKS = {
    b"IHDR": 13,
    b"PLTE": 768,
    b"tRNS": 256,
    b"gAMA": 4,
    b"cHRM": 32,
    b"sRGB": 1,
    b"sBIT": 4,
    b"IDAT": 1 << 31,
    b"IEND": 0,
}
"""The chunks that a picture is made of -> the most bytes that each has to say."""
_MOVING_CHUNKS = frozenset({b"acTL", b"fcTL", b"fdAT"})
_WEBP_PICTURE = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH"})
_WEBP_MOVING = frozenset({b"ANIM", b"ANMF"})

_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDD})
_START, _END, _SCAN, _JFIF, _ADOBE = 0xD8, 0xD9, 0xDA, 0xE0, 0xEE
_JFIF_BYTES, _ADOBE_BYTES = 14, 12
_BLOCK_BYTES = 65536
_WIDEST_PIXEL = 8
"""How many bytes a pixel has at most: four channels of 16 bits."""
_AFTER_SCAN = re.compile(rb"\xff[\x02-\xcf\xd9-\xfe]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageHeader:
    """What a file is, by its structure alone.

    `format` is "JPEG", "PNG" or "WEBP"; `bare` says that there is nothing in it
    beside the picture, nor after; `moving`, that it holds several pictures to
    be shown in turn. `passes` is how often a decoder goes over the whole; past
    MOST_PASSES they are counted no further.
    """

    format: str
    size: Size
    bare: bool
    moving: bool = False
    passes: int = 1


def read_image_header(file: IO[bytes]) -> ImageHeader | None:
    """Read the structure of a file from its beginning; None: no image we know.

    Reads headers and skips the rest, so memory does not grow with the file.
    Raises ValueError, EOFError for one that begins as an image and is broken.
    """
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    for matches, read in _READERS:
        if matches(head):
            return read(file)
    return None


def _exactly(file: IO[bytes], count: int) -> bytes:
    found = file.read(count)
    if len(found) != count:
        raise EOFError
    return found


def _ends(file: IO[bytes]) -> bool:
    """Say whether nothing follows."""
    return not file.read(1)


def _left(file: IO[bytes]) -> int:
    here = file.tell()
    whole = file.seek(0, 2)
    file.seek(here)
    return whole - here


def _skip(file: IO[bytes], count: int) -> None:
    if count > _left(file):
        raise EOFError
    file.seek(count, 1)


def _read_png(file: IO[bytes]) -> ImageHeader:
    file.seek(len(_PNG))
    kinds: set[bytes] = set()
    width = height = 0
    bare = True
    for kind, length in _png_chunks(file):
        if not kinds and (kind != b"IHDR" or length != 13):
            raise ValueError(kind)
        if kind == b"IHDR":
            width, height = struct.unpack(">II", _exactly(file, 8))
            _skip(file, 5 + 4)
        else:
            _skip(file, length + 4)
        again = kind in kinds and kind != b"IDAT"
        bare = bare and not again and length <= _PICTURE_CHUNKS.get(kind, -1)
        kinds.add(kind)
    return ImageHeader(
        format="PNG",
        size=Size(width=width, height=height),
        bare=bare and _ends(file),
        moving=bool(kinds & _MOVING_CHUNKS),
    )


def hides_nothing(file: IO[bytes], found: ImageHeader) -> bool:
    """Say whether the coded lines of a PNG end where their chunks do.

    What stands behind their end is shown by nobody and kept by a copy. Unpacks them
    all, so it is only for what is taken in; other formats are not looked at.
    """
    if found.format != "PNG":
        return True
    left = (found.size.width * _WIDEST_PIXEL + 8) * found.size.height + _BLOCK_BYTES
    coded = zlib.decompressobj()
    try:
        for block in _png_lines(file):
            if coded.eof:
                return False
            left -= _unpacked(coded, block, left)
            if coded.unused_data:
                return False
        left -= _unpacked(coded, b"", left)
    except zlib.error:
        return False
    return coded.eof and left > 0


def _unpacked(coded: "zlib._Decompress", block: bytes, most: int) -> int:
    """Unpack a block, and give how many bytes it made; it stops past `most`."""
    count, rest = 0, block
    while not coded.eof and count <= most:
        made = coded.decompress(rest, _BLOCK_BYTES)
        rest = coded.unconsumed_tail
        count += len(made)
        if not made and not rest:
            break
    return count


def _png_lines(file: IO[bytes]) -> Iterator[bytes]:
    """Give the content of the chunks of coded lines, in blocks."""
    file.seek(len(_PNG))
    for kind, length in _png_chunks(file):
        unread = length if kind == b"IDAT" else 0
        while unread:
            block = _exactly(file, min(unread, _BLOCK_BYTES))
            unread -= len(block)
            yield block
        _skip(file, 4 if kind == b"IDAT" else length + 4)


def _png_chunks(file: IO[bytes]) -> Iterator[tuple[bytes, int]]:
    """Give the kind and length of each chunk; who asks skips it."""
    for _ in range(_MOST_PIECES):
        length, kind = struct.unpack(">I4s", _exactly(file, 8))
        yield kind, length
        if kind == b"IEND":
            return
    raise ValueError("chunks")


def _read_webp(file: IO[bytes]) -> ImageHeader:
    file.seek(4)
    (length,) = struct.unpack("<I", _exactly(file, 4))
    file.seek(_HEAD_BYTES)
    end = 8 + length
    kinds: set[bytes] = set()
    sizes: set[Size] = set()
    for _ in range(_MOST_PIECES):
        if file.tell() + 8 > end:
            break
        kind, count = struct.unpack("<4sI", _exactly(file, 8))
        start = file.tell()
        if kind in _WEBP_SIZES:
            sizes.add(_WEBP_SIZES[kind](_exactly(file, 10)))
        kinds.add(kind)
        file.seek(start)
        _skip(file, count + count % 2)
    moving = bool(kinds & _WEBP_MOVING)
    if not sizes or (len(sizes) > 1 and not moving):
        raise ValueError("VP8")
    return ImageHeader(
        format="WEBP",
        size=max(sizes, key=lambda size: size.width * size.height),
        bare=kinds <= _WEBP_PICTURE and file.tell() == end and _ends(file),
        moving=moving,
    )


def _vp8(head: bytes) -> Size:
    """Read the frame header of a lossy picture (RFC 6386, 9.1)."""
    if head[3:6] != b"\x9d\x01\x2a":
        raise ValueError("VP8")
    width, height = struct.unpack("<HH", head[6:10])
    return Size(width=width & 0x3FFF, height=height & 0x3FFF)


def _vp8l(head: bytes) -> Size:
    """Read the header of a lossless picture."""
    if head[0] != 0x2F:
        raise ValueError("VP8L")
    bits = int.from_bytes(head[1:5], "little")
    return Size(width=(bits & 0x3FFF) + 1, height=(bits >> 14 & 0x3FFF) + 1)


def _vp8x(head: bytes) -> Size:
    """Read the size of the canvas."""
    width = int.from_bytes(head[4:7], "little") + 1
    return Size(width=width, height=int.from_bytes(head[7:10], "little") + 1)


_WEBP_SIZES: dict[bytes, Callable[[bytes], Size]] = {
    b"VP8 ": _vp8,
    b"VP8L": _vp8l,
    b"VP8X": _vp8x,
}


def _read_jpeg(file: IO[bytes]) -> ImageHeader:
    file.seek(0)
    if _exactly(file, 2) != bytes((0xFF, _START)):
        raise ValueError("SOI")
    size: Size | None = None
    bare, passes = True, 0
    for marker in _jpeg_markers(file):
        (length,) = struct.unpack(">H", _exactly(file, 2))
        start = file.tell()
        if marker in _FRAMES:
            _, height, width = struct.unpack(">BHH", _exactly(file, 5))
            bare = bare and size is None
            size = size or Size(width=width, height=height)
        elif marker not in _TABLES and marker != _SCAN:
            bare = bare and _harmless(file, marker, length - 2)
        file.seek(start)
        _skip(file, length - 2)
        if marker == _SCAN:
            passes += 1
            if passes > MOST_PASSES:
                break
            _skip_scan(file)
    if size is None:
        raise ValueError("SOF")
    bare = bare and passes <= MOST_PASSES and _ends(file)
    return ImageHeader(format="JPEG", size=size, bare=bare, passes=passes)


def _jpeg_markers(file: IO[bytes]) -> Iterator[int]:
    """Give each marker that has a segment, up to the end of the image."""
    for _ in range(_MOST_PIECES):
        if _exactly(file, 1) != b"\xff":
            raise ValueError("marker")
        marker = 0xFF
        while marker == 0xFF:
            marker = _exactly(file, 1)[0]
        if marker == _END:
            return
        if marker not in _STANDALONE:
            yield marker
    raise ValueError("markers")


def _harmless(file: IO[bytes], marker: int, length: int) -> bool:
    """Say whether a segment of an application only helps to decode."""
    if marker == _JFIF and length == _JFIF_BYTES:
        return _exactly(file, length).startswith(b"JFIF\0")
    if marker == _ADOBE and length == _ADOBE_BYTES:
        return _exactly(file, length).startswith(b"Adobe")
    return False


def _skip_scan(file: IO[bytes]) -> None:
    """Go to the marker that ends the coded data of a scan (B.1.1.5)."""
    while True:
        start = file.tell()
        block = file.read(_BLOCK_BYTES)
        found = _AFTER_SCAN.search(block)
        if found is not None:
            file.seek(start + found.start())
            return
        if len(block) < 2:
            raise EOFError
        if block.endswith(b"\xff"):  # its second half is in the next block
            file.seek(-1, 1)


_READERS: tuple[
    tuple[Callable[[bytes], bool], Callable[[IO[bytes]], ImageHeader]], ...
] = (
    (lambda head: head.startswith(b"\xff\xd8\xff"), _read_jpeg),
    (lambda head: head.startswith(_PNG), _read_png),
    (lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", _read_webp),
)
