"""The sheets of a theme or a territory are gathered, with what is near."""

import pytest

from commons.errors import NotFoundError, UnfinishedError
from commons.services.search.browsing.browse import (
    BrowseResult,
    by_territory,
    by_theme,
    get_territory,
    parent_places,
    theme_counts,
)
from commons.services.search.find import PAGE_SIZE
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

BREST, QUIMPER, LILLE = "commune:29019", "commune:29232", "commune:59350"
FINISTERE = "department:29"


def theme(parts: Components, key: str, page: int = 1) -> BrowseResult:
    with parts.store.read() as work:
        return by_theme(parts.index, work, key, page)


def territory(parts: Components, code: str, page: int = 1) -> BrowseResult:
    with parts.store.read() as work:
        place = get_territory(parts.places, parts.index, work, code)
        return by_territory(parts.places, parts.index, work, place, page)


def test_the_sheets_of_a_theme_come_youngest_first_with_the_themes_beside_it(
    parts: Components,
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Un", themes=["culture", "food"])
    second = desk.put_one(title="Deux", themes=["culture", "food"], kind="tool")
    third = desk.put_one(title="Trois", themes=["culture", "housing"])
    desk.put_one(title="Quatre", themes=["food"])
    parts.catch_up()
    found = theme(parts, "culture")
    assert [one.sheet for one in found.sheets] == [
        one.sheet for one in (third, second, first)
    ]
    assert (found.total, found.page, found.pages) == (3, 1, 1)
    assert found.by_kind == (("method", 2), ("tool", 1))
    assert found.near == (("food", 2), ("housing", 1))
    assert not found.unfinished


def test_a_theme_has_as_many_pages_as_its_sheets_fill(parts: Components) -> None:
    Desk(parts).publish(PAGE_SIZE + 1, themes=["culture"])
    parts.catch_up()
    assert len(theme(parts, "culture").sheets) == PAGE_SIZE
    last = theme(parts, "culture", 2)
    assert (len(last.sheets), last.page, last.pages) == (1, 2, 2)
    assert last.total == PAGE_SIZE + 1


def test_a_theme_without_sheets_is_one_empty_page(parts: Components) -> None:
    found = theme(parts, "nonsense")
    assert (found.sheets, found.total, found.pages, found.near) == ((), 0, 1, ())


def test_a_deleted_sheet_is_not_shown_although_the_index_has_it_still(
    parts: Components,
) -> None:
    desk = Desk(parts)
    gone = desk.put_one(themes=["culture"])
    parts.catch_up()
    desk.delete(gone)
    assert theme(parts, "culture").sheets == ()


def test_themes_are_counted_and_it_is_said_when_sheets_are_missing(
    parts: Components,
) -> None:
    desk = Desk(parts)
    desk.publish(2, themes=["culture"])
    parts.index.clear()
    with parts.store.read() as work:
        assert theme_counts(parts.index, work) == ({}, True)
        assert by_theme(parts.index, work, "culture", 1).unfinished
    parts.catch_up()
    with parts.store.read() as work:
        assert theme_counts(parts.index, work) == ({"culture": 2}, False)


def test_a_department_gathers_what_lies_within_and_a_place_its_neighbours(
    parts: Components,
) -> None:
    desk = Desk(parts)
    brest = desk.put_one(territory={"code": BREST})
    quimper = desk.put_one(territory={"code": QUIMPER})
    desk.put_one(territory={"code": LILLE})
    parts.catch_up()
    within = territory(parts, FINISTERE)
    assert [one.sheet for one in within.sheets] == [quimper.sheet, brest.sheet]
    assert {BREST, QUIMPER} <= {code for code, _ in within.near}
    found = territory(parts, BREST)
    assert [one.sheet for one in found.sheets] == [brest.sheet]
    assert (QUIMPER, 1) in found.near
    assert not {BREST, FINISTERE, LILLE} & {code for code, _ in found.near}
    assert dict(found.filters) == {"territory": (BREST,)}


def test_a_code_of_no_list_is_a_place_as_long_as_sheets_bear_it(
    parts: Components,
) -> None:
    Desk(parts).put_one(territory={"code": "commune:29999"})
    parts.index.clear()
    with parts.store.read() as work, pytest.raises(UnfinishedError):
        get_territory(parts.places, parts.index, work, "commune:29999")
    parts.catch_up()
    found = territory(parts, "commune:29999")
    assert found.total == 1
    for code in ("commune:29998", "Brest", "", "commune:29019\n"):
        with parts.store.read() as work, pytest.raises(NotFoundError):
            get_territory(parts.places, parts.index, work, code)


def test_above_a_commune_are_its_department_and_its_region(parts: Components) -> None:
    brest = parts.places.get(BREST)
    assert brest is not None
    above = parent_places(parts.places, brest)
    assert [place.name for place in above] == ["Finistère", "Bretagne"]
    assert parent_places(parts.places, above[1]) == ()
