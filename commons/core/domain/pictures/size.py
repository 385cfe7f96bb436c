"""How large a picture is, and the smaller ones that are kept beside it.

The process that decodes a picture reads this and no more of what we know of files: it
starts for each picture, and what it reads takes it longer than most pictures.
"""

from dataclasses import dataclass

WIDTHS = (320, 640, 1280)
"""The widths, in pixels, that a wider image is also kept in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The width and height of an image as it is to be seen, in pixels."""

    width: int
    height: int


def smaller_widths(width: int) -> tuple[int, ...]:
    """Give the smaller widths that an image of this width is also kept in."""
    return tuple(smaller for smaller in WIDTHS if smaller < width)
