"""Makes images as cameras, programs and strangers do."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

ORIENTATION, GPS = 0x0112, 0x8825
WHERE = b"N\0\x02\0"
SECRET = "chez-camille"


def drawing(width: int = 400, height: int = 300, mode: str = "RGB") -> Image.Image:
    """Give an image with something on it: light on the left, dark on the right."""
    lights = Image.linear_gradient("L").rotate(-90).resize((width, height))
    return lights.convert("RGB").convert(mode)


def written(image: Image.Image, kind: str, **chosen: Any) -> bytes:
    """Give the bytes of an image as Pillow writes them."""
    into = BytesIO()
    image.save(into, kind, **chosen)
    return into.getvalue()


def exif(**chosen: int) -> Image.Exif:
    """Give what a telephone adds: how it was held, where and by whom."""
    told = Image.Exif()
    told[ORIENTATION] = chosen.get("orientation", 1)
    told[0x013B] = SECRET
    told[GPS] = {1: "N", 2: (48.0, 23.0, 30.5), 3: "W", 4: (4.0, 29.0, 10.0)}
    return told


def comment() -> PngInfo:
    """Give a text in a PNG."""
    told = PngInfo()
    told.add_text("Author", SECRET)
    return told


def profile() -> bytes:
    """Give a profile of colours."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return bytes(made.tobytes())


def png(width: int, height: int, *, data: bytes = b"") -> bytes:
    """Give a PNG that announces a size, whatever follows."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(data or bytes(1_000_000))
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(kind: bytes, data: bytes) -> bytes:
    length = struct.pack(">I", len(data))
    return length + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def moving(kind: str) -> bytes:
    """Give an animation of two images."""
    second = Image.new("RGB", (400, 300))
    return written(drawing(), kind, save_all=True, append_images=[second])


def with_chunk(kind: bytes, data: bytes) -> bytes:
    """Give a whole PNG with one more chunk, or with this in the chunk of its end."""
    begun, end, _ = written(drawing(), "PNG").partition(_chunk(b"IEND", b""))
    return begun + _chunk(kind, data) + (b"" if kind == b"IEND" else end)


def with_lines(data: bytes) -> bytes:
    """Give a whole PNG with this in its last chunk of lines, behind their end."""
    whole = written(drawing(), "PNG")
    start = whole.index(b"IDAT") - 4
    (length,) = struct.unpack(">I", whole[start : start + 4])
    lines = whole[start + 8 : start + 8 + length]
    return whole[:start] + _chunk(b"IDAT", lines + data) + whole[start + 12 + length :]
