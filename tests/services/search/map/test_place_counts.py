"""What a search finds is counted by place, near or large first."""

from commons.adapters.search.port import PLACED, Group, Query
from commons.core.kinds.places.location import locate
from commons.services.search.facets import list_facets
from commons.services.search.find import Results, find_sheets
from commons.services.search.map.place_counts import PlaceCount, count_places, sheets_at
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

BREST, QUIMPER, LILLE = "commune:29019", "commune:29232", "commune:59350"


def find(parts: Components, **asked) -> Results:
    facets = list_facets(parts.schema, parts.places)
    with parts.store.read() as work:
        return find_sheets(
            facets, parts.index, work, Query(grouped=PLACED, size=1, **asked)
        )


def counted(parts: Components, found: Results, near=None) -> list[tuple[str, int]]:
    return [
        (one.location.key, one.count)
        for one in count_places(parts.places, found.groups, near)
    ]


def published(parts: Components) -> None:
    desk = Desk(parts)
    desk.publish(3, title="Le vélo", territory={"code": LILLE})
    desk.publish(2, title="Le café", territory={"code": BREST})
    desk.put_one(title="La barque", territory={"code": QUIMPER}, kind="tool")
    desk.put_one(title="Le phare", territory={"name": "Iroise", "latitude": 48.3, "longitude": -5.0})  # fmt: skip
    desk.put_one(title="Le blog", territory={"name": "en ligne"})
    desk.put_one(title="Nulle part")
    parts.catch_up()


def test_each_place_is_counted_once_for_its_own_sheets(parts: Components) -> None:
    published(parts)
    found = find(parts)
    assert counted(parts, found) == [
        (LILLE, 3),
        (BREST, 2),
        ("en ligne", 1),
        ("Iroise\t48.3000,-5.0000", 1),
        (QUIMPER, 1),
    ]
    assert found.total - sum(count for _, count in counted(parts, found)) == 1


def test_filters_and_words_hold_for_the_counts(parts: Components) -> None:
    published(parts)
    assert counted(parts, find(parts, words="café")) == [(BREST, 2)]
    within = find(parts, filters={"territory": ("department:29",)})
    assert counted(parts, within) == [(BREST, 2), (QUIMPER, 1)]
    assert counted(parts, find(parts, filters={"kind": ("tool",)})) == [(QUIMPER, 1)]


def test_the_nearest_come_first_and_what_stands_nowhere_last(parts: Components) -> None:
    published(parts)
    quimper = locate(parts.places, QUIMPER)
    rows = count_places(parts.places, find(parts).groups, quimper)
    assert [one.location.name for one in rows] == [
        *("Quimper", "Brest", "Iroise", "Lille", "en ligne")
    ]
    distances = [one.distance_km for one in rows]
    assert distances[0] == 0
    assert 50 < (distances[1] or 0) < 60
    assert distances[-1] is None


def test_what_a_place_stands_in_is_no_way_off(parts: Components) -> None:
    around = ("region:53", "department:29", "department:22", QUIMPER, BREST)
    groups = [Group(value=code, count=1, first=()) for code in around]
    rows = count_places(parts.places, groups, locate(parts.places, BREST))
    told = {one.location.key: one.distance_km or 0 for one in rows}
    assert told[BREST] == told["department:29"] == told["region:53"] == 0
    assert 50 < told[QUIMPER] < told["department:22"]


def test_some_sheets_of_each_place_are_given_the_youngest_first(
    parts: Components,
) -> None:
    published(parts)
    found = find(parts)
    with parts.store.read() as work:
        sheets = sheets_at(parts.index, work, found, [LILLE, "en ligne"], 2)
        assert sheets_at(parts.index, work, found, [], 2) == {}
    assert {key: [one.title for one in held] for key, held in sheets.items()} == {
        LILLE: ["Le vélo", "Le vélo"],
        "en ligne": ["Le blog"],
    }
    numbers = [one.sequence for one in sheets[LILLE]]
    assert numbers == sorted(numbers, reverse=True)


def test_a_place_of_a_thousand_is_counted_without_the_store(parts: Components) -> None:
    groups = [Group(value=f"lieu {n}", count=n, first=()) for n in range(1_000)]
    rows = count_places(parts.places, groups)
    assert isinstance(rows[0], PlaceCount)
    assert [one.count for one in rows] == sorted(range(1_000), reverse=True)
