"""Crawlers are kept off what is no text, and told where everything is."""

import re
from urllib.robotparser import RobotFileParser

from flask import Flask
from flask.testing import FlaskClient

from commons.web.journeys.harvest.robots import closed_paths
from tests.addresses.routes import address_of
from tests.conftest import BASE


def test_the_closed_paths_are_the_beginnings_of_routes_that_are_not_crawled(
    app: Flask,
) -> None:
    assert set(closed_paths(app)) == {
        *("/search", "/write", "/drafts", "/account", "/login", "/register", "/logout"),
        *("/sheets/new/", "/sheets/*/edit", "/sheets/*/history", "/sheets/*/compare"),
        *("/sheets/*/diff/", "/sheets/*/timegate", "/oai", "/sheets/*/v/*/adapt"),
        *("/adapt", "/notices", "/news", "/inbox", "/map"),
        *("/password/forgotten", "/password/reset/", "/appearance/", "/logo/"),
        *("/reviews/", "/changes.atom", "/report"),
        "/trials/new",
        *("/organisations/new", "/organisations/*/edit", "/organisations/*/merge"),
        *("/sheets/*/remarks/new", "/remarks/*/edit", "/remarks/*/hide"),
        *("/people/*/message", "/messages/*/report/", "/messages/stop/*/"),
        *("/featured", "/collect/", "/sheets/*/v/*/translate"),
        *("/follow", "/notifications"),
        *("/sheets/*/lineage", "/sheets/*/update/"),
        *("/sheets/*/v/*/print", "/sheets/*/v/*/cards", "/sheets/*/qr.svg"),
    }


def test_crawlers_are_welcome_to_what_is_to_be_read(
    app: Flask, client: FlaskClient
) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert f"Sitemap: {BASE}/sitemap.xml\n" in text
    closed = [
        re.compile(re.escape(path).replace(r"\*", ".*"))
        for path in re.findall(r"Disallow: (\S+)", text)
    ]
    refused = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if any(path.match(address_of(rule)) for path in closed)
    }
    assert refused >= {
        *(
            "search.search_page",
            "search.search_json",
            "editing.create_sheet",
            "editing.edit_sheet",
        ),
        *(
            "history.history_page",
            "history.diff_page",
            "accounts.login_page",
            "memento.sheet_timegate",
        ),
    }
    assert not refused & {
        *(
            "home.home_page",
            "sheets.negotiate_sheet",
            "sheets.sheet_page",
            "sheets.sheet_in",
            "static",
        ),
        *("entities.theme_page", "entities.territory_page", "syndication.atom_feed"),
    }
    parser = RobotFileParser()
    parser.parse(text.splitlines())
    assert parser.can_fetch("*", f"{BASE}/sheets/0123456789ab/une-fiche")
    assert not parser.can_fetch("*", f"{BASE}/search?q=x")
    assert parser.site_maps() == [f"{BASE}/sitemap.xml"]
