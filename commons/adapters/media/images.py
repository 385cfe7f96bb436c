"""Knows what a clean picture is, and makes one: upright, and nothing beside it.

Pillow is known to this module, which works in the process of
commons.adapters.media.decoder_process, and to cover_image beside it, which reads no
file. It is only shown files whose size is known from their
header, since it makes room for a picture as soon as it opens one.
"""

import struct
from contextlib import suppress
from io import BytesIO
from typing import IO, Any, TypeAlias

from PIL import Image, ImageCms, ImageOps

from commons.adapters.media.image_headers import ImageHeader, read_image_header
from commons.core.domain.pictures.size import Size, smaller_widths

Picture: TypeAlias = Image.Image
File: TypeAlias = IO[bytes]

MOST_PIXELS = 40_000_000
"""Of a picture that is decoded as it is."""

MOST_JPEG_PIXELS = 130_000_000
"""Of a JPEG: one of more than MOST_PIXELS is decoded at half its width."""

KEPT_BYTES = 5 * 1024 * 1024
"""What a picture may weigh: a heavier one is made smaller."""

_NARROWER = (3840, 3000, 2400, 1920, 1280)
"""The longest sides, in pixels, that are tried for one that is too heavy."""

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp"}

_SAVING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "progressive": True, "optimize": True},
    "PNG": {},
    "WEBP": {"quality": 90, "method": 4},
}
_SMALLER: dict[str, Any] = {"quality": 80, "method": 4}
_LARGEST_PROFILE_BYTES = 4 * 1024 * 1024
_SHOWN = {"JPEG": ("L", "RGB")}
"""The modes that any browser shows, where a format has others too."""

Image.MAX_IMAGE_PIXELS = None  # the header is asked first, and is stricter


class BrokenPictureError(Exception):
    """A picture that cannot be decoded to its end."""


class HardPictureError(Exception):
    """A picture that asks for more time or memory than any needs."""


def open_image(file: IO[bytes], found: ImageHeader) -> Picture:
    """Decode a whole picture, whose header said that it is not too large.

    Raises BrokenPictureError.
    """
    file.seek(0)
    try:
        image = Image.open(file, formats=[found.format])
        if image.size != (found.size.width, found.size.height):
            raise BrokenPictureError(image.size)
        if is_vast(found):
            image.draft(None, (image.width // 2, image.height // 2))
        image.load()
    except (OSError, ValueError, SyntaxError, struct.error, EOFError) as error:
        raise BrokenPictureError from error
    return image


def is_vast(found: ImageHeader) -> bool:
    """Return whether a picture has more pixels than are decoded as they are."""
    return found.size.width * found.size.height > MOST_PIXELS


def is_clean(image: Picture, found: ImageHeader) -> bool:
    """Say whether a picture may be kept byte for byte."""
    return found.bare and image.mode in _SHOWN.get(found.format, (image.mode,))


def clean_image(
    image: Picture, found: ImageHeader, into: IO[bytes], *, lighter: bool = False
) -> Picture:
    """Write the picture alone, upright and in sRGB; give it as written.

    `lighter`: within KEPT_BYTES, in fewer pixels if need be. The picture given is
    turned in its place: two would take too much room. Raises BrokenPictureError,
    HardPictureError for one that stays too heavy.
    """
    ImageOps.exif_transpose(image, in_place=True)
    plain = _in_srgb(image)
    if plain.mode not in _SHOWN.get(found.format, (plain.mode,)):
        plain = plain.convert("RGB")
    plain.info = {k: v for k, v in plain.info.items() if k == "transparency"}
    if not lighter:
        return _save(plain, found, into)
    for side in _NARROWER:
        if max(plain.size) > side:
            plain = _resizable(plain)
            plain.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        written = _save(plain, found, into)
        if into.seek(0, 2) <= KEPT_BYTES:
            return written
    raise HardPictureError(plain.size)


def _save(plain: Picture, found: ImageHeader, into: IO[bytes]) -> Picture:
    into.seek(0)
    into.truncate()
    try:
        plain.save(into, found.format, **_SAVING[found.format])
    except (OSError, ValueError) as error:
        if getattr(error, "errno", None):  # the disk's own, not the picture's
            raise
        raise BrokenPictureError from error
    written = read_image_header(into)
    if written is None or not written.bare:
        raise BrokenPictureError(written)
    return plain


def smaller_sizes(image: Picture) -> list[tuple[int, bytes]]:
    """Give (width, WebP) of each smaller size of a picture, the widest first."""
    made: list[tuple[int, bytes]] = []
    at = image
    for width in reversed(smaller_widths(image.width)):
        if at is image:
            at = _resizable(image)
        height = max(1, round(image.height * width / image.width))
        at = at.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        into = BytesIO()
        at.save(into, "WEBP", **_SMALLER)
        made.append((width, into.getvalue()))
    return made


def size_of(image: Picture) -> Size:
    """Give the width and height of a picture."""
    return Size(width=image.width, height=image.height)


def _in_srgb(image: Picture) -> Picture:
    """Give a picture whose numbers mean what a browser takes them for.

    A profile that makes no sense is left aside, as browsers do.
    """
    profile = image.info.get("icc_profile")
    if not profile or len(profile) > _LARGEST_PROFILE_BYTES:
        return image
    if image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode not in {"RGB", "RGBA", "CMYK"}:
        return image
    with suppress(ImageCms.PyCMSError, OSError, ValueError):
        made = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
        )
        if made is not None:
            return made
    return image


def _resizable(image: Picture) -> Picture:
    """Give a picture in a mode in which colours can be mixed."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    wanted = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == wanted else image.convert(wanted)
