"""The map as data: GeoJSON, one place, the places to choose from, the outlines."""

import json
import re
import time
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from commons.web.journeys.search.map.map_answer import SHEETS_SHOWN
from commons.web.journeys.search.map.map_data import MOST_FEATURES
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

BREST, QUIMPER, LILLE = "commune:29019", "commune:29232", "commune:59350"


@pytest.fixture
def placed(parts: Components, client: FlaskClient) -> FlaskClient:
    """Give a client of an instance with sheets in four places."""
    desk = Desk(parts)
    desk.publish(6, title="Le vélo", territory={"code": LILLE})
    desk.publish(2, title="Le café", territory={"code": BREST}, kind="tool")
    desk.put_one(title="La barque", territory={"code": QUIMPER})
    desk.put_one(title="Le blog", territory={"name": "en ligne"})
    parts.catch_up()
    return client


def test_geojson_tells_each_place_that_stands_somewhere(placed: FlaskClient) -> None:
    answer = placed.get("/map.json?lang=fr&territory=department:29")
    assert answer.mimetype == "application/geo+json"
    told = answer.get_json()
    assert (told["type"], told["total"], told["left"]) == ("FeatureCollection", 3, 0)
    brest, quimper = told["features"]
    assert brest["properties"] == {
        "name": "Brest",
        "around": "Finistère",
        "territory": BREST,
        "count": 2,
    }
    longitude, latitude = brest["geometry"]["coordinates"]
    assert (round(longitude), round(latitude)) == (-4, 48)
    assert quimper["properties"]["count"] == 1
    again = placed.get(
        "/map.json?lang=fr&territory=department:29",
        headers={"If-None-Match": answer.headers["ETag"]},
    )
    assert again.status_code == 304
    assert len(placed.get("/map.json").get_json()["features"]) == 3


def test_outlines_are_kept_for_good_under_their_own_address(
    client: FlaskClient,
) -> None:
    page = client.get("/map").get_data(as_text=True)
    address = re.search(r'href="(/map/outlines\.svg\?v=[0-9a-f]+)#france"', page)
    assert address
    answer = client.get(address[1])
    assert answer.mimetype == "image/svg+xml"
    assert "immutable" in answer.headers["Cache-Control"]
    assert ET.fromstring(answer.data).tag.endswith("svg")  # noqa: S314 - we drew it
    assert (
        "immutable" not in client.get("/map/outlines.svg?v=x").headers["Cache-Control"]
    )
    told = json.loads(client.get("/map/outlines.json").data)
    assert len(told["features"]) == 101


def test_geojson_says_what_the_page_shows(placed: FlaskClient) -> None:
    west, south, east, north = placed.get("/map.json").get_json()["bbox"]
    assert (west, south, east, north) == (-5.4, 41.2, 9.8, 51.3)
    west, south, east, north = placed.get("/map.json?near=Brest").get_json()["bbox"]
    assert west < -4.49 < east < 5
    assert south < 48.39 < north


def test_nothing_is_kept_while_the_index_has_yet_to_read(
    parts: Components, placed: FlaskClient
) -> None:
    assert "ETag" in placed.get("/map.json").headers
    Desk(parts).put_one(territory={"code": BREST})
    assert "ETag" not in placed.get("/map.json").headers
    parts.catch_up()
    features = placed.get("/map.json").get_json()["features"]
    assert {one["id"]: one["properties"]["count"] for one in features}[BREST] == 3


def test_a_place_is_told_with_its_first_sheets(placed: FlaskClient) -> None:
    told = placed.get(f"/map/place.json?at={LILLE}&near=Brest&lang=fr").get_json()
    assert (told["name"], told["around"], told["count"]) == ("Lille", "Nord", 6)
    assert re.fullmatch("à [0-9]+ km", told["distance"])
    assert told["url"] == f"/territories/{LILLE}"
    assert placed.get(told["all"]).status_code == 200
    assert len(told["sheets"]) == SHEETS_SHOWN
    first = told["sheets"][0]
    assert (first["title"], first["kind"]) == ("Le vélo", "method")
    assert (first["kind_label"], first["language"]) == ("Méthode", "fr")
    assert placed.get(first["url"]).status_code == 200


@pytest.mark.parametrize("at", ["", "commune:29189", "x", "%00", "a" * 5_000])
def test_a_place_where_nothing_was_found_is_none(placed: FlaskClient, at: str) -> None:
    assert placed.get(f"/map/place.json?at={at}").status_code == 404
    assert placed.get(f"/map/place.json?at={BREST}&kind=method").status_code == 404


def test_places_are_proposed_to_whoever_types(client: FlaskClient) -> None:
    items = client.get("/map/places.json?q=landern").get_json()["items"]
    assert items[0] == {
        "text": "Landerneau",
        "label": "Landerneau",
        "hint": "Finistère",
    }
    for typed in ("", "%00", "a" * 10_000, "xyzzyx"):
        answer = client.get(f"/map/places.json?q={typed}")
        assert answer.get_json() == {"items": []}


def test_what_is_told_is_bounded_however_many_places_there_are(
    parts: Components, client: FlaskClient
) -> None:
    desk = Desk(parts)
    codes = [code for code in parts.places.codes() if code.startswith("commune:")]
    step = len(codes) // (MOST_FEATURES + 100)
    with parts.store.write() as work:
        for code in codes[::step]:
            desk.put(work, territory={"code": code})
    parts.catch_up()
    client.get("/map.json")
    began = time.thread_time()
    answer = client.get("/map.json?kind=method")
    assert time.thread_time() - began < 1.0
    told = answer.get_json()
    assert len(told["features"]) == MOST_FEATURES
    assert told["left"] > 0
    assert len(answer.data) < 400_000
    began = time.thread_time()
    page = client.get("/map?kind=method")
    assert time.thread_time() - began < 1.0
    assert len(page.data) < 120_000
