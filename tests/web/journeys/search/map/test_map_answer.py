"""What the list and the data say of a place."""

import pytest
from flask import Flask

from commons.core.kinds.places.location import locate
from commons.web.journeys.search.map.map_answer import (
    answer_map,
    draw_answer,
    list_address,
    place_around,
    place_rows,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

BREST, QUIMPER = "commune:29019", "commune:29232"


@pytest.mark.parametrize(
    ("key", "around"),
    [
        (BREST, "Finistère"),
        ("department:29", "Bretagne"),
        ("intercommunality:242900314", "Finistère"),
        ("region:53", "région"),
        ("pays de Brest", ""),
        ("commune:98818", "988"),
    ],
)
def test_a_place_is_told_with_the_larger_one_around(
    app: Flask, parts: Components, key: str, around: str
) -> None:
    with app.test_request_context("/map?lang=fr"):
        assert place_around(locate(parts.places, key)) == around


def test_an_answer_is_counted_drawn_and_listed_alike(
    app: Flask, parts: Components
) -> None:
    desk = Desk(parts)
    desk.publish(5, territory={"code": BREST})
    desk.put_one(territory={"name": "en ligne"})
    desk.put_one()
    parts.catch_up()
    with app.test_request_context("/map?lang=fr&near=Quimper"):
        answer = answer_map()
        assert (answer.found.total, answer.placed, len(answer.counted)) == (7, 6, 2)
        assert answer.territories == []
        assert not draw_answer(answer).is_whole
        brest, online = place_rows(answer, answer.counted)
    assert (brest.name, brest.count, brest.on_map) == ("Brest", 5, True)
    assert brest.distance.startswith("à 5")
    assert (online.on_map, online.distance, online.url) == (False, "", "")
    assert len(online.sheets) == 1


def test_the_map_of_everything_is_that_of_every_sheet_and_follows_each_save(
    app: Flask, parts: Components
) -> None:
    desk = Desk(parts)
    desk.publish(2, territory={"code": BREST})
    desk.put_one(territory={"code": QUIMPER})
    for more in range(2):
        parts.catch_up()
        with app.test_request_context("/map?lang=fr"):
            everything = answer_map()
            drawn = draw_answer(everything)
        with app.test_request_context("/map?lang=fr&kind=method"):
            chosen = answer_map()
            assert draw_answer(chosen).wide[0].text == drawn.wide[0].text
        assert (everything.everything, chosen.everything) == (True, False)
        assert everything.counted == chosen.counted
        assert everything.placed == 3 + more
        assert drawn.is_whole
        desk.put_one(territory={"code": BREST})


def test_the_list_is_asked_for_without_what_the_map_alone_understands(
    app: Flask,
) -> None:
    with app.test_request_context("/map?kind=tool&near=Brest&page=3"):
        assert list_address() == "/search?kind=tool"
        assert list_address(territory=BREST) == f"/search?kind=tool&territory={BREST}"
