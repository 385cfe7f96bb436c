"""Knows how the ground of France is laid on a plane, its overseas parts in frames.

Web Mercator, as maps on screens have it, in units of which the metropole has
PLANE_WIDTH from west to east; y grows to the south.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import asinh, atan, degrees, radians, sinh, tan
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Latitude and longitude in degrees, or x and y on the plane."""

PLANE_WIDTH = 10_000


def _mercator(point: Point) -> Point:
    latitude, longitude = point
    return radians(longitude), -asinh(tan(radians(latitude)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the plane."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        """The point in the middle."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A stretch of ground, by its corners in degrees, and the box it is drawn in.

    `departments` are those drawn in it, () for all that no other frame has.
    """

    key: str
    departments: tuple[str, ...]
    north_west: Point
    south_east: Point
    box: Box

    def place(self, point: Point) -> Point:
        """Give where a latitude and longitude stand on the plane, in or out of the box."""
        x, y = _mercator(point)
        scale, (x0, y0) = self._scale_and_origin()
        return x0 + x * scale, y0 + y * scale

    def ground(self, at: Point) -> Point:
        """Give the latitude and longitude of a point of the plane; undoes `place`."""
        scale, (x0, y0) = self._scale_and_origin()
        x, y = (at[0] - x0) / scale, (at[1] - y0) / scale
        return degrees(atan(sinh(-y))), degrees(x)

    def _scale_and_origin(self) -> tuple[float, Point]:
        """Give what radians are multiplied by, then moved by: the ground is centred."""
        west, north = _mercator(self.north_west)
        east, south = _mercator(self.south_east)
        scale = min(self.box.width / (east - west), self.box.height / (south - north))
        x, y = self.box.centre
        return scale, (
            x - scale * (west + east) / 2,
            y - scale * (north + south) / 2,
        )

    @property
    def ground_box(self) -> tuple[float, float, float, float]:
        """West, south, east and north, in degrees."""
        (north, west), (south, east) = self.north_west, self.south_east
        return west, south, east, north

    def holds(self, point: Point) -> bool:
        """Say whether a latitude and longitude lie on its ground."""
        west, south, east, north = self.ground_box
        return south <= point[0] <= north and west <= point[1] <= east


def _overseas(department: str, row: int, north_west: Point, south_east: Point) -> Frame:
    box = Box(x=60, y=5_150 + 890 * row, width=1_400, height=820)
    return Frame(
        key=department,
        departments=(department,),
        north_west=north_west,
        south_east=south_east,
        box=box,
    )


METROPOLE = Frame(
    key="metropole",
    departments=(),
    north_west=(51.3, -5.4),
    south_east=(41.2, 9.8),
    box=Box(x=0, y=0, width=PLANE_WIDTH, height=9_600),
)
PARIS = Frame(
    key="paris",
    departments=("75", "92", "93", "94"),
    north_west=(49.03, 2.12),
    south_east=(48.67, 2.64),
    box=Box(x=200, y=150, width=1_900, height=1_900),
)
"""Paris and its neighbours again, larger, where all of France is drawn."""
OVERSEAS = (
    _overseas("971", 0, (16.56, -61.87), (15.82, -60.95)),
    _overseas("972", 1, (14.93, -61.3), (14.35, -60.74)),
    _overseas("973", 2, (5.9, -54.8), (2.0, -51.4)),
    _overseas("974", 3, (-20.8, 55.15), (-21.45, 55.9)),
    _overseas("976", 4, (-12.6, 44.95), (-13.05, 45.35)),
)
FRAMES = (METROPOLE, *OVERSEAS)
WHOLE = Box(x=0, y=0, width=PLANE_WIDTH, height=9_700)
"""What holds all frames."""


def frame_of(department: str) -> Frame:
    """Give the frame that a department is drawn in."""
    return next((one for one in OVERSEAS if department in one.departments), METROPOLE)


@lru_cache(maxsize=50_000)
def place_on_plane(point: Point) -> Point | None:
    """Give where a latitude and longitude stand, None for what no frame holds."""
    frame = next((one for one in FRAMES if one.holds(point)), None)
    return frame.place(point) if frame else None


def ground_of(box: Box) -> tuple[float, float, float, float]:
    """Give west, south, east and north, in degrees, of what a box of the plane shows.

    The whole shows the metropole, and a box in a frame what that frame does.
    """
    if box == WHOLE:
        return METROPOLE.ground_box
    x, y = box.centre
    within = (
        one
        for one in OVERSEAS
        if 0 <= x - one.box.x <= one.box.width and 0 <= y - one.box.y <= one.box.height
    )
    frame = next(within, METROPOLE)
    north, west = frame.ground((box.x, box.y))
    south, east = frame.ground((box.x + box.width, box.y + box.height))
    return west, south, east, north


def box_around(
    points: Iterable[Point], least: float, ratio: float = 1.0, margin: float = 0.12
) -> Box:
    """Give the box around some points, `least` units wide or more.

    It is `ratio` as high as wide, or more, but never higher than wide. `margin` is
    added on each side, as a share of what the points cover.
    """
    xs, ys = zip(*points, strict=True)
    tall = (max(ys) - min(ys)) * (1 + 2 * margin)
    width = max((max(xs) - min(xs)) * (1 + 2 * margin), tall, least)
    height = max(tall, width * ratio)
    x, y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    return Box(x=x - width / 2, y=y - height / 2, width=width, height=height)
