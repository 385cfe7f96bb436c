"""A result says why it was found to who asks, and to nobody else."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.search.port import Reason
from commons.web.journeys.search.results.explanation import reason_as_json, reason_label
from commons.wiring.components import Components
from tests.people.visitor import said_by


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def test_what_was_found_is_told_with_where_and_for_what(app: Flask) -> None:
    with app.test_request_context("/search?lang=fr"):
        same = Reason(asked="debat", found="Débat", fields=("title", "body"))
        assert reason_label(same) == "« Débat » dans le titre, le texte"
        other = Reason(asked="talking stick", found="bâton", fields=("keywords",))
        assert "talking stick" in reason_label(other)
    assert reason_as_json(same)["in"] == ("title", "body")


def test_results_tell_it_when_the_address_asks(client: FlaskClient) -> None:
    usual = client.get("/search?q=debat mouvan&lang=fr")
    assert "Trouvée par" not in said_by(usual)
    found = re.search(
        r'href="(/search\?[^"]*explain=1[^"]*)"', usual.get_data(as_text=True)
    )
    assert found
    page = said_by(client.get(found[1].replace("&amp;", "&")))
    assert "mouvant » dans le titre" in page.replace("\u00a0", " ")


def test_programs_are_told_as_well(client: FlaskClient) -> None:
    told = client.get("/search.json?q=débat&explain=1").get_json()["results"]
    why = next(one for one in told[0]["why"] if one["asked"] == "débat")
    assert "title" in why["in"]
    assert "why" not in client.get("/search.json?q=débat").get_json()["results"][0]


def test_without_words_there_is_nothing_to_tell(client: FlaskClient) -> None:
    page = client.get("/search?kind=method&explain=1&lang=fr")
    assert "Trouvée par" not in said_by(page)
    assert "explain=1" not in client.get("/search").get_data(as_text=True)
