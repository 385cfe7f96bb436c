"""A sheet is translated from its page; both lead to each other, and say what changed."""

import json
import re

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from commons.adapters.store.log import revisions
from commons.wiring.components import Components
from tests.bench.typing_in import controls_of
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by


def translated(author: Visitor, page: str, language: str = "en", **typed: str) -> str:
    """Translate a sheet from its page; give the address of the translation."""
    read = author.get(page).get_data(as_text=True)
    (asked,) = re.findall(r'href="(/sheets/[^"]+/translate)"', read)
    where = author.get(asked).get_data(as_text=True)
    (action,) = re.findall(r'<form method="get" class="stack" action="([^"]+)"', where)
    hidden = dict(
        re.findall(r'type="hidden" name="(translates|version)" value="([^"]*)"', where)
    )
    assert f'<option value="{language}"' in where
    opened = author.client.get(action, query_string={**hidden, "language": language})
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    order = {**form, **typed, "_do": "publish", "_confirmed": "on"}
    made = author.client.post(action, data=order)
    assert made.status_code == 303, said_by(made)
    return made.headers["Location"]


@pytest.fixture
def page(author: Visitor) -> str:
    """Give the address of a sheet in French, with a territory."""
    return author.publishes(
        "method",
        title="Le mur",
        body="On écrit.",
        territory="Brest",
        licence="CC-BY-4.0",
    )


def test_the_form_opens_with_all_of_it_and_the_credit(
    author: Visitor, page: str, parts: Components
) -> None:
    made = translated(author, page, title="The wall", body="We write.")
    with parts.store.read() as work:
        head = revisions.get_head(work, made.split("/")[2])
    sheet = page.split("/")[2]
    assert head.values["translation_of"] == f"/sheets/{sheet}/v/1"
    assert head.values["territory"] == {"code": "commune:29019"}
    assert head.values["authors"] == [
        {"name": author.name, "role": "translator", "person": head.author.id}
    ]
    assert (head.language, head.licence) == ("en", "CC-BY-4.0")
    (row,) = head.items("sources")
    assert isinstance(row, dict)
    assert row["title"] == "Le mur"
    assert row["author"] == "Camille"
    assert row["changes"] == head.change_note == "Traduction de la version 1 (anglais)"


def test_both_lead_to_each_other_in_words_and_in_the_head(
    author: Visitor, client: FlaskClient, page: str
) -> None:
    assert "Lire en" not in said_by(client.get(page))
    made = translated(author, page, title="The wall")
    for here, there, language, name in (
        (page, made, "en", "English"),
        (made, page, "fr", "français"),
    ):
        answer = client.get(here)
        assert f"Lire en : {name}" in said_by(answer)
        text = answer.get_data(as_text=True)
        link = f'<link rel="alternate" hreflang="{language}" href="{BASE}{there}">'
        assert link in text
        own = "fr" if language == "en" else "en"
        assert f'<link rel="alternate" hreflang="{own}" href="{BASE}{here}">' in text
        assert "Adaptée ailleurs" not in said_by(answer)
        assert "Fiches qui citent celle-ci" not in said_by(answer)
    assert "Traduction de « Le mur », version 1 (français)" in said_by(client.get(made))


def test_it_is_told_that_the_original_has_moved_on_with_what_changed(
    author: Visitor, client: FlaskClient, page: str, parts: Components
) -> None:
    made = translated(author, page, title="The wall")
    sheet = page.split("/")[2]
    with parts.store.read() as work:
        first = revisions.get_head(work, sheet)
    Desk(parts).change(first, title="Le mur", body="On dessine.", licence="CC-BY-4.0")
    answer = client.get(made)
    told = said_by(answer)
    assert "traduit la version 1 de « Le mur » (français), qui a changé depuis" in told
    difference = f"/sheets/{sheet}/diff/1..2"
    assert difference in answer.get_data(as_text=True)
    assert "dessine" in said_by(client.get(difference))
    (follow,) = re.findall(
        r'href="(/sheets/[^"]+follows=2)"', answer.get_data(as_text=True)
    )
    form = dict(controls_of(author.get(follow).get_data(as_text=True), "sheet"))
    assert form["translation_of"] == f"/sheets/{sheet}/v/2"
    order = {**form, "body": "We draw.", "change_note": "suit la version 2"}
    done = author.client.post(follow, data={**order, "_do": "publish"})
    assert done.status_code == 303, said_by(done)
    assert "qui a changé depuis" not in said_by(client.get(made))
    with parts.store.read() as work:
        (row,) = revisions.get_head(work, made.split("/")[2]).items("sources")
    assert isinstance(row, dict)
    assert row["url"] == f"/sheets/{sheet}/v/2"
    assert row["changes"] == "Traduction de la version 1 (anglais)"


