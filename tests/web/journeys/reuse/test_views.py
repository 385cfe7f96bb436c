"""Another territory takes a sheet up: button, territory, form, publication, credit."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.bench.typing_in import controls_of
from tests.conftest import BASE
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by

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


def adapt_page_of(page: str) -> str:
    return "/".join(page.split("/")[:3]) + "/v/1/adapt"


def test_a_sheet_is_adapted_from_several_and_the_licence_suits_them_all(
    author: Visitor, other: Visitor, parts: Components
) -> None:
    first = author.publishes("method", title="Le lavoir", licence="CC-BY-4.0")
    second = author.publishes("method", title="Le puits")
    asked = other.client.get(
        adapt_page_of(first), query_string={"other": "le puits", "territory": "Brest"}
    )
    page, told = asked.get_data(as_text=True), said_by(asked)
    assert 'name="territory" value="Brest"' in page
    assert re.search(r"CC BY 4\.0[^:]*: pas possible : la licence de la source", told)
    assert "elle demande que ce qui en est adapté reste sous la même licence" in told
    (also,) = re.findall(r'name="also" value="([^"]+)"', page)
    assert also == "/".join(second.split("/")[:3]) + "/v/1"
    opened = other.client.get(
        "/sheets/new/method",
        query_string={
            "adapts": first.split("/")[2],
            "version": "1",
            "also": also,
            "territory": "Brest",
        },
    )
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    assert form["licence"] == "CC-BY-SA-4.0"
    assert form["sources-1-url"] == f"{BASE}{also}"
    changed = {f"sources-{row}-changes": CHANGED for row in range(2)}
    made = other.client.post(
        "/sheets/new/method",
        data={**form, **changed, "_do": "publish", "_confirmed": "on"},
    )
    assert made.status_code == 303, said_by(made)
    for page_of in (first, second):
        assert "1 adaptation" in said_by(other.get(page_of))


def test_what_names_the_other_sheet_may_be_an_address_or_several_have_its_title(
    author: Visitor, other: Visitor
) -> None:
    first = author.publishes("method", title="Le lavoir")
    twins = [author.publishes("method", title="Le puits", body=b) for b in ("a", "b")]
    where = adapt_page_of(first)

    def looked(typed: str) -> str:
        return other.client.get(where, query_string={"other": typed}).get_data(
            as_text=True
        )

    assert "Plusieurs fiches portent ce titre" in looked("le puits")
    assert looked(f"{BASE}{twins[0]}").count('name="also"') == 1
    assert "Aucune fiche d’ici" in looked("rien de tel")
    assert "Erreur" in looked("rien de tel")
    assert "déjà dans la liste" in looked("le lavoir")
    # what was typed is looked for too, should somebody press "continue"
    asked = {"adapts": first.split("/")[2], "version": "1", "other": "le puits"}
    led = other.client.get("/sheets/new/method", query_string=asked)
    assert led.status_code == 303
    assert "other=le+puits" in led.headers["Location"]


def test_when_no_licence_suits_it_is_said_before_anybody_writes(
    author: Visitor, other: Visitor, parts: Components
) -> None:
    first = author.publishes("method", title="Le lavoir")
    free = Desk(parts).put_one(title="Le manuel", licence="GFDL-1.3")
    both = {"other": free.sheet}
    told = other.client.get(adapt_page_of(first), query_string=both)
    assert "aucune licence ne convient à toutes" in said_by(told)
    assert "Continuer" not in said_by(told)
    asked = {
        "adapts": first.split("/")[2],
        "version": "1",
        "also": f"/sheets/{free.sheet}/v/1",
    }
    led = other.client.get("/sheets/new/method", query_string=asked)
    assert led.status_code == 303
    assert "/v/1/adapt?" in led.headers["Location"]
    alone = other.get(f"/sheets/{free.sheet}/v/1/adapt")
    assert "GFDL 1.3 : possible" in said_by(alone)


def test_what_was_changed_is_asked_at_the_end_of_the_form(
    author: Visitor, other: Visitor
) -> None:
    page = author.publishes("method", title="Le lavoir")
    action, form = form_of(other, page, "Brest")
    opened = other.client.get(
        action, query_string={"adapts": page.split("/")[2], "version": "1"}
    ).get_data(as_text=True)
    asked = opened.index('name="sources-0-changes"')
    assert opened.index('id="g-credits"') < asked < opened.index('class="writebar"')
    assert opened.count('name="sources-0-changes"') == 1
    assert "« Le lavoir », Camille, " in opened.replace("\u00a0", " ")
    refused = other.client.post(
        action, data={**form, "_do": "publish", "_confirmed": "on"}
    )
    text = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert 'href="#f-sources-0-changes"' in text
    # a sheet that is no adaptation is not asked
    assert 'id="g-adapted"' not in other.get("/sheets/new/method").get_data(
        as_text=True
    )


def test_the_next_version_keeps_its_source_and_its_licence_and_the_page_says_why(
    author: Visitor, parts: Components
) -> None:
    row = {
        "url": "https://exemple.org/x",
        "title": "Le manuel",
        "author": "Mona",
        "licence": "CC-BY-SA-4.0",
        "changes": CHANGED,
    }
    desk = Desk(parts)
    first = desk.put_one(title="Le lavoir", sources=[row])
    second = desk.change(first, title="Le lavoir", body="Autre", sources=[row])
    page = f"/sheets/{second.sheet}"
    typed = dict(
        controls_of(author.get(f"{page}/edit").get_data(as_text=True), "sheet")
    )
    without = {key: text for key, text in typed.items() if "sources" not in key}
    order = {"change_note": "ôtée", "_do": "publish", "_confirmed": "on"}
    refused = author.client.post(f"{page}/edit", data={**without, **order})
    assert refused.status_code == 422
    assert "gardez cette source" in said_by(refused)
    freer = author.client.post(
        f"{page}/edit", data={**typed, **order, "licence": "CC0-1.0"}
    )
    assert freer.status_code == 422
    told = said_by(freer)
    assert (
        "une source sous CC BY-SA 4.0 ne peut pas être adaptée sous CC0 1.0 : elle"
        " demande que ce qui en est adapté reste sous la même licence"
    ) in told


def test_title_authors_source_licence_and_changes_are_told_everywhere(
    author: Visitor, other: Visitor, client: FlaskClient, parts: Components
) -> None:
    page = author.publishes("method", title="Le lavoir", licence="CC-BY-4.0")
    action, form = form_of(other, page, "Brest")
    order = {**form, "_do": "publish", "_confirmed": "on"}
    order |= {"sources-0-changes": CHANGED, "licence": "etalab-2.0"}
    refused = other.client.post(action, data=order)
    assert refused.status_code == 422
    assert "cochez la case" in said_by(refused)
    made = other.client.post(action, data={**order, "sources-0-notice": "on"})
    assert made.status_code == 303, said_by(made)
    address = "/".join(made.headers["Location"].split("/")[:3])
    source = "/".join(page.split("/")[:3]) + "/v/1"
    told = {"Le lavoir", "Camille", f"{BASE}{source}", CHANGED}
    shown = client.get(address, follow_redirects=True).get_data(as_text=True)
    wanted = {
        "page": (shown, {*told, "CC BY 4.0", "version 1", "mention gardée"}),
        **{
            suffix: (
                client.get(f"{address}.{suffix}").get_data(as_text=True),
                {*told, "CC-BY-4.0" if suffix in {"md", "json"} else "licenses/by/4.0"},
            )
            for suffix in ("md", "json", "ttl", "nq", "jsonld")
        },
    }
    for name, (text, words) in wanted.items():
        assert [one for one in words if one not in unescape(text)] == [], name
