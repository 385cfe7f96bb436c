"""What the script of the map is told."""

import json
import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def options(client: FlaskClient, address: str) -> dict[str, Any]:
    page = client.get(address, headers={"Accept-Language": "fr"}).get_data(as_text=True)
    told = re.search(r'data-live="([^"]+)"', page)
    assert told
    found: dict[str, Any] = json.loads(unescape(told[1]))
    return found


def test_the_script_asks_what_the_page_was_asked(client: FlaskClient) -> None:
    told = options(client, "/map?kind=tool&near=Brest&page=1")
    assert told["places"] == "/map.json?near=Brest&kind=tool"
    assert told["place"] == "/map/place.json?near=Brest&kind=tool"
    for name in ("places", "outlines"):
        assert client.get(told[name]).status_code == 200
    assert (told["tiles"], told["credit"]) == ("", "")


def test_frames_are_told_where_there_are_several(
    parts: Components, client: FlaskClient
) -> None:
    desk = Desk(parts)
    desk.put_one(territory={"code": "commune:29019"})
    parts.catch_up()
    assert options(client, "/map")["frames"] == []
    desk.put_one(territory={"code": "commune:97411"})
    parts.catch_up()
    frames = options(client, "/map")["frames"]
    assert [one["name"] for one in frames] == ["Métropole", "La Réunion"]
    west, south, east, north = frames[1]["bbox"]
    assert west < 55.5 < east
    assert south < -21.1 < north


def test_what_was_chosen_stands_out(client: FlaskClient) -> None:
    assert options(client, "/map?territory=region:53")["here"] == [
        "22",
        "29",
        "35",
        "56",
    ]
    assert options(client, "/map")["here"] == []


def test_what_somebody_typed_stays_a_value(client: FlaskClient) -> None:
    told = options(client, "/map?q=%22%3E%3Cscript%3E%26'")
    assert told["places"].startswith("/map.json?q=")
