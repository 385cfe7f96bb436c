"""A result says why it was found to who asks, and to nobody else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.store.log import titles_keywords
from commons.adapters.store.log.revisions import get_head
from commons.web.journeys.search.explanation import explain_result
from commons.wiring import Components
from tests.visitor import said_by


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def test_each_word_is_told_with_the_parts_that_hold_it(
    app: Flask, starter: Components
) -> None:
    with starter.store.read() as work:
        sheet = titles_keywords.titles_starting(work, "World café", limit=1)[0].sheet
        head = get_head(work, sheet)
    with app.test_request_context("/search"):
        why = explain_result(
            head, "un café des trains avec xyzzyx", ("world café", "xyz")
        )
        assert why.told()[0][1].startswith("le titre")
    assert "title" in why.words["café"]
    assert "xyzzyx" not in why.words
    assert "avec" not in why.words
    assert why.names == ("world café",)


def test_results_tell_it_when_the_address_asks(client: FlaskClient) -> None:
    usual = client.get("/search?q=debat mouvan&lang=fr")
    assert "Trouvée par" not in said_by(usual)
    found = re.search(
        r'href="(/search\?[^"]*explain=1[^"]*)"', usual.get_data(as_text=True)
    )
    assert found
    page = said_by(client.get(found[1].replace("&amp;", "&")))
    assert "« mouvant » dans le titre" in page.replace("\u00a0", " ")


def test_programs_are_told_as_well(client: FlaskClient) -> None:
    told = client.get("/search.json?q=débat&explain=1").get_json()["results"]
    assert "title" in told[0]["why"]["words"]["débat"]
    assert "why" not in client.get("/search.json?q=débat").get_json()["results"][0]


def test_without_words_there_is_nothing_to_tell(client: FlaskClient) -> None:
    page = client.get("/search?kind=method&explain=1&lang=fr")
    assert "Trouvée par" not in said_by(page)
    assert "explain=1" not in client.get("/search").get_data(as_text=True)
