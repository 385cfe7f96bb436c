"""Draws the cover of a sheet as a PNG, for what shows no SVG: cards of other sites.

Every point comes from us and the size is fixed, so that it is drawn where it is asked
for, in some tens of milliseconds, unlike the pictures that people send.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from math import cos, pi, sin
from typing import TypeAlias

from PIL import Image, ImageDraw

from commons.core.domain.pictures.cover import (
    DISC,
    HEIGHT,
    HUES,
    WIDTH,
    CoverDrawing,
    Quarter,
)

Line: TypeAlias = Sequence[Sequence[float]]
"""A line of a pictogram: points in a square of 24 units."""

SCALE = 5
"""Pixels for a unit: 1200 by 600, as other sites ask."""

_FINE = 2
"""It is drawn so many times larger, and made smaller, for smooth edges."""

_GROUND = (241, 238, 230)
_LIGHT, _STRONG = 0.22, 0.5
_PICTOGRAM = 40
_POINTS = 24

Colour: TypeAlias = tuple[int, int, int]


def draw_cover_image(drawing: CoverDrawing, pictogram: Iterable[Line]) -> bytes:
    """Return the PNG of a cover, with the lines of its pictogram."""
    zoom = SCALE * _FINE
    hue = _colour(HUES[drawing.hue])
    image = Image.new("RGB", (WIDTH * zoom, HEIGHT * zoom), _GROUND)
    pen = ImageDraw.Draw(image)
    for quarters, share in ((drawing.light, _LIGHT), (drawing.strong, _STRONG)):
        for quarter in quarters:
            pen.polygon(_outline(quarter, zoom), fill=_mixed(hue, share))
    lines = [[(x, y) for x, y in line] for line in pictogram]
    if lines:
        x, y, r = WIDTH * zoom / 2, HEIGHT * zoom / 2, DISC * zoom
        pen.ellipse((x - r, y - r, x + r, y + r), fill=hue)
        _draw_lines(pen, lines, zoom)
    small = image.reduce(_FINE).quantize(64, Image.Quantize.FASTOCTREE)
    written = BytesIO()
    small.save(written, "PNG")
    return written.getvalue()


def _draw_lines(
    pen: ImageDraw.ImageDraw, lines: list[list[tuple[float, float]]], zoom: int
) -> None:
    """Draw the lines of a pictogram in the middle, with round ends and corners."""
    unit = _PICTOGRAM * zoom / 24
    left, top = (WIDTH - _PICTOGRAM) * zoom / 2, (HEIGHT - _PICTOGRAM) * zoom / 2
    for line in lines:
        spots = [(left + x * unit, top + y * unit) for x, y in line]
        pen.line(spots, fill="white", width=round(2 * unit))
        for x, y in spots:
            pen.ellipse((x - unit, y - unit, x + unit, y + unit), fill="white")


def _outline(quarter: Quarter, zoom: int) -> list[tuple[float, float]]:
    """Return the points of a quarter of a circle, its centre first."""
    (x, y), (right, down) = quarter.centre, quarter.towards
    angles = [pi / 2 * step / _POINTS for step in range(_POINTS + 1)]
    arc = [(x + (right - x) * cos(one), y + (down - y) * sin(one)) for one in angles]
    return [(left * zoom, top * zoom) for left, top in [(x, y), *arc]]


def _mixed(hue: Colour, share: float) -> Colour:
    """Return a hue over the ground, which shows through the rest."""
    red, green, blue = (
        round(ink * share + paper * (1 - share))
        for ink, paper in zip(hue, _GROUND, strict=True)
    )
    return red, green, blue


def _colour(digits: str) -> Colour:
    """Return the colour that "#rrggbb" says."""
    red, green, blue = bytes.fromhex(digits[1:])
    return red, green, blue
