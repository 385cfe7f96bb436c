"""Editors change the thesaurus in the pages, and every search follows."""

import pytest
from flask.testing import FlaskClient

from commons.services.stewardship import thesaurus
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by

DEBATE = "/admin/thesaurus/debate"


def test_a_synonym_added_in_the_pages_is_told_in_the_results(
    editor: Visitor, parts: Components, client: FlaskClient
) -> None:
    Desk(parts).put_one(title="Débat mouvant")
    parts.catch_up()
    answer = editor.post(
        DEBATE, _do="add", text="palabre", role="altLabel", language="fr"
    )
    assert answer.status_code == 303
    assert "palabre" in said_by(editor.get(DEBATE))
    page = said_by(client.get("/search?q=débat&lang=fr"))
    found = said_by(client.get("/search?q=palabre&lang=fr"))
    assert "Débat mouvant" in found
    assert "Aussi" in page or "Aussi" in found
    assert "palabre" in client.get("/ns", headers={"Accept": "text/turtle"}).get_data(
        as_text=True
    )
    editor.post(DEBATE, _do="withdraw", text="palabre", role="altLabel")
    assert "palabre" not in said_by(editor.get(DEBATE))


def test_what_is_refused_keeps_what_was_typed(editor: Visitor) -> None:
    answer = editor.post(
        DEBATE, _do="add", text="de la", role="altLabel", language="fr"
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'value="de la"' in page
    assert "Erreur" in page


def test_a_concept_is_begun_from_words_that_were_looked_for(editor: Visitor) -> None:
    page = editor.get("/admin/thesaurus?name=disco-soupe&q=cuisine")
    assert "À quoi correspond « disco-soupe »" in said_by(page).replace("\u00a0", " ")
    answer = editor.post("/admin/thesaurus", _do="begin", french="Bal-soupe")
    assert answer.headers["Location"].endswith("/admin/thesaurus/bal_soupe")
    assert editor.post("/admin/thesaurus", _do="begin", french="").status_code == 422


def test_only_editors_may(author: Visitor, client: FlaskClient) -> None:
    assert author.get("/admin/thesaurus").status_code == 403
    assert client.get(DEBATE).status_code in {302, 303, 401}


def test_odd_orders_change_nothing(editor: Visitor) -> None:
    before = said_by(editor.get(DEBATE))
    assert editor.post(DEBATE, _do="add", text="x", role="odd").status_code == 400
    assert editor.post(DEBATE, _do="odd", text="palabre").status_code == 200
    assert editor.get("/admin/thesaurus/nothing").status_code == 404
    assert said_by(editor.get(DEBATE)) == before


def test_a_concept_that_was_added_can_be_removed_and_no_other(editor: Visitor) -> None:
    editor.post("/admin/thesaurus", _do="begin", french="Bal-soupe")
    own = "/admin/thesaurus/bal_soupe"
    assert "Retirer ce concept" in said_by(editor.get(own))
    assert "Retirer ce concept" not in said_by(editor.get(DEBATE))
    assert editor.post(DEBATE, _do="remove").status_code == 404
    assert editor.post(own, _do="remove").headers["Location"] == "/admin/thesaurus"
    assert editor.get(own).status_code == 404
    assert editor.get(DEBATE).status_code == 200


def test_a_name_that_is_taken_begins_no_concept(editor: Visitor) -> None:
    answer = editor.post("/admin/thesaurus", _do="begin", french="débat")
    assert answer.status_code == 422
    assert "porte déjà ce nom" in said_by(answer)


def test_a_full_thesaurus_says_what_can_be_done(
    editor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thesaurus, "MOST_EDITS", 0)
    named = editor.post(DEBATE, _do="add", text="chicaya", role="altLabel")
    begun = editor.post("/admin/thesaurus", _do="begin", french="Bal-soupe")
    for answer in (named, begun):
        assert answer.status_code == 422
        assert "le plus qu’il peut garder" in said_by(answer)
