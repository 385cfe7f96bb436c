"""Another territory takes a sheet up: button, territory, form, publication, credit."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.core.domain.account import Role
from commons.wiring import Components
from tests.bench.typing_in import controls_of
from tests.conftest import BASE
from tests.visitor import Visitor, said_by

CHANGED = "Le banc devient une barque, et l’on parle aux marins."


@pytest.fixture
def other(app: Flask, parts: Components) -> Visitor:
    """Give somebody of another territory."""
    return Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)


def form_of(visitor: Visitor, page: str, territory: str) -> tuple[str, dict[str, str]]:
    """Follow the button of a sheet; give the form's address and what it sends."""
    text = visitor.get(page).get_data(as_text=True)
    (asked,) = re.findall(r'href="(/sheets/[^"]+/adapt)"', text)
    where = visitor.get(asked).get_data(as_text=True)
    (action,) = re.findall(r'<form method="get" class="stack" action="([^"]+)"', where)
    hidden = dict(
        re.findall(r'type="hidden" name="(adapts|version)" value="([^"]*)"', where)
    )
    opened = visitor.client.get(action, query_string={**hidden, "territory": territory})
    assert opened.status_code == 200
    return action, dict(controls_of(opened.get_data(as_text=True), "sheet"))


def test_a_sheet_is_adapted_with_its_credit_and_the_original_stays(
    author: Visitor, other: Visitor, client: FlaskClient, parts: Components
) -> None:
    page = author.publishes(
        "method", title="Porteur de parole", body="On demande.", licence="CC-BY-4.0"
    )
    sheet = page.split("/")[2]
    action, form = form_of(other, page, "Douarnenez")
    assert form["title"] == "Porteur de parole – Douarnenez"
    assert form["body"] == "On demande."
    assert form["licence"] == "CC-BY-4.0"
    assert form["sources-0-url"] == f"{BASE}/sheets/{sheet}/v/1"
    assert form["sources-0-author"] == "Camille"
    assert form["authors-0-name"] == other.name
    order = {**form, "_do": "publish", "_confirmed": "on"}
    refused = other.client.post(action, data=order)
    assert refused.status_code == 422
    assert "Ce qui a changé" in said_by(refused)
    made = other.client.post(action, data={**order, "sources-0-changes": CHANGED})
    assert made.status_code == 303, said_by(made)
    address = made.headers["Location"]
    told = said_by(client.get(address))
    assert "Adapté de" in told
    assert CHANGED in told
    turtle = client.get("/".join(address.split("/")[:3]) + ".nq").get_data(as_text=True)
    derived = f"<http://www.w3.org/ns/prov#wasDerivedFrom> <{BASE}/sheets/{sheet}/v/1>"
    assert derived in turtle
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).number == 1
        new = revisions.get_head(work, address.split("/")[2])
    assert new.values["territory"] == {"code": "commune:29046"}


def test_the_original_names_what_was_made_of_it_and_says_when_it_has_moved_on(
    author: Visitor, other: Visitor, client: FlaskClient
) -> None:
    page = author.publishes("method", title="Le lavoir", body="On lave.")
    action, form = form_of(other, page, "Douarnenez")
    order = {**form, "_do": "publish", "_confirmed": "on", "sources-0-changes": CHANGED}
    made = other.client.post(action, data=order).headers["Location"]
    told = said_by(client.get(page))
    assert "Adaptée ailleurs" in told
    assert "Le lavoir – Douarnenez · Douarnenez" in told
    assert f"Ce qui a changé : {CHANGED}" in told
    assert "D’après la version" not in told
    assert "Fiches qui citent celle-ci" not in told
    sheet = "/".join(page.split("/")[:3])
    typed = dict(
        controls_of(author.get(f"{sheet}/edit").get_data(as_text=True), "sheet")
    )
    changed = {"body": "On ne lave plus.", "change_note": "Tout autre chose"}
    done = author.client.post(
        f"{sheet}/edit",
        data={**typed, **changed, "_do": "publish", "_confirmed": "on"},
    )
    assert done.status_code == 303
    later = client.get(page).get_data(as_text=True)
    assert f'href="{sheet}/diff/1..2"' in later
    assert "D’après la version 1." in later
    assert "Adaptée ailleurs" not in said_by(client.get(made))


def test_an_adaptation_that_is_deleted_is_named_no_more(
    author: Visitor, editor: Visitor, client: FlaskClient
) -> None:
    page = author.publishes("method", title="Le moulin")
    action, form = form_of(editor, page, "Quimper")
    order = {**form, "_do": "publish", "_confirmed": "on", "sources-0-changes": CHANGED}
    made = "/".join(
        editor.client.post(action, data=order).headers["Location"].split("/")[:3]
    )
    assert "Adaptée ailleurs" in said_by(client.get(page))
    editor.post(f"{made}/delete", page=f"{made}/history", reason="En double")
    assert "Adaptée ailleurs" not in said_by(client.get(page))


def test_a_text_under_share_alike_cannot_become_freer_and_the_page_says_why(
    author: Visitor, other: Visitor
) -> None:
    page = author.publishes("method", title="Le mur")
    asked = said_by(other.get("/".join(page.split("/")[:3]) + "/v/1/adapt"))
    assert re.search(r"CC BY-SA 4\.0\s: possible", asked)
    assert re.search(r"CC0[^:]*: pas possible : la licence de la source", asked)
    action, form = form_of(other, page, "")
    assert form["title"] == "Le mur"
    order = {**form, "_do": "publish", "_confirmed": "on"}
    freer = {**order, "sources-0-changes": CHANGED, "licence": "CC0-1.0"}
    refused = other.client.post(action, data=freer)
    assert refused.status_code == 422
    assert "licence" in said_by(refused).lower()


def test_who_has_no_account_is_asked_to_sign_in_and_comes_back_to_the_form(
    author: Visitor, visitor: Visitor
) -> None:
    page = author.publishes("method", title="Le pont")
    sheet = page.split("/")[2]
    address = f"/sheets/new/method?adapts={sheet}&version=1&territory=Quimper"
    asked = visitor.get(address)
    assert asked.status_code == 302
    assert "adapts%3D" in asked.headers["Location"]


def test_what_is_deleted_or_another_kind_or_no_version_is_not_adapted(
    editor: Visitor, other: Visitor
) -> None:
    page = editor.publishes("method", title="Le puits")
    sheet = page.split("/")[2]
    assert other.get(f"/sheets/{sheet}/v/9/adapt").status_code == 404
    assert other.get(f"/sheets/new/tool?adapts={sheet}&version=1").status_code == 404
    assert other.get(f"/sheets/new/method?adapts={sheet}&version=x").status_code == 404
    assert other.get("/sheets/new/method?adapts=nothing").status_code == 200
    editor.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="En double"
    )
    assert other.get(f"/sheets/{sheet}/v/1/adapt").status_code == 410
    assert other.get(f"/sheets/new/method?adapts={sheet}&version=1").status_code == 410
    assert "/adapt" not in other.get(f"/sheets/{sheet}").get_data(as_text=True)


def test_the_draft_of_an_adaptation_keeps_its_source(
    author: Visitor, other: Visitor
) -> None:
    page = author.publishes("method", title="Le four")
    action, form = form_of(other, page, "Mirecourt")
    kept = other.client.post(action, data={**form, "_do": "draft"})
    assert kept.status_code == 303
    again = other.get(kept.headers["Location"]).get_data(as_text=True)
    opened = dict(controls_of(again, "sheet"))
    assert opened["sources-0-url"] == form["sources-0-url"]
    assert opened["title"] == "Le four – Mirecourt"
