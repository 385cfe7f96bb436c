"""Places that would cover one another are drawn together."""

import time
from random import Random

from hypothesis import given, settings, strategies as st

from commons.core.kinds.places.location import locate
from commons.core.kinds.places.projection import METROPOLE, OVERSEAS, PARIS
from commons.core.kinds.places.register import read_places
from commons.services.search.map.clusters import (
    Cluster,
    ClustersFromWest,
    cluster_by_area,
    cluster_by_distance,
    department_of,
    lone_clusters,
    region_of,
)
from commons.services.search.map.place_counts import PlaceCount
from commons.wiring.shipped import shipped_folder

PLACES = read_places(shipped_folder("schemas"))


def at(key: str, count: int = 1) -> PlaceCount:
    return PlaceCount(location=locate(PLACES, key), count=count)


def spot(x: float, y: float, count: int = 1) -> Cluster:
    return Cluster(x=x, y=y, count=count, places=(at(f"{x},{y}", count),))


def test_what_stands_in_a_part_is_found_without_the_rest() -> None:
    rows = [spot(x, 0.0) for x in (3.0, 1.0, 2.0, 2.0, 9.0)]
    known = ClustersFromWest(rows)
    assert [one.x for one in known.between(1.5, 3.0)] == [2.0, 2.0, 3.0]
    assert known.between(4.0, 8.0) == []


def test_places_of_a_department_are_one_where_most_of_its_sheets_are() -> None:
    rows = [at("commune:29019", 9), at("commune:29232"), at("commune:59350", 2)]
    first, second = cluster_by_area(rows, department_of)
    assert (first.area, first.count, len(first.places)) == ("department:29", 10, 2)
    assert second.area == "department:59"
    (brest,) = lone_clusters(rows[:1])
    assert abs(first.x - brest.x) + abs(first.y - brest.y) < 100


def test_a_region_its_departments_and_communes_are_one_region() -> None:
    rows = [at("commune:29019"), at("department:22"), at("region:53"), at("en ligne")]
    (brittany,) = cluster_by_area(rows, region_of)
    assert (brittany.area, brittany.count) == ("region:53", 3)


def test_a_region_stands_apart_from_its_departments() -> None:
    areas = {one.area for one in cluster_by_area([at("region:53")], department_of)}
    assert areas == {"region:53"}


def test_paris_and_what_lies_overseas_stand_in_their_frames() -> None:
    rows = [at("commune:75056"), at("commune:97411"), at("commune:29019")]
    paris, reunion, brest = cluster_by_area(rows, department_of, (PARIS, *OVERSEAS))
    for one, frame in ((paris, PARIS), (reunion, OVERSEAS[3]), (brest, METROPOLE)):
        assert frame.box.x <= one.x <= frame.box.x + frame.box.width
        assert frame.box.y <= one.y <= frame.box.y + frame.box.height
    plain = cluster_by_area(rows[:1], department_of)
    assert plain[0].x > PARIS.box.x + PARIS.box.width


def test_the_smaller_joins_the_larger_which_stays_where_it_is() -> None:
    joined = cluster_by_distance([spot(0, 0), spot(30, 0, 5), spot(200, 0, 2)], 50)
    assert [(one.x, one.count, len(one.places)) for one in joined] == [
        (30, 6, 2),
        (200, 2, 1),
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-500, 500), st.integers(-500, 500), st.integers(1, 9)),
        max_size=60,
        unique_by=lambda row: row[:2],
    ),
    st.integers(1, 300),
)
def test_nothing_is_lost_and_nothing_left_too_near(rows, separation) -> None:
    joined = cluster_by_distance([spot(*row) for row in rows], separation)
    assert sum(one.count for one in joined) == sum(count for _, _, count in rows)
    assert sum(len(one.places) for one in joined) == len(rows)
    for number, one in enumerate(joined):
        for other in joined[:number]:
            assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= separation**2


def test_ten_thousand_places_are_joined_soon() -> None:
    rng = Random(4)  # noqa: S311 - the same places each time
    rows = [spot(rng.random() * 9_999, rng.random() * 9_999) for _ in range(10_000)]
    began = time.thread_time()
    joined = cluster_by_distance(rows, 380)
    assert time.thread_time() - began < 1.0
    assert len(joined) < 900
