"""From an empty form to a published sheet, and everything that may go wrong."""

import re
from html import unescape

import pytest

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.people.visitor import (
    PASSWORD,
    Visitor,
    controls_in,
    filled,
    said_by,
    token_in,
)

FOUR_STEPS = {
    f"steps-{n}-{key}": f"{text} {n + 1}"
    for n in range(4)
    for key, text in (("title", "Étape"), ("text", "On fait ensemble la chose"))
}

MOST_STATEMENTS = 18


def sheet_in(address: str) -> str:
    return address.split("/")[2]


def test_a_method_is_written_previewed_published_and_read(author: Visitor) -> None:
    typed = filled(
        summary="Recueillir la parole des passants dans la rue", **FOUR_STEPS
    )
    preview = author.post("/sheets/new/method", _do="preview", **typed)
    assert preview.status_code == 200
    assert "On fait ensemble la chose 4" in said_by(preview)
    address = author.publishes("method", **typed)
    page = author.get(address)
    assert page.status_code == 200
    assert "Étape 3" in said_by(page)
    assert "CC BY-SA 4.0" in said_by(page)


def test_a_sheet_that_lacks_much_takes_one_confirmation(author: Visitor) -> None:
    answer = author.post("/sheets/new/method", _do="publish", **filled())
    assert answer.status_code == 422
    assert "Presque prêt" in said_by(answer)
    assert 'name="_confirmed"' in answer.get_data(as_text=True)
    assert author.publishes("method").startswith("/sheets/")


def test_what_a_sheet_lacked_already_is_not_asked_again_at_an_edit(
    author: Visitor,
) -> None:
    sheet = sheet_in(author.publishes("method", **filled(summary="Une phrase à dire.")))
    edit = f"/sheets/{sheet}/edit"
    typed = filled(summary="Une autre phrase.", _do="publish", _parent="1")
    page = author.post(edit, **typed).text
    assert 'href="#f-change_note">Dites en quelques mots' in page
    assert "Publier sans dire ce que j’ai changé" in page
    assert (
        "Thèmes</a>"
        not in page.partition("Presque prêt</h2>")[2].partition("</section>")[0]
    )
    fewer = author.post(edit, **{**typed, "summary": ""}, change_note="moins").text
    asked = fewer.partition("Presque prêt</h2>")[2].partition("</section>")[0]
    assert 'href="#f-summary"' in asked
    assert "Thèmes</a>" not in asked
    assert author.post(edit, **typed, change_note="une autre").status_code == 303


def test_what_may_wait_is_named_without_a_word_of_error(author: Visitor) -> None:
    page = author.post("/sheets/new/method", _do="publish", **filled()).text
    assert '<a href="#f-themes">Thèmes</a>' in page
    assert "data-advised" in page
    few = {"steps-0-title": "Accueillir", "steps-0-text": "On se met en cercle."}
    page = author.post("/sheets/new/method", _do="publish", **filled(**few)).text
    assert re.search(r"Déroulé.: \d au moins pour être complet</a>", page)
    assert "aria-invalid" not in page
    wrong = author.post("/sheets/new/method", _do="publish", **filled(title=""))
    assert "data-advised" not in wrong.text
    assert wrong.text.count('aria-invalid="true"') == 1


def test_a_sheet_without_title_is_not_published_and_keeps_its_text(
    author: Visitor, parts: Components
) -> None:
    typed = filled(title="", body="Un long texte que personne ne doit perdre")
    answer = author.post("/sheets/new/method", _do="publish", _confirmed="on", **typed)
    assert answer.status_code == 422
    assert "<title>Erreur" in answer.get_data(as_text=True)
    assert "Un long texte que personne ne doit perdre" in said_by(answer)
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0


def test_a_link_by_title_leads_to_the_sheet_once_it_is_there(author: Visitor) -> None:
    body = "Voir [[Un jardin partagé]], ou [[un jardin PARTAGE|celui-ci]]."
    address = author.publishes("method", **filled(body=body))
    assert author.get(address).get_data(as_text=True).count("missing-link") == 2
    made = author.publishes("method", **filled(title="Un jardin partagé"))
    page = author.get(address).get_data(as_text=True)
    assert "missing-link" not in page
    assert page.count(f'href="{made}"') == 2
    author.publishes("method", **filled(title="Un jardin partagé"))
    assert author.get(address).get_data(as_text=True).count("missing-link") == 2


def test_steps_are_added_moved_and_removed_by_buttons(author: Visitor) -> None:
    typed = filled(**FOUR_STEPS)

    def titles(order: str) -> list[str]:
        page = author.post("/sheets/new/method", _do=order, **typed)
        found = re.findall(
            r'name="steps-\d+-title"[^>]*value="([^"]*)"', page.get_data(as_text=True)
        )
        return [title[-1:] for title in found]

    assert titles("add:steps") == ["1", "2", "3", "4", ""]
    assert titles("up:steps:2") == ["1", "3", "2", "4"]
    assert titles("down:steps:0") == ["2", "1", "3", "4"]
    assert titles("remove:steps:1") == ["1", "3", "4"]
    assert titles("remove:steps:99") == ["1", "2", "3", "4"]


