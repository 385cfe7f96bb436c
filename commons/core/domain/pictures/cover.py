"""The cover that is drawn for a sheet without a picture: a pure function of what it is.

A sheet of quarters of circles, laid out by its identifier, in the colour of its theme,
with the pictogram of its purpose in the middle. It holds no pixel and no markup: pages
write it as SVG, the room of images as PNG.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

HUES: Mapping[str, str] = {
    "green": "#1f6b3a",
    "teal": "#0f6461",
    "blue": "#1f5a8e",
    "indigo": "#43479c",
    "violet": "#6a3a82",
    "pink": "#94235e",
    "red": "#a32e22",
    "rust": "#8c4413",
    "amber": "#7a5200",
    "olive": "#535f12",
}
"""The colours of covers, as they are on light ground; styles/tokens.css has them too."""

WIDTH, HEIGHT = 240, 120
"""How large a cover is drawn, in units of its own."""

DISC = 34
"""The radius of the disc in the middle, on which the pictogram stands."""

TILE = 40
_CORNERS = ((0, 0), (1, 0), (1, 1), (0, 1))
_NAMES = tuple(HUES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarter:
    """A quarter of a circle of radius TILE: its centre, and the corner that is opposite."""

    centre: tuple[int, int]
    towards: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverDrawing:
    """What a cover shows: a hue of HUES, a pictogram ("" for none), two tones of quarters."""

    hue: str
    pictogram: str
    strong: tuple[Quarter, ...]
    light: tuple[Quarter, ...]


def draw_cover(sheet: str, *, hue: str = "", pictogram: str = "") -> CoverDrawing:
    """Return the cover of a sheet, by its identifier.

    Without a hue it has one of the identifier's choice.
    """
    chance = sha256(sheet.encode()).digest()
    strong: list[Quarter] = []
    light: list[Quarter] = []
    spots = [(x, y) for y in range(HEIGHT // TILE) for x in range(WIDTH // TILE)]
    for (x, y), byte in zip(spots, chance, strict=False):
        tones = (strong, light, light, ())[byte >> 6]
        if isinstance(tones, list):
            tones.append(_quarter(x, y, byte & 3))
    return CoverDrawing(
        hue=hue if hue in HUES else _NAMES[chance[-1] % len(_NAMES)],
        pictogram=pictogram,
        strong=tuple(strong),
        light=tuple(light),
    )


def _quarter(column: int, row: int, corner: int) -> Quarter:
    """Return the quarter that fills a tile out of one of its corners."""
    right, down = _CORNERS[corner]
    return Quarter(
        centre=((column + right) * TILE, (row + down) * TILE),
        towards=((column + 1 - right) * TILE, (row + 1 - down) * TILE),
    )
