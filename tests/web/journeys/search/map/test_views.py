"""The map: as a page, as GeoJSON, and its outlines."""

import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from commons.app import create_app
from commons.web.guard.access import HEADERS
from commons.web.journeys.search.map.map_answer import SHEETS_SHOWN
from commons.web.journeys.search.map.views import PLACES_SHOWN
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
    desk.put_one(title="Nulle part")
    parts.catch_up()
    return client


def page_of(client: FlaskClient, address: str = "/map", **asked: Any) -> str:
    answer = client.get(
        address, query_string=asked or None, headers={"Accept-Language": "fr"}
    )
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def points(page: str, where: str = "map__wide") -> dict[str, str]:
    """Give what each point of a map says, and where it leads."""
    group = page.partition(f'class="map__points {where}')[2].partition("</g>")[0]
    found = re.findall(r'href="([^"]+)" aria-label="([^"]+)"', group)
    return {unescape(label): unescape(url) for url, label in found}


def rows(page: str) -> list[tuple[str, str]]:
    """Give the places of the list, with what is said of each."""
    found = re.findall(r"<h3>(.+?)</h3>\s*<p[^>]*>(.+?)</p>", page)
    return [(re.sub("<[^>]+>", "", name), said) for name, said in found]


def test_all_of_france_is_drawn_by_department_and_by_region(
    placed: FlaskClient,
) -> None:
    page = page_of(placed)
    assert points(page) == {
        "Lille\u00a0: 6 fiches": f"/map?territory={LILLE}",
        "Finistère\u00a0: 3 fiches": "/map?territory=department:29",
    }
    assert points(page, "map__narrow") == {
        "Lille\u00a0: 6 fiches": f"/map?territory={LILLE}",
        "Bretagne\u00a0: 3 fiches": "/map?territory=region:53",
    }


def test_the_list_says_the_same_place_by_place(placed: FlaskClient) -> None:
    page = page_of(placed)
    assert rows(page) == [
        ("Lille", "Nord · 6 fiches"),
        ("Brest", "Finistère · 2 fiches"),
        ("en ligne", "1 fiche · pas sur la carte"),
        ("Quimper", "Finistère · 1 fiche"),
    ]
    assert "11 fiches, dans 4 lieux" in page
    assert "1 autre fiche ne dit pas d’où elle vient" in page
    assert page.count("Le vélo</a>") == SHEETS_SHOWN
    assert "Voir les 6 fiches\u00a0: Lille" in page


def test_a_point_leads_to_a_closer_map_of_its_places(placed: FlaskClient) -> None:
    closer = page_of(placed, points(page_of(placed))["Finistère\u00a0: 3 fiches"])
    assert "#d29" in closer
    assert "#frames" not in closer
    assert set(points(closer, "")) == {
        "Brest\u00a0: 2 fiches",
        "Quimper\u00a0: 1 fiche",
    }
    assert [name for name, _ in rows(closer)] == ["Brest", "Quimper"]
    box = re.search(r'viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"', closer)
    assert box
    assert int(box[3]) < 2_500


def test_filters_are_those_of_the_search_and_stay_on_the_way(
    placed: FlaskClient,
) -> None:
    page = page_of(placed, kind="tool")
    assert points(page) == {
        "Brest\u00a0: 2 fiches": f"/map?kind=tool&territory={BREST}"
    }
    assert 'name="kind" value="tool" checked' in page
    chip = re.search(r'badge--chosen" href="([^"]+)"', page)
    assert chip
    assert unescape(chip[1]) == "/map"
    assert 'href="/search?kind=tool"' in page
    back = page_of(placed, "/search", kind="tool")
    assert 'href="/map?kind=tool"' in back
    assert 'href="/map?kind=tool#near"' in back
    assert points(page_of(placed, q="barque")) == {
        "Quimper\u00a0: 1 fiche": f"/map?q=barque&territory={QUIMPER}"
    }


