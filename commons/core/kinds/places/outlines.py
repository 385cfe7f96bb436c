"""The outlines of the French departments: read from schemas/, and drawn as SVG."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from commons.core.kinds.places.projection import (
    OVERSEAS,
    PARIS,
    Frame,
    Point,
    frame_of,
)
from commons.errors import SchemaError

FILE = "places/departments.json"

Ring = tuple[Point, ...]
"""A closed line, each point a latitude and a longitude in degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlines:
    """The outlines of departments; `geojson` is the file as it is, for browsers."""

    rings: Mapping[str, tuple[Ring, ...]]
    geojson: bytes
    svg: bytes
    digest: str

    def corners(self, departments: tuple[str, ...]) -> list[Point]:
        """Give the corners, on the plane, of what some departments cover; [] for none."""
        placed = [
            frame_of(code).place(point)
            for code in departments
            for ring in self.rings.get(code, ())
            for point in ring
        ]
        if not placed:
            return []
        xs, ys = zip(*placed, strict=True)
        return [(min(xs), min(ys)), (max(xs), max(ys))]


@lru_cache(maxsize=4)
def read_outlines(folder: Path) -> Outlines:
    """Read the outlines that stand in a folder of schemas. Raises SchemaError."""
    file = folder / FILE
    try:
        content = file.read_bytes()
        rings = {
            one["properties"]["code"]: tuple(_rings(one["geometry"]["coordinates"]))
            for one in json.loads(content)["features"]
        }
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SchemaError(f"{file}: {error}") from error
    svg = _draw(rings)
    return Outlines(
        rings=rings,
        geojson=content,
        svg=svg,
        digest=sha256(content + svg).hexdigest()[:12],
    )


def _rings(polygons: list[list[list[list[float]]]]) -> Iterator[Ring]:
    for polygon in polygons:
        for ring in polygon:
            yield tuple((latitude, longitude) for longitude, latitude in ring)


def _draw(rings: Mapping[str, tuple[Ring, ...]]) -> bytes:
    """Draw every department by its id (d29), all as "france", and "paris" larger."""
    every = "".join(
        _path(f' id="d{code}"', rings[code], frame_of(code)) for code in sorted(rings)
    )
    paris = "".join(_path("", rings.get(code, ()), PARIS) for code in PARIS.departments)
    frames = "".join(map(_frame, OVERSEAS))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" fill-rule="evenodd">'
        f'<g id="france">{every}</g><g id="paris">{_frame(PARIS)}{paris}</g>'
        f'<g id="frames">{frames}</g></svg>'
    ).encode()


def _frame(frame: Frame) -> str:
    box = frame.box
    return (
        f'<path d="M{box.x} {box.y}h{box.width}v{box.height}h-{box.width}z"'
        ' fill="none" vector-effect="non-scaling-stroke"/>'
    )


def _path(attributes: str, rings: tuple[Ring, ...], frame: Frame) -> str:
    lines = "".join(_line([frame.place(point) for point in ring]) for ring in rings)
    return f'<path{attributes} vector-effect="non-scaling-stroke" d="{lines}"/>'


def _line(points: list[Point]) -> str:
    """Write a closed line in whole units, each point from the one before."""
    whole = [(round(x), round(y)) for x, y in points]
    steps = (f"{x1 - x0} {y1 - y0}" for (x0, y0), (x1, y1) in pairwise(whole[:-1]))
    return f"M{whole[0][0]} {whole[0][1]}l{' '.join(steps)}z"
