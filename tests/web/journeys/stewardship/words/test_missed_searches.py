"""Editors read what was looked for in vain; readers say what is missing, unnamed."""

import pytest
from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.people.visitor import Visitor, said_by


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()
    starter.follower.stop()  # while it writes, what was searched in vain is not noted


def test_searches_in_vain_weak_and_corrected_are_listed(
    editor: Visitor, client: FlaskClient
) -> None:
    client.get("/search?q=xyzzyplugh")
    client.get("/search?q=xyzzyplugh")
    client.get("/search?q=debat mouvan")
    client.get("/search?q=xyzzyplugh&kind=tool")
    client.get("/search?q=débat")
    page = said_by(editor.get("/admin/searches"))
    assert "xyzzyplugh" in page
    assert "rien trouvé" in page
    assert "des mots corrigés" in page
    text = editor.get("/admin/searches").get_data(as_text=True)
    assert "/admin/thesaurus?name=xyzzyplugh" in text
    editor.post("/admin/searches", words="xyzzyplugh")
    assert "xyzzyplugh" not in said_by(editor.get("/admin/searches"))


def test_anybody_says_what_is_missing_and_an_editor_does_it(
    client: FlaskClient, parts: Components, editor: Visitor
) -> None:
    page = client.get("/search?q=xyzzyplugh&lang=fr").get_data(as_text=True)
    assert "/search/missing?q=xyzzyplugh" in page
    stranger = Visitor(parts_client(client), parts)
    answer = stranger.post(
        "/search/missing?q=moulin", _do="send", text="Un moulin", q="moulin"
    )
    assert answer.status_code == 303
    text = editor.get("/admin/searches").get_data(as_text=True)
    assert "Un moulin" in text
    assert 'href="/write?title=moulin"' in text
    wanted = text.partition('name="wanted" value="')[2].partition('"')[0]
    editor.post("/admin/searches", wanted=wanted)
    assert "Un moulin" not in said_by(editor.get("/admin/searches"))


def parts_client(client: FlaskClient) -> FlaskClient:
    """Return a browser of its own on the same application."""
    return client.application.test_client()


def test_an_empty_wish_is_refused_with_the_form(
    client: FlaskClient, parts: Components
) -> None:
    stranger = Visitor(parts_client(client), parts)
    answer = stranger.post("/search/missing", _do="send", text=" ")
    assert answer.status_code == 422
    assert "Erreur" in answer.get_data(as_text=True)


def test_wishes_of_a_stranger_are_bounded(
    client: FlaskClient, parts: Components
) -> None:
    stranger = Visitor(parts_client(client), parts)
    told = [
        stranger.post("/search/missing", _do="send", text=f"Un moulin {n}").status_code
        for n in range(7)
    ]
    assert told[:5] == [303] * 5
    assert told[-1] == 429


def test_only_editors_read_them(author: Visitor) -> None:
    assert author.get("/admin/searches").status_code == 403


def test_a_search_that_finds_nothing_offers_ways_on(client: FlaskClient) -> None:
    page = said_by(client.get("/search?q=débat&kind=tool&people=9999&lang=fr"))
    assert "Chercher sans les filtres" in page
    weak = client.get("/search?q=xyzzyplugh&lang=fr").get_data(as_text=True)
    assert "/themes/" in weak