def test_near_a_commune_the_nearest_come_first_with_the_distance(
    placed: FlaskClient,
) -> None:
    page = page_of(placed, near="Landerneau")
    assert "<h1>Landerneau et ses environs</h1>" in page
    found = rows(page)
    assert [name for name, _ in found] == ["Brest", "Quimper", "Lille", "en ligne"]
    assert re.fullmatch(r"Finistère · à (1[0-9]|2[0-9]) km · 2 fiches", found[0][1])
    assert "ici même" in page_of(placed, near=BREST)
    chip = page_of(placed, near="Landerneau", kind="tool")
    assert 'badge--chosen" href="/map?near=Landerneau"' in chip


def test_a_place_that_may_be_several_is_asked_about(placed: FlaskClient) -> None:
    page = page_of(placed, near="Saint-Denis", kind="tool")
    offered = re.findall(r'<a class="badge" href="(/map\?[^"]*near=[^"]+)"', page)
    assert len(offered) > 1
    assert "kind=tool" in offered[0]
    assert re.search(
        "<h1>[^<]+ et ses environs<", page_of(placed, unescape(offered[0]))
    )
    unknown = page_of(placed, near="Xyzzyx")
    assert "n’est pas dans les listes officielles" in unknown
    assert len(rows(unknown)) == 4


def test_the_list_has_pages(parts: Components, client: FlaskClient) -> None:
    desk = Desk(parts)
    codes = [code for code in parts.places.codes() if code.startswith("commune:29")]
    for code in codes[: PLACES_SHOWN + 3]:
        desk.put_one(territory={"code": code})
    parts.catch_up()
    assert len(rows(page_of(client))) == PLACES_SHOWN
    assert len(rows(page_of(client, page="2"))) == 3
    assert len(rows(page_of(client, page="99"))) == 3


def test_no_coordinate_stands_bare_on_the_page(placed: FlaskClient) -> None:
    for asked in ({}, {"near": BREST}, {"territory": "department:29"}):
        text = re.sub("<[^>]+>", " ", page_of(placed, **asked))
        assert not re.search(r"-?\d{1,2}[.,]\d{3,}", text)


@pytest.mark.parametrize(
    "asked",
    [
        "near=%00", "near=" + "a" * 5_000, "near=commune:99999", "near=en+ligne",
        "territory=region:99", "territory=department:999", "territory=x%09y",
        "territory=a%091.0000,2.0000", "near=commune:98818", "territory=commune:98818",
        "&".join(f"territory=department:{n:02}" for n in range(1, 96)),
        "near=%ED%A0%BD", "kind=x&kind=y&near=Brest&near=Lille", "sort=x&page=10000",
        "q=" + "territoire:" * 50, "minutes=x&people=0", "~at=commune:29019",
    ],
)  # fmt: skip
def test_whatever_is_asked_is_answered(placed: FlaskClient, asked: str) -> None:
    assert placed.get(f"/map?{asked}").status_code == 200
    assert placed.get(f"/map.json?{asked}").status_code == 200


def test_a_page_that_is_none_is_refused(placed: FlaskClient) -> None:
    assert placed.get("/map?page=0").status_code == 400
    assert placed.get("/map.json?page=x").status_code == 400


def test_the_menu_leads_to_the_map(client: FlaskClient) -> None:
    assert re.search(r'<a href="/map"[^>]*>Carte</a>', page_of(client, "/"))


def test_only_the_map_shows_images_of_the_chosen_tile_server(
    parts: Components,
) -> None:
    tiles = "https://tiles.example/{z}/{x}/{y}.png"
    settings = replace(parts.settings, map_tiles=tiles, map_credit="©")
    chosen = replace(parts, settings=settings)
    client = create_app(chosen).test_client()
    policies = {
        page: client.get(page).headers["Content-Security-Policy"]
        for page in ("/map", "/map.json", "/search", "/")
    }
    own = HEADERS["Content-Security-Policy"]
    assert policies.pop("/map") == own.replace(
        "img-src 'self' data:", "img-src 'self' data: https://tiles.example"
    )
    assert set(policies.values()) == {own}
    plain = create_app(parts).test_client().get("/map")
    assert plain.headers["Content-Security-Policy"] == own
