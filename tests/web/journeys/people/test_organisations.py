"""Organisations are begun, changed by their people, merged and taken away."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.adapters.store.people import organisations as store
from commons.adapters.store.site import audit_log
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.wiring.components import Components
from tests.people.reviewed import reviewing
from tests.people.visitor import Visitor, said_by

NEW = "/organisations/new"


@pytest.fixture
def someone(app: Flask, parts: Components) -> Callable[..., Visitor]:
    """Give a function that opens accounts."""
    return lambda role=Role.CONTRIBUTOR, name="": Visitor(
        app.test_client(), parts
    ).signed_in(role, name)


def begins(visitor: Visitor, **typed: str) -> str:
    """Add an organisation; give the address of its page."""
    answer = visitor.post(NEW, _do="save", **typed)
    assert answer.status_code == 303, said_by(answer)
    return answer.headers["Location"]


def test_an_organisation_has_a_page(author: Visitor, client: FlaskClient) -> None:
    page = begins(
        author,
        name="Les Petits Débrouillards",
        words="Des sciences <i>pour tous</i>.",
        territory="Brest",
        link="https://exemple.fr",
    )
    assert page.endswith("/les-petits-debrouillards")
    shown = client.get(page).get_data(as_text=True)
    assert "&lt;i&gt;pour tous" in shown
    assert 'href="https://exemple.fr" rel="nofollow ugc noopener"' in shown
    assert "noindex" in shown
    root = page.rpartition("/")[0]
    assert client.get(root).headers["Location"].endswith(page)
    assert client.get(f"{root}/autre").status_code == 301
    told = client.get(f"{root}.ttl").get_data(as_text=True)
    assert "schema:Organization" in told
    assert client.get(root, headers={"Accept": "text/turtle"}).status_code == 200
    assert client.get(f"{root}.odd").status_code == 404
    assert client.get("/organisations/0123456789ab/x").status_code == 404


def test_its_people_and_their_sheets_are_there(
    author: Visitor, client: FlaskClient
) -> None:
    page = begins(author, name="Ronde")
    author.post("/account/profile", _do="save", organisation="ronde ")
    author.publishes("method", title="Une méthode de la Ronde")
    shown = client.get(page).get_data(as_text=True)
    assert author.name in shown
    assert "Une méthode de la Ronde" in shown
    assert "noindex" not in shown
    with author.parts.store.read() as work:
        terms = author.parts.settings.review
        known = store.organisations_named(work, "Ronde", terms, "", limit=9)
    assert len(known) == 1


def test_one_that_is_there_already_is_named(
    someone: Callable[..., Visitor],
) -> None:
    page = begins(someone(), name="Régie de quartier", territory="Brest")
    other = someone()
    answer = other.post(NEW, _do="save", name="REGIE de  quartier")
    assert answer.status_code == 422
    assert page in answer.get_data(as_text=True)
    second = begins(other, name="REGIE de  quartier", other="1", territory="Lyon")
    assert second != page
    third = someone()
    answer = third.post(
        "/account/profile", _do="save", organisation="Régie de quartier"
    )
    assert answer.status_code == 422
    assert "Lyon" in said_by(answer)
    chosen = second.split("/")[2]
    answer = third.post(
        "/account/profile",
        _do="save",
        organisation="Régie de quartier",
        chosen=chosen,
    )
    assert answer.status_code == 303
    assert third.name in said_by(third.get(second))
    answer = third.post("/account/profile", _do="save", organisation="Régie")
    assert answer.status_code == 422, "like names are proposed before one more is begun"
    answer = third.post(
        "/account/profile", _do="save", organisation="Régie", chosen="new"
    )
    assert answer.status_code == 303


def test_who_may_change_one(
    someone: Callable[..., Visitor], editor: Visitor, client: FlaskClient
) -> None:
    maker, stranger = someone(), someone()
    page = begins(maker, name="Ronde")
    edit = page.rpartition("/")[0] + "/edit"
    assert stranger.get(edit).status_code == 403
    assert client.get(edit).status_code == 302
    stranger.post("/account/profile", _do="save", organisation="Ronde")
    changed = stranger.post(
        edit, _do="save", name="Grande Ronde", revision="1", words="Nous."
    )
    assert changed.status_code == 303
    late = editor.post(edit, _do="save", name="Petite Ronde", revision="1")
    assert late.status_code == 409
    assert "Nous." in said_by(late)
    assert "Petite Ronde" in late.get_data(as_text=True)
    assert editor.post(edit, _do="save", name="", revision="2").status_code == 422
    assert (
        editor.post(edit, _do="save", name="Petite Ronde", revision="2").status_code
        == 303
    )
    with maker.parts.store.read() as work:
        acts = audit_log.latest_acts(work, act=AuditAct.ORGANISATION, limit=9)
    assert [one.details["done"] for one in acts] == ["change", "change", "begin"]
    assert acts[0].details["words_before"] == "Nous."


def test_two_that_are_one_are_merged(
    someone: Callable[..., Visitor], editor: Visitor, client: FlaskClient
) -> None:
    maker = someone()
    first, second, third = (
        begins(maker, name=name) for name in ("Un", "Deux", "Trois")
    )
    maker.post("/account/profile", _do="save", organisation="Un")
    root = first.rpartition("/")[0]
    assert maker.get(f"{root}/merge").status_code == 403
    for target in ("", "nothing", root, "/organisations/0123456789ab"):
        answer = editor.post(f"{root}/merge", _do="merge", target=target)
        assert answer.status_code == 422, target
    merged = editor.post(
        f"{root}/merge", _do="merge", target=f"http://localhost{second}"
    )
    assert merged.headers["Location"] == second
    assert client.get(first).status_code == 301
    assert client.get(first).headers["Location"].endswith(second)
    assert client.get(f"{root}.ttl").status_code == 301
    assert maker.name in said_by(client.get(second))
    back = editor.post(
        f"{second.rpartition('/')[0]}/merge", page=NEW, _do="merge", target=first
    )
    assert back.status_code == 422, "a circle"
    editor.post(f"{second.rpartition('/')[0]}/merge", _do="merge", target=third)
    assert client.get(first).headers["Location"].endswith(third)
    listed = client.get("/organisations").get_data(as_text=True)
    assert second not in listed
    assert third in listed


def test_one_is_taken_away_and_the_audit_log_keeps_it(
    someone: Callable[..., Visitor], editor: Visitor, client: FlaskClient
) -> None:
    maker = someone()
    page = begins(maker, name="Réclame", words="Achetez")
    maker.post("/account/profile", _do="save", organisation="Réclame", words="Moi")
    editor.post(f"{page.rpartition('/')[0]}/merge", _do="remove")
    assert client.get(page).status_code == 404
    assert "Moi" in said_by(client.get("/people"))
    with maker.parts.store.read() as work:
        act = audit_log.latest_acts(work, act=AuditAct.ORGANISATION, limit=1)[0]
    assert act.details["words_before"] == "Achetez"
    assert json.dumps(dict(act.details))


def test_one_of_a_new_account_waits_and_an_editor_accepts_it(
    parts: Components,
) -> None:
    held = reviewing(parts)
    app = create_app(held)
    newcomer = Visitor(app.test_client(), held).signed_in(Role.CONTRIBUTOR)
    reviewer = Visitor(app.test_client(), held).signed_in(Role.EDITOR)
    client = app.test_client()
    page = begins(newcomer, name="Nouvelle", words="Des mots")
    root = page.rpartition("/")[0]
    assert client.get(page).status_code == 404
    assert client.get(f"{root}.ttl").status_code == 404
    assert "En attente" in said_by(newcomer.get(page))
    assert newcomer.get(f"{root}/edit").status_code == 200
    assert reviewer.get(page).status_code == 200
    accepted = reviewer.post(
        f"{root}/edit", _do="save", name="Nouvelle", words="Des mots", revision="1"
    )
    assert accepted.status_code == 303
    assert client.get(page).status_code == 200
    assert newcomer.get(f"{root}/edit").status_code == 403


def test_they_are_found_by_place_and_words(
    author: Visitor, client: FlaskClient
) -> None:
    begins(author, name="Au bout du monde", territory="Brest", words="Réparer")
    begins(author, name="Ailleurs", territory="Lyon")
    page = said_by(client.get("/organisations?territory=Bretagne"))
    assert "Au bout du monde" in page
    assert "Ailleurs" not in page
    assert "Au bout" in said_by(client.get("/organisations?q=reparer"))
    assert "Au bout" not in said_by(client.get("/organisations?q=rien"))
    assert client.get("/organisations?page=2").status_code == 404


def test_one_is_reported(author: Visitor, client: FlaskClient) -> None:
    root = begins(author, name="Ronde").rpartition("/")[0]
    assert client.get(f"/report?at={root}").status_code == 200
    assert "Ronde" in said_by(client.get(f"/report?at={root}"))