def test_an_original_that_was_deleted_is_told_and_no_more_translated(
    author: Visitor, client: FlaskClient, page: str, parts: Components
) -> None:
    made, sheet = translated(author, page, title="The wall"), page.split("/")[2]
    with parts.store.read() as work:
        first = revisions.get_head(work, sheet)
    Desk(parts).delete(first)
    answer = client.get(made)
    said = said_by(answer)
    assert "Cette fiche en traduit une autre, qui a été supprimée depuis" in said
    assert "Lire en" not in said_by(answer)
    assert "hreflang" not in answer.get_data(as_text=True).partition("</head>")[0]
    assert client.get(f"/sheets/{sheet}/v/1/translate").status_code == 410
    started = author.get(f"/sheets/new/method?translates={sheet}&version=1&language=en")
    assert started.status_code in {404, 410}


def test_several_in_one_language_are_told_apart_and_siblings_know_each_other(
    author: Visitor, client: FlaskClient, page: str
) -> None:
    first = translated(author, page, title="The wall")
    translated(author, page, title="The old wall")
    breton = translated(author, page, language="br", title="Ar voger")
    answer = client.get(page)
    assert "English – The old wall English – The wall" in said_by(answer)
    head = answer.get_data(as_text=True).partition("</head>")[0]
    assert sorted(re.findall(r'hreflang="(\w+)"', head)) == ["br", "en", "fr"]
    asked = said_by(client.get(f"/sheets/{page.split('/')[2]}/v/1/translate"))
    assert "Elle se lit déjà en" in asked
    assert "brezhoneg" in said_by(client.get(first))
    assert "English" in said_by(client.get(breton))
    again = translated(author, first, language="oc", title="La paret")
    assert "English" in said_by(client.get(again))


def test_rdf_and_what_search_engines_read_say_it_both_ways(
    author: Visitor, client: FlaskClient, page: str
) -> None:
    made, sheet = translated(author, page, title="The wall"), page.split("/")[2]
    other = made.split("/")[2]
    quads = {
        (str(quad.predicate.value), str(quad.object.value))
        for quad in parse(client.get(f"/sheets/{other}.nq").data, RdfFormat.N_QUADS)
    }
    version = f"{BASE}/sheets/{sheet}/v/1"
    assert ("http://schema.org/translationOfWork", version) in quads
    assert ("http://www.w3.org/ns/prov#wasDerivedFrom", version) in quads
    text = client.get(page).get_data(as_text=True)
    (written,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert json.loads(written)["workTranslation"] == [f"{BASE}/sheets/{other}"]
    fields = client.get(f"/sheets/{other}.json").get_json()["fields"]
    assert fields["translation_of"] == f"/sheets/{sheet}/v/1"


@pytest.mark.parametrize(
    "query",
    [
        "translates=0123456789ab&version=1&language=en",
        "translates={sheet}&version=9&language=en",
        "translates={sheet}&version=x&language=en",
    ],
)
def test_what_is_not_there_is_not_translated(
    author: Visitor, page: str, query: str
) -> None:
    asked = query.format(sheet=page.split("/")[2])
    assert author.get(f"/sheets/new/method?{asked}").status_code == 404
    sheet = page.split("/")[2]
    tool = f"/sheets/new/tool?translates={sheet}&version=1&language=en"
    assert author.get(tool).status_code == 404
    odd = f"/sheets/new/method?translates={sheet}&version=1&language=%3Cscript%3E"
    assert (
        "<script>" not in author.get(odd).get_data(as_text=True).partition("<main")[2]
    )


def test_a_translation_in_the_language_of_its_original_is_refused_in_plain_words(
    author: Visitor, page: str
) -> None:
    sheet = page.split("/")[2]
    address = f"/sheets/new/method?translates={sheet}&version=1&language=fr"
    form = dict(controls_of(author.get(address).get_data(as_text=True), "sheet"))
    answer = author.client.post(
        "/sheets/new/method", data={**form, "_do": "publish", "_confirmed": "on"}
    )
    assert answer.status_code == 422
    assert "« Le mur » est déjà dans cette langue" in said_by(answer)
