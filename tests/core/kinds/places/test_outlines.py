"""The outlines of departments, as shipped and as drawn."""

import gzip
import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from commons.core.kinds.places.hierarchy import REGIONS
from commons.core.kinds.places.outlines import FILE, read_outlines
from commons.core.kinds.places.projection import WHOLE, frame_of
from commons.core.kinds.places.register import read_places
from commons.errors import SchemaError
from commons.wiring.shipped import shipped_folder

SCHEMAS = shipped_folder("schemas")
OUTLINES = read_outlines(SCHEMAS)
DEPARTMENTS = {code for inside in REGIONS.values() for code in inside}


def test_every_department_is_drawn_once() -> None:
    assert OUTLINES.rings.keys() == DEPARTMENTS
    drawing = ET.fromstring(OUTLINES.svg)  # noqa: S314 - we drew it
    ids = [one.get("id") for one in drawing.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    assert {f"d{code}" for code in DEPARTMENTS} | {"france", "paris", "frames"} == set(
        ids
    )


def test_the_files_stay_small() -> None:
    assert len(OUTLINES.geojson) <= 150_000
    assert len(gzip.compress(OUTLINES.geojson, 9)) <= 50_000
    assert len(gzip.compress(OUTLINES.svg, 9)) <= 25_000


def test_every_ring_is_closed() -> None:
    told = json.loads(OUTLINES.geojson)
    for feature in told["features"]:
        for polygon in feature["geometry"]["coordinates"]:
            for ring in polygon:
                assert ring[0] == ring[-1]
                assert len(ring) >= 4


def test_two_departments_share_their_border() -> None:
    def points(code: str) -> set[tuple[float, float]]:
        return {point for ring in OUTLINES.rings[code] for point in ring}

    assert len(points("29") & points("22")) > 5
    assert len(points("29") & points("75")) == 0


def test_each_department_lies_around_its_own_point() -> None:
    places = read_places(SCHEMAS)
    for code in DEPARTMENTS:
        place = places.get(f"department:{code}")
        assert place is not None
        (west, north), (east, south) = OUTLINES.corners((code,))
        x, y = frame_of(code).place((place.latitude or 0, place.longitude or 0))
        assert west <= x <= east, code
        assert north <= y <= south, code


def test_the_drawing_lies_within_the_whole() -> None:
    for code in DEPARTMENTS:
        for x, y in OUTLINES.corners((code,)):
            assert 0 <= x <= WHOLE.width, code
            assert 0 <= y <= WHOLE.height, code
    assert OUTLINES.corners(("99",)) == []


def test_the_drawing_has_no_style_and_no_script() -> None:
    assert not re.search(rb"style|script|href|on\w+=", OUTLINES.svg)


@pytest.mark.parametrize("content", ["", "{}", '{"features": [{}]}', "[1]"])
def test_a_damaged_file_is_named(tmp_path: Path, content: str) -> None:
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text(content)
    with pytest.raises(SchemaError, match="departments"):
        read_outlines(tmp_path)