def hidden_in(form: str) -> dict[str, str]:
    """Give what a form of the draft says of itself, as a browser sends it back."""
    found = dict(re.findall(r'name="(_[a-z]+)" value="([^"]*)"', form))
    return {name: value for name, value in found.items() if name != "_do"}


def test_a_draft_is_kept_listed_resumed_and_published_once(
    author: Visitor, parts: Components
) -> None:
    kept = author.post(
        "/sheets/new/method",
        _do="draft",
        title="",
        body="Deux mots",
        group_min="quelques-uns",
    )
    assert kept.status_code == 303
    assert "Sans titre" in said_by(author.get("/drafts"))
    form = author.get(kept.headers["Location"]).get_data(as_text=True)
    assert "Deux mots" in form
    assert 'value="quelques-uns"' in form
    author.publishes("method", **hidden_in(form), body="Deux mots")
    assert "Aucun brouillon" in said_by(author.get("/drafts"))
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 1


def test_nobody_else_sees_a_draft(author: Visitor, editor: Visitor) -> None:
    kept = author.post("/sheets/new/method", _do="draft", title="Secret")
    assert editor.get(kept.headers["Location"]).status_code == 404


def test_an_edit_makes_a_version_and_says_what_changed(author: Visitor) -> None:
    address = author.publishes("method", body="Une première phrase.")
    sheet = sheet_in(address)
    edit = author.post(
        f"/sheets/{sheet}/edit",
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="une phrase de plus",
        **filled(body="Une première phrase. Une seconde."),
    )
    assert edit.status_code == 303
    assert "une phrase de plus" in said_by(author.get(f"/sheets/{sheet}/history"))
    diff = author.get(f"/sheets/{sheet}/diff/1..2").get_data(as_text=True)
    assert "Une seconde" in diff.partition("<ins")[2].partition("</ins>")[0]
    assert "[ajouté]" in diff


def signed(page: str) -> dict[str, str]:
    """Give what a form that just opened says of itself and of who writes."""
    who = re.findall(r'name="(authors-0-(?:name|person))"[^>]*value="([^"]*)"', page)
    return {**filled(**FOUR_STEPS), **dict(who), **hidden_in(page)}


@pytest.mark.parametrize("way", ["new", "edit", "draft"])
def test_a_save_takes_the_write_lock_once_and_asks_little_of_the_database(
    author: Visitor, way: str
) -> None:
    address = "/sheets/new/method"
    if way != "new":
        first = signed(author.get(address).get_data(as_text=True))
        address = f"/sheets/{sheet_in(author.publishes('method', **first))}/edit"
    page = author.get(address).get_data(as_text=True)
    if way == "draft":
        kept = author.post(address, _do="draft", **signed(page)).headers["Location"]
        page = author.get(kept).get_data(as_text=True)
    typed = {
        **signed(page),
        "csrf_token": token_in(page),
        "_do": "publish",
        "_confirmed": "on",
        "body": "D’autres mots.",
        "keywords": "rue\nparole",
        "change_note": "d’autres mots",
    }
    assert typed["authors-0-person"]
    with asked_here() as asked:
        answer = author.client.post(address, data=typed)
    assert answer.status_code == 303, said_by(answer)
    assert len(asked.statements) <= MOST_STATEMENTS, f"{asked}"
    assert asked.writes == 1, f"{asked}"


def test_an_edit_that_changes_nothing_makes_no_version(
    author: Visitor, parts: Components
) -> None:
    sheet = sheet_in(author.publishes("method"))
    typed = filled(change_note="rien du tout")
    author.post(
        f"/sheets/{sheet}/edit", _do="publish", _confirmed="on", _parent="1", **typed
    )
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).number == 1


def test_a_session_that_ended_does_not_cost_a_text(author: Visitor) -> None:
    token = token_in(author.get("/sheets/new/method").get_data(as_text=True))
    author.client.delete_cookie("commons_session")
    typed = filled(body="Un texte écrit pendant une heure")
    refused = author.client.post(
        "/sheets/new/method", data={"csrf_token": token, "_do": "publish", **typed}
    )
    assert refused.status_code == 401
    page = refused.get_data(as_text=True)
    kept = re.search(r'name="_kept" value="([^"]*)"', page)
    back = re.search(r'name="next" value="([^"]*)"', page)
    assert kept is not None
    assert back is not None
    resumed = author.client.post(
        "/login",
        data={
            "csrf_token": token_in(page),
            "email": author.email,
            "password": PASSWORD,
            "next": back[1],
            "_kept": unescape(kept[1]),
        },
    )
    assert "Un texte écrit pendant une heure" in resumed.get_data(as_text=True)
    assert 'action="/sheets/new/method"' in resumed.get_data(as_text=True)


