"""A browser, or any other program, can search us by what we say of the search."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import etree

from commons.wiring.components import Components

NS = {"os": "http://a9.com/-/spec/opensearch/1.1/"}


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def test_the_description_is_linked_and_each_of_its_addresses_answers(
    client: FlaskClient,
) -> None:
    page = client.get("/").get_data(as_text=True)
    assert 'rel="search" type="application/opensearchdescription+xml"' in page
    answer = client.get("/opensearch.xml")
    assert answer.headers["Content-Type"].startswith(
        "application/opensearchdescription+xml"
    )
    told = etree.fromstring(answer.data)
    assert len(told.findtext("os:ShortName", namespaces=NS)) <= 16
    urls = told.findall("os:Url", namespaces=NS)
    assert len(urls) == 5
    for url in urls:
        filled = url.get("template").replace("{searchTerms}", "d%C3%A9bat")
        path = filled.replace("{startPage?}", "").removeprefix("http://localhost:8000")
        found = client.get(path)
        assert found.status_code == 200, path
        assert found.headers["Content-Type"].startswith(url.get("type")), path


def test_suggestions_have_the_form_of_opensearch_and_lead_to_pages(
    client: FlaskClient,
) -> None:
    answer = client.get("/search/suggestions.json?q=bâton de&lang=fr")
    typed, labels, hints, urls = answer.get_json(force=True)
    assert typed == "bâton de"
    assert len(labels) == len(hints) == len(urls) > 0
    assert any("aussi" in hint for hint in hints)
    for url in urls:
        path = url.removeprefix("http://localhost:8000")
        assert client.get(path, follow_redirects=True).status_code == 200


def test_suggestions_are_asked_about_again_by_their_tag(client: FlaskClient) -> None:
    first = client.get("/search/suggestions.json?q=débat")
    known: dict[str, Any] = {"If-None-Match": first.headers["ETag"]}
    assert (
        client.get("/search/suggestions.json?q=débat", headers=known).status_code == 304
    )
    assert client.get("/search/suggestions.json").get_json(force=True)[1:] == [
        [],
        [],
        [],
    ]
