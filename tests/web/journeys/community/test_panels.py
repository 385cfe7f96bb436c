"""Talk on the page of a sheet: five threads, a form for who signed in, and the steps."""

import re

import pytest
from flask.testing import FlaskClient

from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by
from tests.web.journeys.community.test_remarks import STEPS, page, says, under


@pytest.fixture
def sheet(author: Visitor) -> str:
    return author.publishes("method", title="Le banc", **STEPS)


def test_who_signed_in_asks_on_the_page_itself(author: Visitor, sheet: str) -> None:
    shown = page(author, sheet)
    assert f'<form method="post" action="{under(sheet)}/new"' in shown
    held = dict(re.findall(r'type="hidden" name="(id|seal)" value="(\w+)"', shown))
    sent = author.post(
        f"{under(sheet)}/new", page=sheet, _do="send", text="Ici ?", **held
    )
    assert sent.headers["Location"] == f"/remarks/{held['id']}"


def test_the_page_shows_five_threads_and_leads_to_all(
    editor: Visitor, client: FlaskClient, sheet: str
) -> None:
    for n in range(5):
        says(editor, sheet, f"Question {n}")
    assert "Tout lire" not in said_by(client.get(sheet))
    says(editor, sheet, "La dernière")
    told = said_by(client.get(sheet))
    assert "La dernière" in told
    assert "Question 0" not in told
    assert "Tout lire (6)" in told


def test_an_old_version_asks_about_no_step(
    parts: Components, client: FlaskClient
) -> None:
    desk = Desk(parts)
    steps = [{"title": "Poser", "text": "Ici."}]
    head = desk.put_one(steps=steps)
    assert "Une question sur cette étape" in said_by(
        client.get(f"/sheets/{head.sheet}/{head.slug}")
    )
    desk.change(head, steps=steps)
    old = said_by(client.get(f"/sheets/{head.sheet}/v/1"))
    assert "Une question sur cette étape" not in old
    assert "Questions et remarques" in old


def test_a_deleted_sheet_shows_no_talk(
    author: Visitor, editor: Visitor, client: FlaskClient, sheet: str
) -> None:
    says(author, sheet, "Et s’il pleut ?")
    identifier = sheet.split("/")[2]
    history = f"/sheets/{identifier}/history"
    editor.post(f"/sheets/{identifier}/delete", page=history, reason="un essai")
    gone = client.get(f"/sheets/{identifier}")
    assert gone.status_code == 410
    assert "Et s’il pleut" not in said_by(gone)
