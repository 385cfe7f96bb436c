"""Territories and people are shown with a map of their sheets."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.people import persons
from commons.web.journeys.search import entities
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk

BREST, QUIMPER, LILLE = "commune:29019", "commune:29232", "commune:59350"


@pytest.fixture
def placed(parts: Components, client: FlaskClient) -> FlaskClient:
    """Give a client of an instance with sheets in three towns."""
    desk = Desk(parts)
    desk.publish(2, territory={"code": BREST})
    desk.put_one(territory={"code": QUIMPER})
    desk.put_one(territory={"code": LILLE})
    desk.put_one(title="Sans lieu")
    parts.catch_up()
    return client


def points(client: FlaskClient, address: str) -> dict[str, str]:
    """Give what the wide points of a page say, and where they lead."""
    answer = client.get(address, headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    group = page.partition('<g class="map__points')[2].partition("</g>")[0]
    found = re.findall(r'href="([^"]+)" aria-label="([^"]+)"', group)
    return {
        unescape(label).replace("\u00a0", ""): unescape(url) for url, label in found
    }


def test_a_department_shows_the_towns_in_it(placed: FlaskClient) -> None:
    assert points(placed, "/territories/department:29") == {
        "Brest: 2 fiches": f"/territories/{BREST}",
        "Quimper: 1 fiche": f"/territories/{QUIMPER}",
    }


def test_a_town_shows_what_lies_around_it(placed: FlaskClient) -> None:
    assert "Brest: 2 fiches" in points(placed, "/territories/commune:29189")


def test_what_nothing_locates_has_no_map(placed: FlaskClient) -> None:
    page = placed.get("/territories/commune:98818").get_data(as_text=True)
    assert "map__drawing" not in page


def test_a_territory_says_no_bare_coordinates(placed: FlaskClient) -> None:
    page = placed.get(f"/territories/{BREST}").get_data(as_text=True)
    text = re.sub("<[^>]+>", " ", page)
    assert "Latitude" not in text
    assert not re.search(r"-?\d{1,2}[.,]\d{3,}", text)
    told = placed.get(f"/territories/{BREST}.ttl").get_data(as_text=True)
    assert "latitude" in told


def test_a_person_is_shown_where_their_sheets_come_from(placed: FlaskClient) -> None:
    assert points(placed, f"/people/{CAMILLE.id}") == {
        "Finistère: 3 fiches": "/territories/department:29",
        "Lille: 1 fiche": f"/territories/{LILLE}",
    }


def test_the_territories_of_a_person_are_those_of_live_heads(parts: Components) -> None:
    desk = Desk(parts)
    moved = desk.put_one(territory={"code": BREST})
    desk.change(moved, territory={"code": QUIMPER})
    desk.delete(desk.put_one(territory={"code": LILLE}))
    with parts.store.read() as work:
        found = persons.territories_of(work, CAMILLE.id, limit=9)
        assert found == {QUIMPER: 1}
        assert persons.territories_of(work, "nobody000000", limit=9) == {}


def test_the_map_of_a_person_shows_the_sheets_changed_last(
    parts: Components, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(parts)
    desk.put_one(territory={"code": LILLE})
    desk.put_one(territory={"code": QUIMPER})
    page = client.get(f"/people/{CAMILLE.id}").get_data(as_text=True)
    assert "Où sont nées ces fiches, sur une carte" in page
    monkeypatch.setattr(entities, "MOST_MAPPED", 1)
    assert set(points(client, f"/people/{CAMILLE.id}?n=2")) == {"Quimper: 1 fiche"}
    page = client.get(f"/people/{CAMILLE.id}?n=2").get_data(as_text=True)
    assert "Où sont nées ses 1 dernières fiches, sur une carte" in page


def test_a_person_without_a_placed_sheet_has_no_map(
    parts: Components, client: FlaskClient
) -> None:
    Desk(parts).put_one()
    page = client.get(f"/people/{CAMILLE.id}").get_data(as_text=True)
    assert "map__drawing" not in page
