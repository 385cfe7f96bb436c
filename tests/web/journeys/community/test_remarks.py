"""Talk under a sheet: ask, reply, resolve, change, remove, hide; limits and data."""

import json
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, filled, said_by, token_in

STEPS = {
    "steps-0-title": "Poser le banc",
    "steps-0-text": "Devant la mairie.",
    "steps-1-title": "Écouter",
    "steps-1-text": "Sans hâte.",
}


@pytest.fixture
def desk(parts: Components) -> Desk:
    """Give what publishes into the instance."""
    return Desk(parts)


@pytest.fixture
def reader(app: Flask, parts: Components) -> Visitor:
    """Give somebody who may read, and ask."""
    return Visitor(app.test_client(), parts).signed_in(Role.READER)


@pytest.fixture
def sheet(author: Visitor) -> str:
    """Give the address of a sheet of two steps."""
    return author.publishes("method", title="Le banc", **STEPS)


def under(sheet: str) -> str:
    """Give the address of what is said under a sheet."""
    return f"/sheets/{sheet.split('/')[2]}/remarks"


def says(visitor: Visitor, sheet: str, text: str, **more: str) -> str:
    """Send a question; give its identifier."""
    address = f"{under(sheet)}/new"
    sent = visitor.post(address, _do="send", text=text, **more)
    assert sent.status_code == 303, said_by(sent)
    return sent.headers["Location"].removeprefix("/remarks/")


def page(visitor: Visitor | FlaskClient, address: str) -> str:
    return visitor.get(address).get_data(as_text=True)


def test_a_reader_asks_and_the_author_answers(
    reader: Visitor, author: Visitor, client: FlaskClient, sheet: str
) -> None:
    assert "Un point n’est pas clair" in said_by(client.get(sheet))
    asked = says(reader, sheet, "Et s’il pleut ?\n\nVoir https://exemple.fr/abri")
    says(author, sheet, "On rentre.", parent=asked)
    shown = client.get(sheet)
    told = said_by(shown)
    assert "Et s’il pleut" in told
    assert told.index("Et s’il pleut") < told.index("On rentre.")
    assert '<a href="https://exemple.fr/abri" rel="noopener nofollow ugc">' in (
        shown.get_data(as_text=True)
    )
    led = client.get(f"/remarks/{asked}")
    assert led.headers["Location"] == f"{under(sheet)}#r-{asked}"
    assert f'id="r-{asked}"' in page(client, under(sheet))


def test_who_is_not_signed_in_signs_in_first_and_loses_no_text(
    visitor: Visitor, client: FlaskClient, sheet: str
) -> None:
    link = f"{under(sheet)}/new"
    assert f'href="{link}"' in page(client, sheet)
    sent = client.post(link, data={"_do": "send", "text": "Et s’il pleut ?"})
    assert sent.status_code == 401
    assert "Et s’il pleut ?" in unescape(sent.get_data(as_text=True))
    assert "csrf_token" not in page(client, sheet)


def test_a_question_points_to_a_step_and_the_step_counts_it(
    reader: Visitor, author: Visitor, client: FlaskClient, sheet: str
) -> None:
    link = f"{under(sheet)}/new?step=steps-2"
    assert link in page(client, sheet)
    form = page(reader, link)
    assert '<option value="steps-2" selected>Écouter' in form
    says(reader, sheet, "Combien de temps ?", step="steps-2")
    shown = page(client, sheet)
    assert f'href="{under(sheet)}?step=steps-2">1 question ou remarque' in shown
    assert "Combien de temps" in said_by(client.get(f"{under(sheet)}?step=steps-2"))
    assert "rien demandé" in said_by(client.get(f"{under(sheet)}?step=steps-1"))
    turned = {
        "steps-0-title": "Écouter",
        "steps-0-text": "Sans hâte.",
        "steps-1-title": "Poser le banc",
        "steps-1-text": "Devant la mairie.",
    }
    edit = f"/sheets/{sheet.split('/')[2]}/edit"
    changed = author.post(
        edit,
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="les étapes tournées",
        **filled(title="Le banc", **turned),
    )
    assert changed.status_code == 303, said_by(changed)
    shown = page(client, sheet)
    assert re.search(
        r'id="steps-1".*?1 question ou remarque.*?id="steps-2"', shown, re.DOTALL
    )


def test_a_question_is_resolved_by_who_asked_or_an_author_and_folded(
    reader: Visitor, author: Visitor, app: Flask, parts: Components, sheet: str
) -> None:
    other = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    asked, later = says(reader, sheet, "Un ?"), says(reader, sheet, "Deux ?")
    address = f"/remarks/{later}"
    assert "Marquer comme résolue" not in page(other, sheet)
    assert (
        other.post(address, page=f"{under(sheet)}/new", _do="resolve").status_code
        == 403
    )
    assert author.post(address, page=sheet, _do="resolve").status_code == 303
    told = page(other, sheet)
    assert told.index("Un\u202f?") < told.index(
        '<details><summary><span class="badge badge--good">'
    )
    assert reader.post(address, page=sheet, _do="reopen").status_code == 303
    assert "badge--good" not in page(other, sheet)
    assert f"r-{asked}" in told


def test_its_author_changes_it_and_takes_it_back(
    reader: Visitor, author: Visitor, client: FlaskClient, sheet: str
) -> None:
    asked = says(reader, sheet, "Et s’il pleut ?")
    edit = f"/remarks/{asked}/edit"
    assert author.get(edit).status_code == 403
    refused = reader.post(edit, _do="send", text=" ")
    assert refused.status_code == 422
    assert "Écrivez quelques mots" in said_by(refused)
    reader.post(edit, _do="send", text="Et s’il neige ?")
    assert "modifié le" in said_by(client.get(under(sheet)))
    says(author, sheet, "On rentre.", parent=asked)
    reader.post(edit, _do="delete")
    told = said_by(client.get(under(sheet)))
    assert "Message retiré." in told
    assert "neige" not in told
    assert "On rentre." in told


