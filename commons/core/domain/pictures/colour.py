"""Colours: how well one is read on another, and the shades of an accent that are.

A colour is text, "#rrggbb" in lower case. Contrast is that of WCAG 2.2 ("relative
luminance", "contrast ratio"), from 1 to 21; text needs LEAST_CONTRAST (1.4.3).
"""

import colorsys
import re
from dataclasses import dataclass

LEAST_CONTRAST = 4.5
"""What text needs on its ground."""

LIGHT_GROUNDS = ("#ffffff", "#faf8f4", "#f1eee6")
DARK_GROUNDS = ("#111513", "#151a18", "#1d2421")
"""What lies under the text of pages: --surface, --paper and --sunken of
commons/web/assets/styles/tokens.css."""

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})", re.ASCII)
_WHITE, _BLACK = "#ffffff", "#000000"
_STEP = 0.01
_LEAST_DARK_LIGHTNESS = 0.67
_MOST_DARK_SATURATION = 0.5
"""A full colour shines on a dark ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccentShades:
    """An accent on one kind of ground: text and buttons, `strong` under a pointer.

    `ground` lies under text in `strong`; `on_accent` is text on `accent` and `strong`.
    """

    accent: str
    strong: str
    ground: str
    on_accent: str


def read_colour(text: str) -> str:
    """Return the colour that a text names in hexadecimal: "#2A5285", "2a5285", "#fff".

    Raises ValueError.
    """
    found = _HEX.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(text)
    digits = found[1] if len(found[1]) == 6 else "".join(c * 2 for c in found[1])
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, whichever is the text."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def light_shades(colour: str) -> AccentShades:
    """Return the shades of a colour for light pages: the colour itself if it is read."""
    ground = _mixed(colour, _WHITE, 0.1)
    grounds = (*LIGHT_GROUNDS, ground)
    hue, lightness, saturation = _hls(colour)
    accent = colour
    while min(contrast(accent, one) for one in grounds) < LEAST_CONTRAST:
        lightness -= _STEP
        accent = _colour(hue, lightness, saturation)
    strong = _colour(hue, _hls(accent)[1] * 0.75, saturation)
    return AccentShades(accent=accent, strong=strong, ground=ground, on_accent=_WHITE)


def dark_shades(colour: str) -> AccentShades:
    """Return the shades of a colour for dark pages, lighter where it is not read."""
    hue, lightness, saturation = _hls(colour)
    saturation = min(saturation, _MOST_DARK_SATURATION)
    ground = _mixed(_colour(hue, 0.45, saturation), DARK_GROUNDS[-1], 0.2)
    grounds = (*DARK_GROUNDS, ground)
    lightness = max(lightness, _LEAST_DARK_LIGHTNESS)
    accent = _colour(hue, lightness, saturation)
    while min(contrast(accent, one) for one in grounds) < LEAST_CONTRAST:
        lightness += _STEP
        accent = _colour(hue, lightness, saturation)
    strong = _mixed(accent, _WHITE, 0.6)
    on_accent = _mixed(_colour(hue, 0.2, saturation), _BLACK, 0.4)
    if contrast(on_accent, accent) < LEAST_CONTRAST:
        on_accent = _BLACK
    return AccentShades(
        accent=accent, strong=strong, ground=ground, on_accent=on_accent
    )


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part) for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hls(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hls(*_rgb(colour))


def _colour(hue: float, lightness: float, saturation: float) -> str:
    held = min(1.0, max(0.0, lightness))
    return _hex(colorsys.hls_to_rgb(hue, held, saturation))


def _mixed(one: str, other: str, share: float) -> str:
    """Return `share` of one colour with the rest of another."""
    pairs = zip(_rgb(one), _rgb(other), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return _hex((red, green, blue))


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
