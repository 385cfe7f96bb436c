"""Who says no to whom, and how: a page to a browser, data to whoever wants data."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
COMUNICA = (
    "application/n-quads,application/ld+json;q=0.9,text/turtle;q=0.6,text/html;q=0.2"
)
PROBLEM, PAGE = "application/problem+json", "text/html"
NOWHERE = "/sheets/0123456789ab"
DATA = (
    *(f"{NOWHERE}.{suffix}" for suffix in ("ttl", "nq", "jsonld", "json", "md")),
    *(f"{NOWHERE}/v/1.ttl", f"{NOWHERE}/timemap", "/sheets/not-one.ttl"),
    *("/shapes/nothing", "/people/0123456789ab.ttl", "/themes/nothing.rdf"),
    *("/feeds/ldes/9/9", "/feeds/atom?theme=nothing", "/media/nothing.jpg"),
    *("/search.json?page=0", "/catalog.md", "/dumps/nothing.nq.gz"),
)
PAGES = (NOWHERE, f"{NOWHERE}/v/1", "/people/0123456789ab", "/nothing", "/themes/no")


@pytest.mark.parametrize("address", [*DATA, *PAGES])
@pytest.mark.parametrize(
    "accept", ["text/turtle", COMUNICA, "application/rdf+xml, */*;q=0.1", "image/png"]
)
def test_who_likes_data_better_is_told_in_data(
    client: FlaskClient, address: str, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code in {400, 404, 406}
    assert answer.mimetype == PROBLEM
    told = answer.get_json()
    assert told["status"] == answer.status_code
    assert told["title"]


@pytest.mark.parametrize("accept", [None, "*/*", "application/*, */*;q=0.5"])
def test_at_an_address_of_data_only_who_names_html_gets_a_page(
    client: FlaskClient, accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    for address in DATA:
        answer = client.get(address, headers=headers)
        assert (answer.mimetype, answer.status_code < 500) == (PROBLEM, True), address
        page = client.get(address, headers={"Accept": BROWSER})
        assert (page.mimetype, page.status_code) == (PAGE, answer.status_code), address


@pytest.mark.parametrize("accept", [None, "*/*", "text/html", BROWSER, "text/*"])
def test_a_browser_and_who_says_nothing_get_a_page_where_pages_are(
    client: FlaskClient, accept: str | None
) -> None:
    headers = {"Accept": accept} if accept else {}
    for address in PAGES:
        answer = client.get(address, headers=headers)
        assert (answer.mimetype, answer.status_code) == (PAGE, 404), address


@pytest.mark.parametrize("address", ["/ns", NOWHERE, f"{NOWHERE}.ttl", "/catalog.ttl"])
def test_what_fails_is_told_in_data_too(app: Flask, address: str) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    app.before_request(fail)
    answer = app.test_client().get(address, headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.mimetype) == (500, PROBLEM)
    assert answer.get_json()["incident"]
