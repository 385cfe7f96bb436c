"""A map is drawn whole or in part, its points named and within its box."""

from dataclasses import replace

import pytest
from flask import Flask

from commons.core.kinds.places.location import locate
from commons.core.kinds.places.projection import WHOLE, place_on_plane
from commons.core.kinds.places.register import read_places
from commons.services.search.map.clusters import Cluster
from commons.services.search.map.place_counts import PlaceCount
from commons.web.display.place_map import (
    MapDrawing,
    box_near,
    box_of,
    cluster_address,
    cluster_name,
    cluster_whole,
    departments_of,
    distance_words,
    draw_part,
    draw_whole,
    territory_address,
)
from commons.wiring.shipped import shipped_folder

PLACES = read_places(shipped_folder("schemas"))
BREST, QUIMPER = "commune:29019", "commune:29232"


def at(key: str, count: int = 1) -> PlaceCount:
    return PlaceCount(location=locate(PLACES, key), count=count)


def joined(*keys: str, area: str = "") -> Cluster:
    return Cluster(x=0, y=0, count=9, places=tuple(map(at, keys)), area=area)


@pytest.fixture(autouse=True)
def _request(app: Flask):
    with app.test_request_context("/?lang=fr"):
        yield


def inside(drawing: MapDrawing) -> bool:
    box = drawing.box
    return all(
        box.x <= one.x <= box.x + box.width and box.y <= one.y <= box.y + box.height
        for one in (*drawing.wide, *drawing.narrow)
    )


def test_every_place_of_france_is_drawn_in_the_whole_in_few_points() -> None:
    every = [at(code) for code in PLACES.codes()]
    drawing = draw_whole(cluster_whole(every), cluster_address)
    assert drawing.is_whole
    assert inside(drawing)
    assert len(drawing.wide) <= 101 + 18
    assert len(drawing.narrow) <= 18
    placed = sum(one.location.point is not None for one in every)
    for points in (drawing.wide, drawing.narrow):
        told = (one.text.replace("\u202f", "") for one in points)
        assert sum(int(text or 1) for text in told) == placed


def test_points_of_a_map_are_far_enough_apart_to_be_touched() -> None:
    every = [at(code) for code in PLACES.codes()]
    whole = draw_whole(cluster_whole(every), cluster_address)
    box = box_of([locate(PLACES, "department:29")])
    assert box is not None
    part = draw_part(every, box, cluster_address)
    for points, pixels, width in (
        (whole.wide, 600, WHOLE.width),
        (whole.narrow, 318, WHOLE.width),
        (part.wide, 318, box.width),
    ):
        for number, one in enumerate(points):
            assert 2 * one.r * pixels / width >= 20
            for other in points[:number]:
                apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
                assert apart * pixels / width >= 20, (one.label, other.label)


def test_a_part_shows_what_lies_in_it() -> None:
    box = box_of([locate(PLACES, "department:29")])
    assert box is not None
    rows = [at(BREST, 3), at(QUIMPER), at("commune:59350")]
    drawing = draw_part(rows, box, cluster_address, ["29"])
    assert inside(drawing)
    assert [one.label for one in drawing.wide] == [
        "Brest\u00a0: 3 fiches",
        "Quimper\u00a0: 1 fiche",
    ]
    assert (drawing.here, drawing.narrow, drawing.is_whole) == (("29",), (), False)


@pytest.mark.parametrize(
    "keys",
    [
        ["region:53"],
        ["department:974"],
        [BREST],
        [BREST, QUIMPER],
        ["region:11", BREST],
    ],
)
def test_a_box_shows_what_was_chosen_and_is_as_wide_as_high_or_wider(keys) -> None:
    box = box_of([locate(PLACES, key) for key in keys])
    assert box is not None
    assert box.width >= box.height
    for key in keys:
        point = locate(PLACES, key).point
        x, y = place_on_plane(point or (0, 0)) or (0, 0)
        assert box.x < x < box.x + box.width
        assert box.y < y < box.y + box.height


def test_what_nothing_locates_has_no_box() -> None:
    assert box_of([locate(PLACES, "en ligne")]) is None
    assert box_of([]) is None
    assert box_near((40.7, -74.0), []) is None


def test_a_box_near_a_place_shows_the_nearest_and_what_is_not_far() -> None:
    brest = locate(PLACES, BREST).point
    assert brest is not None

    def width(*kilometres: float) -> float:
        codes = ("commune:29232", "commune:22278", "commune:35238", "commune:59350")
        rows = [
            replace(at(code), distance_km=far)
            for code, far in zip(codes, kilometres, strict=False)
        ]
        box = box_near(brest, rows)
        assert box is not None
        return box.width

    assert width() < width(53, 126) < width(53, 126, 99)
    assert width(53, 126) == width(53, 126, 210, 600)


def test_a_cluster_is_named_by_its_place_its_area_or_its_largest() -> None:
    assert cluster_name(joined(BREST)) == "Brest"
    assert cluster_name(joined(BREST, QUIMPER, area="department:29")) == "Finistère"
    assert cluster_name(joined(BREST, QUIMPER)) == "Brest et 1 autre lieu"


def test_a_cluster_leads_to_a_map_of_its_places_alone() -> None:
    assert cluster_address(joined(BREST), {"kind": ["tool"]}) == (
        f"/map?kind=tool&territory={BREST}"
    )
    area = joined(BREST, QUIMPER, area="department:29")
    assert cluster_address(area) == "/map?territory=department:29"
    assert cluster_address(joined(BREST, QUIMPER)) == (
        f"/map?territory={BREST}&territory={QUIMPER}"
    )
    many = [code for code in PLACES.codes() if code.startswith("commune:29")][:30]
    assert cluster_address(joined(*many)) == f"/map?near={many[0]}"


def test_a_territory_leads_to_its_page() -> None:
    assert territory_address(joined(BREST)) == f"/territories/{BREST}"
    assert territory_address(joined("en ligne")) == "/map?territory=en+ligne"
    area = joined(BREST, QUIMPER, area="department:29")
    assert territory_address(area) == "/territories/department:29"
    assert territory_address(joined(BREST, QUIMPER)).startswith("/map?territory=")


def test_the_departments_of_a_place() -> None:
    assert departments_of(locate(PLACES, "region:53")) == ("22", "29", "35", "56")
    assert departments_of(locate(PLACES, "department:29")) == ("29",)
    assert departments_of(locate(PLACES, BREST)) == ()


@pytest.mark.parametrize(
    ("kilometres", "words"),
    [(0, "ici même"), (0.6, "à 1 km"), (12.4, "à 12 km"), (1_234.0, "à 1\u202f234 km")],
)
def test_a_distance_is_said_in_whole_kilometres(kilometres: float, words: str) -> None:
    assert distance_words(kilometres) == words
