"""Pictures of some kilobytes that are made to keep a decoder busy."""

import struct
import zlib
from collections.abc import Callable, Mapping
from functools import cache

from tests.adapters.media.pictures import drawing, written

_SCAN = bytes.fromhex("ffda000801010001011000")
"""The head of a scan that refines the first coefficient of one component."""


def with_scans(count: int, width: int = 2000, height: int = 1500) -> bytes:
    """Give a progressive JPEG with so many scans more, each of which says nothing.

    A refinement of one coefficient, coded as runs of blocks without any.
    """
    plain = written(drawing(width, height), "JPEG", progressive=True)
    return plain[:-2] + (_SCAN + b"\0" * 30) * count + plain[-2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    """Give a chunk of a PNG."""
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


def with_chunks(chunks: bytes) -> bytes:
    """Give a PNG with chunks after its first one."""
    whole = written(drawing(), "PNG")
    return whole[:33] + chunks + whole[33:]


@cache
def packed() -> bytes:
    """Give 200 MB in 200 kB."""
    return zlib.compress(bytes(200_000_000), 9)


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "a jpeg of five thousand scans": lambda: with_scans(5_000),
    "a jpeg of sixty scans": lambda: with_scans(50, 6000, 5000),
    "a jpeg of nothing but scans": lambda: (
        b"\xff\xd8" + (_SCAN + b"\0\0") * 400_000 + b"\xff\xd9"
    ),
    "a png with a packed profile": lambda: with_chunks(
        chunk(b"iCCP", b"a\0\0" + packed())
    ),
    "a png with packed texts": lambda: with_chunks(
        chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(1_000_000), 9)) * 400
    ),
    "a png with a packed text": lambda: with_chunks(
        chunk(b"iTXt", b"a\0\1\0\0\0" + packed())
    ),
    "a png of small chunks": lambda: with_chunks(chunk(b"tEXt", b"a\0b") * 300_000),
    "a webp of small chunks": lambda: (
        b"RIFF"
        + struct.pack("<I", 4 + 8 * 600_000)
        + b"WEBP"
        + b"abcd\0\0\0\0" * 600_000
    ),
    "a png of empty lines": lambda: with_chunks(chunk(b"IDAT", b"") * 300_000),
}