def test_a_form_that_expired_gives_the_text_back(author: Visitor) -> None:
    answer = author.client.post(
        "/sheets/new/method",
        data={"csrf_token": "faux", "_do": "publish", **filled(body="Gardez-moi")},
    )
    assert answer.status_code == 200
    assert "Gardez-moi" in answer.get_data(as_text=True)
    assert "Reprendre mon texte" in said_by(answer)


def test_a_link_follows_a_rename(author: Visitor) -> None:
    first = author.publishes("method", title="Le café des idées")
    second = author.publishes(
        "method", title="Autre", body="Voir [[Le café des idées]]."
    )
    sheet = sheet_in(first)
    author.post(
        f"/sheets/{sheet}/edit",
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="renommée",
        **filled(title="Le thé des idées"),
    )
    page = author.get(second).get_data(as_text=True)
    assert f'href="/sheets/{sheet}/le-the-des-idees"' in page
    assert ">Le café des idées</a>" in page
    assert author.get(first).headers["Location"].endswith("/le-the-des-idees")
    linked = said_by(author.get(f"/sheets/{sheet}/le-the-des-idees"))
    assert "Fiches qui citent celle-ci Autre" in linked


def test_delete_leaves_a_tombstone_and_restore_brings_back(
    author: Visitor, editor: Visitor
) -> None:
    address = author.publishes("method", title="À jeter")
    sheet = sheet_in(address)
    history = f"/sheets/{sheet}/history"
    refused = author.post(f"/sheets/{sheet}/delete", page=history, reason="parce que")
    assert refused.status_code == 403
    editor.post(f"/sheets/{sheet}/delete", page=history, reason="en double")
    assert editor.get(address).status_code == 410
    gone = editor.get(f"/sheets/{sheet}.ttl")
    assert gone.status_code == 410
    assert b"Tombstone" in gone.data
    assert editor.get(f"/sheets/{sheet}/v/1").status_code == 200
    editor.post(f"/sheets/{sheet}/restore", page=history, reason="erreur de ma part")
    assert editor.get(address).status_code == 200


def test_a_revert_is_a_version_more(author: Visitor, parts: Components) -> None:
    sheet = sheet_in(author.publishes("method", body="Premier jet"))
    order = {
        "_do": "publish",
        "_confirmed": "on",
        "_parent": "1",
        "change_note": "raté",
    }
    author.post(f"/sheets/{sheet}/edit", **order, **filled(body="Raté"))
    back = author.post(
        f"/sheets/{sheet}/revert/1", page=f"/sheets/{sheet}/history", parent="2"
    )
    assert back.status_code == 303
    with parts.store.read() as work:
        head = revisions.get_head(work, sheet)
    assert (head.number, head.body) == (3, "Premier jet")


def test_a_reader_may_not_write(visitor: Visitor) -> None:
    reader = visitor.signed_in(Role.READER)
    assert reader.get("/sheets/new/method").status_code == 403


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("mirecourt", "Mirecourt"),
        ("Saint-Denis (93)", "Saint-Denis (93)"),
        ("commune:29019", "Brest"),
        ("pays de Brest", "pays de Brest"),
        ("Occitanie", "Occitanie"),
    ],
)
def test_a_place_is_typed_by_its_name_and_comes_back_so(
    author: Visitor, typed: str, shown: str
) -> None:
    address = author.publishes("method", territory=typed)
    page = author.get(address).get_data(as_text=True)
    assert f">{shown}</a>" in page
    form = author.get(f"/sheets/{sheet_in(address)}/edit").get_data(as_text=True)
    assert f'name="territory" value="{shown}"' in form


def test_rows_that_nobody_expects_appear_when_asked_for(author: Visitor) -> None:
    blank = author.get("/sheets/new/method").get_data(as_text=True)
    assert 'name="links-0-url"' not in blank
    asked = author.post("/sheets/new/method", _do="add:links", **filled())
    assert 'name="links-0-url"' in asked.get_data(as_text=True)


def test_an_ampersand_in_a_title_is_written_once(author: Visitor) -> None:
    address = author.publishes("method", title="Utopic & Co : le bilan")
    for page in (address, f"/sheets/{sheet_in(address)}/edit", "/"):
        told = author.get(page).get_data(as_text=True)
        assert "&amp;amp;" not in told
        assert "Utopic & Co" in said_by(author.get(page))


def test_what_was_looked_for_in_vain_may_begin_a_sheet(author: Visitor) -> None:
    choices = author.get("/write?title=le+moulin+%3Ci%3E").text
    assert "/sheets/new/method?title=Le+moulin+%3Ci%3E" in choices
    form = author.get("/sheets/new/method?title=le+moulin+%3Ci%3E").text
    assert controls_in(form)["title"] == "Le moulin &lt;i&gt;"
    long = author.get(f"/sheets/new/method?title={'x' * 5_000}").text
    assert len(controls_in(long)["title"]) == 120
    assert controls_in(author.get("/sheets/new/tool").text)["title"] == ""