def test_editors_hide_with_a_reason_and_undo_it(
    reader: Visitor, author: Visitor, editor: Visitor, client: FlaskClient, sheet: str
) -> None:
    asked = says(reader, sheet, "Achetez mon banc")
    assert author.get(f"/remarks/{asked}/hide").status_code == 403
    assert editor.post(f"/remarks/{asked}/hide", reason="").status_code == 422
    hidden = editor.post(f"/remarks/{asked}/hide", reason="une publicité")
    assert "Achetez" not in said_by(client.get(sheet))
    assert "Achetez" not in said_by(author.get(under(sheet)))
    assert client.get(f"/remarks/{asked}").status_code == 404
    assert "Raison : une publicité" in said_by(reader.get(sheet)).replace("\xa0", " ")
    assert reader.get(f"/remarks/{asked}").status_code == 303
    assert "Annuler" in said_by(editor.get(hidden.headers["Location"]))
    shown = editor.post(f"/remarks/{asked}/show", page=under(sheet))
    assert shown.status_code == 303
    assert "Achetez" in said_by(client.get(sheet))


def test_under_a_deleted_sheet_editors_alone_read(
    reader: Visitor, editor: Visitor, client: FlaskClient, sheet: str
) -> None:
    asked = says(reader, sheet, "Et s’il pleut ?")
    identifier = sheet.split("/")[2]
    editor.post(
        f"/sheets/{identifier}/delete",
        page=f"/sheets/{identifier}/history",
        reason="un essai",
    )
    for address in (under(sheet), f"{under(sheet)}.jsonld", f"/remarks/{asked}"):
        assert client.get(address).status_code == 410
    assert reader.get(under(sheet)).status_code == 410
    assert reader.get(f"{under(sheet)}/new").status_code == 410
    assert "Et s’il pleut" in said_by(editor.get(under(sheet)))
    assert asked not in page(client, "/feeds/questions")


def test_there_are_thirty_on_a_page(
    client: FlaskClient, parts: Components, reader: Visitor, sheet: str
) -> None:
    first = says(reader, sheet, "La toute première")
    with parts.store.write() as work:
        work.connection.exec_driver_sql(MANY)
    assert page(client, under(sheet)).count('class="remark ') == 30
    second = client.get(f"{under(sheet)}?page=2")
    assert "La toute première" in said_by(second)
    assert client.get(f"{under(sheet)}?page=3").status_code == 404
    led = client.get(f"/remarks/{first}").headers["Location"]
    assert led == f"{under(sheet)}?page=2#r-{first}"
    assert "Tout lire (31)" in said_by(client.get(sheet))


MANY = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
    INSERT INTO remarks SELECT 'remark' || (100000 + i), sheet, parent, step, step_title,
    account, author, instant + i, edited, 'numéro ' || i, question, resolved, state,
    reason FROM remarks, n
"""


def test_a_new_account_says_less_in_an_hour(reader: Visitor, sheet: str) -> None:
    assert reader.post(f"{under(sheet)}/new", _do="send", text=" ").status_code == 422
    for n in range(5):
        says(reader, sheet, f"Question {n}")
    sixth = reader.post(f"{under(sheet)}/new", _do="send", text="Encore une")
    assert sixth.status_code == 429
    assert "Encore une" in unescape(sixth.get_data(as_text=True))


def test_a_form_that_is_sent_twice_asks_once(
    reader: Visitor, client: FlaskClient, sheet: str
) -> None:
    form = page(reader, f"{under(sheet)}/new")
    held = dict(re.findall(r'type="hidden" name="(id|seal)" value="(\w+)"', form))
    order = {"csrf_token": token_in(form), "_do": "send", "text": "Une fois ?", **held}
    for _ in range(2):
        sent = reader.client.post(f"{under(sheet)}/new", data=order)
        assert sent.headers["Location"] == f"/remarks/{held['id']}"
    assert page(client, under(sheet)).count('class="remark ') == 1


def test_what_a_text_holds_is_no_html(reader: Visitor, client: FlaskClient, sheet: str):
    says(reader, sheet, "<script>alert(1)</script> [x](javascript:alert(1))")
    shown = page(client, under(sheet))
    assert "<script>alert" not in shown
    assert 'href="javascript' not in shown


def test_a_page_without_talk_asks_the_database_once_more(
    desk: Desk, client: FlaskClient
) -> None:
    head = desk.put_one()
    with asked_here() as asked:
        client.get(f"/sheets/{head.sheet}/{head.slug}")
    assert len([one for one in asked.statements if "remarks" in one]) == 1


def test_the_count_is_in_the_json_of_today_and_in_no_version(
    reader: Visitor, client: FlaskClient, sheet: str
) -> None:
    identifier = sheet.split("/")[2]
    before = client.get(f"/sheets/{identifier}/v/1.json").get_data()
    told = client.get(f"/sheets/{identifier}.json")
    assert told.json is not None
    assert told.json["remarks"]["count"] == 0
    asked = says(reader, sheet, "Et s’il pleut ?")
    says(reader, sheet, "Sous le porche.", parent=asked)
    again = client.get(
        f"/sheets/{identifier}.json", headers={"If-None-Match": told.headers["ETag"]}
    )
    assert again.json is not None
    assert again.json["remarks"] == {
        "count": 2,
        "unanswered": 1,
        "url": f"http://commons.example{under(sheet)}",
    }
    assert client.get(f"/sheets/{identifier}/v/1.json").get_data() == before
    assert "remarks" not in json.loads(before)
