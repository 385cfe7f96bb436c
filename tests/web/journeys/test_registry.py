"""One row in JOURNEYS brings pages, rights, limits, robots, navigation and panels."""

import re
from collections import Counter

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.web.display.panels import AFTER, ASIDE, BEFORE, STEP
from commons.web.guard.journey import Journey
from commons.web.journeys.registry import JOURNEYS
from commons.wiring.components import Components
from tests.people.visitor import Visitor, said_by
from tests.web.journeys.guestbook import guestbook

PANEL = "<section><h2>{{ panel.words }}</h2></section>"


@pytest.fixture
def app(parts: Components) -> Flask:
    """Give the application with one journey more, and the template of its panel."""
    made = create_app(parts, (*JOURNEYS, guestbook))
    own = DictLoader({"guestbook/_panel.html": PANEL})
    loader = made.jinja_loader
    assert loader is not None
    made.jinja_loader = ChoiceLoader([own, loader])
    return made


def test_every_row_has_a_name_of_its_own_and_the_endpoints_it_leads_to(
    app: Flask,
) -> None:
    assert max(Counter(journey.name for journey in JOURNEYS).values()) == 1
    for journey in JOURNEYS:
        for entry in journey.entries:
            assert entry.endpoint in app.view_functions
            assert entry.place in {"menu", "footer", "site", "team"}
        for panel in journey.panels:
            assert panel.position in {BEFORE, ASIDE, AFTER, STEP}
            app.jinja_env.get_template(panel.template)
    keys = Counter(panel.key for journey in JOURNEYS for panel in journey.panels)
    assert max(keys.values()) == 1


def test_what_a_journey_needs_is_asked_before_its_views(
    app: Flask, parts: Components, visitor: Visitor, author: Visitor, editor: Visitor
) -> None:
    assert "Le livre" in visitor.get("/guestbook").get_data(as_text=True)
    asked = visitor.get("/guestbook/sign")
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/login?")
    assert author.get("/guestbook/sign").status_code == 403
    assert "Signez" in editor.get("/guestbook/sign").get_data(as_text=True)


def test_its_readings_and_its_writes_are_limited_by_the_words_beside_the_route(
    visitor: Visitor, editor: Visitor
) -> None:
    assert [visitor.get("/guestbook").status_code for _ in range(4)] == [200] * 3 + [
        429
    ]
    address = "/guestbook/0123456789ab/sign"
    forged = editor.client.post(address)
    assert forged.status_code == 400  # it asks for a token, like any form
    signed = [editor.post(address, page="/write").status_code for _ in range(2)]
    assert signed == [200, 429]  # the forged one was counted too


def test_it_stands_in_the_menu_of_who_may_go_there(
    visitor: Visitor, editor: Visitor
) -> None:
    def menu(who: Visitor) -> list[str]:
        page = who.get("/themes").get_data(as_text=True)
        nav = page.partition('<nav aria-label="Navigation principale"')[2].partition(
            "</nav>"
        )[0]
        return re.findall(r'href="([^"]+)"', nav)

    own = ["/", "/search", "/map", "/themes", "/guestbook"]
    assert menu(visitor) == [*own, "/write"]
    more = ["/guestbook/sign", "/drafts", "/admin/reviews", "/write"]
    assert menu(editor) == [*own, *more]


def test_robots_are_kept_off_what_is_not_crawled(visitor: Visitor) -> None:
    text = visitor.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /guestbook/sign\n" in text
    assert "Disallow: /guestbook\n" not in text


def test_its_panel_stands_on_the_page_of_a_sheet_where_it_has_something_to_show(
    author: Visitor, visitor: Visitor
) -> None:
    page = author.publishes("method", title="Porteur de parole")
    assert "Livre d’or de « Porteur de parole »" in said_by(visitor.get(page))
    number = page.rsplit("/", 1)[0] + "/v/1"
    assert "Livre d’or de" in said_by(visitor.get(number))
    other = author.publishes("method", title="Sans livre")
    assert "Livre d’or" not in said_by(visitor.get(other)).replace("Sans livre", "")


def test_a_deleted_sheet_shows_no_panel(editor: Visitor, visitor: Visitor) -> None:
    page = editor.publishes("method")
    sheet = "/".join(page.split("/")[:3])
    editor.post(f"{sheet}/delete", page=f"{sheet}/history", reason="En double")
    assert "Livre d’or de" not in said_by(visitor.get(sheet))


def test_its_routes_are_printed_for_review(app: Flask) -> None:
    from commons.web.request.route_rules import describe_routes  # noqa: PLC0415

    lines = [line for line in describe_routes(app) if "/guestbook" in line]
    assert len(lines) == 3
    assert re.search(r"POST +/guestbook/<sheet_id:sheet>/sign +batch +writes", lines[1])
    assert "not crawled" in lines[2]


def test_a_reader_signs_in_as_before(app: Flask, parts: Components) -> None:
    reader = Visitor(app.test_client(), parts).signed_in(Role.READER)
    assert "/guestbook" in reader.get("/").get_data(as_text=True)


def test_the_same_journey_serves_several_applications(parts: Components) -> None:
    first, second = (create_app(parts, (*JOURNEYS, guestbook)) for _ in range(2))
    assert isinstance(first.blueprints["guestbook"], Journey)
    assert first.test_client().get("/guestbook").status_code == 200
    assert second.test_client().get("/guestbook").status_code == 200
