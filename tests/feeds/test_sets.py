"""Sets hold what stands on their shelves and on those below."""

import pytest
from flask import Flask

from commons.feeds import sets
from commons.feeds.instance import Instance
from commons.feeds.sets import list_sets, set_filter, sets_of
from commons.web.request.context import feed_instance
from commons.wiring.components import Components
from tests.feeds.conftest import BREST, Desk

COMMUNE = "territory:commune:29019"
DEPARTMENT = "territory:department:29"


@pytest.fixture
def teller(app: Flask) -> Instance:
    """Give in which words the instance speaks."""
    with app.test_request_context("/"):
        return feed_instance()


def test_a_record_is_in_the_sets_of_its_kind_its_themes_and_its_places(
    teller: Instance, desk: Desk
) -> None:
    head = desk.put_one(themes=["culture"], territory=BREST)
    found = sets_of(teller, head)
    assert found[:3] == ["kind:method", "theme:culture", COMMUNE]
    assert {DEPARTMENT, "territory:region:53"} <= set(found)
    assert len(found) == len(set(found))


def test_a_place_in_free_words_is_in_no_set(teller: Instance, desk: Desk) -> None:
    head = desk.put_one(territory={"name": "La vallée"})
    assert sets_of(teller, head) == ["kind:method"]


def test_only_sets_that_hold_something_are_named(
    teller: Instance, parts: Components, desk: Desk
) -> None:
    with parts.store.read() as work:
        assert list_sets(teller, work, limit=9) == {}
    desk.put_one(themes=["culture"], territory=BREST)
    with parts.store.read() as work:
        named = list_sets(teller, work, limit=99)
        specs = list(named)
        for place, spec in enumerate(specs):
            onward = list_sets(teller, work, after=spec, limit=2)
            assert list(onward) == specs[place + 1 : place + 3]
    assert named["kind"] == "Toutes les fiches"
    assert named["kind:method"] == "Méthodes"
    assert named["theme:culture"] == teller.category("theme:culture") != "culture"
    assert named["territory:department"] == "Les départements"
    assert (named[COMMUNE], named[DEPARTMENT]) == ("Brest", "Finistère")
    assert "kind:tool" not in named


@pytest.mark.parametrize("spec", ["", "kind"])
def test_the_set_of_all_asks_for_no_shelf(
    teller: Instance, parts: Components, spec: str
) -> None:
    with parts.store.read() as work:
        assert set_filter(teller, work, spec) == ()


def test_a_department_holds_what_is_of_its_communes(
    teller: Instance, parts: Components, desk: Desk
) -> None:
    desk.put_one(territory=BREST)
    desk.put_one(territory={"code": "department:29"})
    desk.put_one(territory={"code": "commune:75056"})
    with parts.store.read() as work:
        (held,) = set_filter(teller, work, DEPARTMENT) or ()
        assert set(held) == {COMMUNE, DEPARTMENT}
        (alone,) = set_filter(teller, work, COMMUNE) or ()
        assert list(alone) == [COMMUNE]
        assert set_filter(teller, work, "theme:culture") == (("theme:culture",),)


@pytest.mark.parametrize("code", ["department:22", "commune:00000", "galaxy:1"])
def test_a_territory_without_sheets_is_unknown(
    teller: Instance, parts: Components, desk: Desk, code: str
) -> None:
    desk.put_one(territory=BREST)
    with parts.store.read() as work:
        assert set_filter(teller, work, f"territory:{code}") is None


def test_a_territory_of_too_many_shelves_is_asked_for_by_its_root(
    teller: Instance, parts: Components, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sets, "MOST_SHELVES", 1)
    desk.put_one(territory=BREST)
    desk.put_one(territory={"code": "department:29"})
    with parts.store.read() as work:
        assert set_filter(teller, work, DEPARTMENT) == (("territory",),)
