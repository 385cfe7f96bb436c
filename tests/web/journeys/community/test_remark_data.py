"""What machines read of talk: a collection of notes in every format, and a feed."""

import re

import feedparser
import pytest
from flask.testing import FlaskClient
from rdflib import Graph, Namespace, URIRef

from commons.adapters.rdf.formats import FORMATS
from commons.web.journeys.community import remark_data
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.people.visitor import Visitor
from tests.web.journeys.community.test_remarks import page, says, under

AS = Namespace("https://www.w3.org/ns/activitystreams#")


@pytest.fixture
def sheet(author: Visitor) -> str:
    return author.publishes("method", title="Le banc")


def graph(client: FlaskClient, address: str, form: str = "turtle") -> Graph:
    answer = client.get(address)
    assert answer.status_code == 200
    return Graph().parse(data=answer.get_data(), format=form)


def test_the_collection_is_the_same_in_every_format_and_by_accept(
    author: Visitor, client: FlaskClient, sheet: str
) -> None:
    asked = says(author, sheet, "Et s’il pleut ?")
    reply = says(author, sheet, "Sous le porche.", parent=asked)
    every = URIRef(BASE + under(sheet))
    said = graph(client, f"{under(sheet)}.ttl")
    assert set(said.objects(None, AS.items)) == {
        URIRef(f"{BASE}/remarks/{one}") for one in (asked, reply)
    }
    assert str(said.value(every, AS.totalItems)) == "2"
    assert said.value(URIRef(f"{BASE}/sheets/{sheet.split('/')[2]}"), AS.replies) == (
        every
    )
    note = URIRef(f"{BASE}/remarks/{reply}")
    assert said.value(note, AS.inReplyTo) == URIRef(f"{BASE}/remarks/{asked}")
    assert str(said.value(note, AS.content)) == "Sous le porche."
    assert str(said.value(note, AS.attributedTo)).startswith(f"{BASE}/people/")
    same = graph(client, f"{under(sheet)}.jsonld", "json-ld")
    assert set(same) == set(said)
    for suffix, form in FORMATS.items():
        answer = client.get(under(sheet), headers={"Accept": form.media_type})
        assert answer.get_data() == client.get(f"{under(sheet)}.{suffix}").get_data()
    assert client.get(under(sheet)).mimetype == "text/html"
    assert client.get(f"{under(sheet)}.json").status_code == 404


def test_no_address_and_nothing_hidden_is_told(
    author: Visitor, editor: Visitor, client: FlaskClient, sheet: str
) -> None:
    hidden = says(author, sheet, "Achetez mon banc")
    says(author, sheet, "Et s’il pleut ?")
    editor.post(f"/remarks/{hidden}/hide", reason="une publicité")
    for address in (f"{under(sheet)}.jsonld", "/feeds/questions"):
        told = client.get(address).get_data(as_text=True)
        assert "Et s’il pleut" in told
        assert "Achetez" not in told
        assert author.email not in told
        assert "une publicité" not in told


def test_a_long_collection_is_told_page_by_page(
    author: Visitor,
    client: FlaskClient,
    sheet: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(remark_data, "MOST_ON_PAGE", 2)
    asked = {says(author, sheet, f"Question {n}") for n in range(3)}
    first, last = (
        graph(client, f"{under(sheet)}.ttl?page={number}") for number in (1, 2)
    )
    told = first + last
    assert set(told.objects(None, AS.items)) == {
        URIRef(f"{BASE}/remarks/{one}") for one in asked
    }
    pages = [URIRef(f"{BASE}{under(sheet)}?page={number}") for number in (1, 2)]
    assert told.value(pages[0], AS.next) == pages[1]
    assert told.value(pages[1], AS.prev) == pages[0]
    assert client.get(f"{under(sheet)}.ttl?page=3").status_code == 404


def test_the_answer_changes_with_what_is_said_and_is_kept_until_then(
    author: Visitor, client: FlaskClient, sheet: str
) -> None:
    address = f"{under(sheet)}.ttl"
    tag = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304
    says(author, sheet, "Et s’il pleut ?")
    assert client.get(address, headers=tag).status_code == 200


def test_the_feed_tells_the_questions_of_a_sheet_alone(
    author: Visitor, client: FlaskClient, sheet: str, parts: Components
) -> None:
    other = author.publishes("method", title="La table")
    asked = says(author, sheet, "Et s’il pleut ?")
    says(author, sheet, "Un mot", sort="remark")
    says(author, sheet, "Sous le porche.", parent=asked)
    says(author, other, "Où ?")
    read = feedparser.parse(client.get("/feeds/questions").get_data())
    assert [one.title for one in read.entries] == [
        "La table – Où ?",
        "Le banc – Et s’il pleut ?",
    ]
    identifier = sheet.split("/")[2]
    address = f"/feeds/questions?sheet={identifier}"
    (one,) = feedparser.parse(client.get(address).get_data()).entries
    assert one.link == f"{BASE}/remarks/{asked}"
    assert one.author == author.name
    assert re.search(rf'href="{re.escape(address)}"', page(client, under(sheet)))
    assert client.get("/feeds/questions?sheet=nulle-part").status_code == 404
    assert client.get("/feeds/questions?sheet=0123456789ab").status_code == 404
