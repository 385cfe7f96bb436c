"""Anybody reports what is wrong; editors see it, and who reported nobody sees."""

import pytest

from commons.adapters.store.log.projections import file_visibility
from commons.adapters.store.people.organisations import put_organisation
from commons.adapters.store.people.persons import credit_person
from commons.core.domain.people.profile import Organisation
from commons.core.domain.sheet import Person
from tests.adapters.store.makers import publish
from tests.core.kinds.examples import bare
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, said_by, token_in

NAMED = 'name="report" value="'


@pytest.fixture
def sheet(author: Visitor) -> str:
    """Give the path of a sheet."""
    page = author.publishes("method", title="Le banc à vendre")
    return "/".join(page.split("/")[:3])


def report(who: Visitor, path: str, **typed: str) -> str:
    """Report what stands at a path; give where that leads."""
    page = f"/report?at={path.replace('#', '%23')}"
    answer = who.post("/report", page=page, at=path, _do="send", **typed)
    assert answer.status_code == 303, said_by(answer)
    return answer.headers["Location"]


def test_a_reader_without_an_account_reports_a_sheet(
    visitor: Visitor, author: Visitor, editor: Visitor, sheet: str
) -> None:
    page = visitor.client.get(sheet, follow_redirects=True).get_data(as_text=True)
    assert f"/report?at={sheet}" in page
    form = said_by(visitor.get(f"/report?at={sheet}"))
    assert "La fiche « Le banc à vendre »" in form
    assert report(visitor, sheet, reason="spam", words="On y vend des bancs.") == sheet
    report(author, sheet, reason="wrong")
    told = said_by(editor.get("/admin/reports"))
    assert "2 signalements attendent" in told
    assert "On y vend des bancs." in told
    assert "par quelqu’un sans compte" in told
    assert "par quelqu’un qui a un compte" in told
    assert author.name not in told
    assert "À relire (2)" in editor.get("/").get_data(as_text=True)
    for who in (author, visitor):
        assert who.get("/admin/reports").status_code != 200


def test_an_editor_deals_with_it_and_may_take_that_back(
    visitor: Visitor, editor: Visitor, sheet: str
) -> None:
    report(visitor, sheet, reason="spam")
    page = editor.get("/admin/reports").get_data(as_text=True)
    identifier = page.partition(NAMED)[2][:12]
    typed = {"page": "/admin/reports", "report": identifier}
    editor.post("/admin/reports", _do="done", **typed)
    told = said_by(editor.get("/admin/reports"))
    assert "Aucun signalement n’attend" in told
    assert "Annuler" in told
    editor.post("/admin/reports", _do="reopen", **typed)
    assert "1 signalement attend" in said_by(editor.get("/admin/reports"))


def test_what_lacks_is_said_beside_its_control(visitor: Visitor, sheet: str) -> None:
    page = f"/report?at={sheet}"
    answer = visitor.post("/report", page=page, at=sheet, _do="send", words="des mots")
    assert answer.status_code == 422
    assert "Choisissez ce qui ne va pas." in said_by(answer)
    assert "des mots" in answer.get_data(as_text=True)


def test_who_fills_in_what_nobody_sees_reports_nothing(
    visitor: Visitor, editor: Visitor, sheet: str
) -> None:
    report(visitor, sheet, reason="spam", homepage="https://spam.example")
    assert "Aucun signalement n’attend" in said_by(editor.get("/admin/reports"))


def test_an_image_of_a_sheet_is_reported_from_its_page(
    author: Visitor, visitor: Visitor, editor: Visitor
) -> None:
    name = f"{'ab' * 32}.jpg"
    with author.parts.store.write() as work:
        row = {"file": name, "alt": "Un banc"}
        values = {**bare("method"), "images": [row]}
        sheet = publish(work, values=values).sheet
        from_sheet = f"/sheets/{sheet}"
        file_visibility.correct_public_files(work, [(name, sheet)])
    form = visitor.get(f"/report?at={from_sheet}").get_data(as_text=True)
    assert f'value="/media/{name}"' in form
    report(visitor, from_sheet, what=f"/media/{name}", reason="rights")
    assert "Une image" in said_by(editor.get("/admin/reports"))


def test_a_person_is_reported_from_their_page(
    author: Visitor, visitor: Visitor, editor: Visitor, sheet: str
) -> None:
    assert sheet
    person = account_of(author).person.id
    page = visitor.get(f"/people/{person}").get_data(as_text=True)
    assert f"/report?at=/people/{person}" in page
    report(visitor, f"/people/{person}", reason="abuse")
    assert f"La personne « {author.name} »" in said_by(editor.get("/admin/reports"))


@pytest.mark.parametrize(
    "path", ["", "/login", "//elsewhere.example/x", "/sheets/0123456789ab"]
)
def test_nothing_else_can_be_reported(visitor: Visitor, path: str) -> None:
    assert visitor.get(f"/report?at={path}").status_code == 404


def test_no_title_of_a_deleted_sheet_is_told_where_one_reports(
    visitor: Visitor, editor: Visitor, sheet: str
) -> None:
    before = visitor.get(f"/report?at={sheet}").get_data(as_text=True)
    editor.post(f"{sheet}/delete", page=f"{sheet}/history", reason="en double")
    asked = visitor.get(f"/report?at={sheet}")
    assert asked.status_code == 410
    assert "à vendre" not in asked.get_data(as_text=True)
    form = {"csrf_token": token_in(before), "at": sheet, "reason": "spam"}
    sent = visitor.client.post("/report", data={**form, "_do": "send"})
    assert sent.status_code == 410
    assert "à vendre" in editor.get(f"/report?at={sheet}").get_data(as_text=True)


def test_an_organisation_that_waits_is_named_to_nobody_where_one_reports(
    visitor: Visitor, editor: Visitor
) -> None:
    nobody = Person(id="ab0123456789", name="Personne")
    waits = Organisation(
        id="0123456789ab", name="Casino", slug="casino", author=nobody.id
    )
    with visitor.parts.store.write() as work:
        credit_person(work, nobody)
        put_organisation(work, waits, ())
    path = f"/report?at=/organisations/{waits.id}"
    assert visitor.get(path).status_code == 404
    assert editor.get(path).status_code == 200


def test_what_an_act_answered_is_told_below_the_list(
    visitor: Visitor, author: Visitor, editor: Visitor, sheet: str
) -> None:
    sent = author.post(f"{sheet}/remarks/new", _do="send", text="Achetez ici")
    remark = sent.headers["Location"].rpartition("/")[2]
    report(visitor, f"/remarks/{remark}", reason="spam")
    report(visitor, sheet, reason="wrong")
    editor.post(f"/remarks/{remark}/hide", reason="une publicité")
    told = said_by(editor.get("/admin/reports"))
    assert "1 signalement attend" in told
    told = told.partition("Derniers signalements traités")[2]
    assert f"un message écrit par {author.name} · message masqué sous une fiche" in told
    assert f"· {editor.name}" in told
    assert "Le banc à vendre" not in told


def test_what_was_marked_as_done_is_told_until_it_is_taken_back(
    visitor: Visitor, editor: Visitor, sheet: str
) -> None:
    report(visitor, sheet, reason="spam")
    page = editor.get("/admin/reports").text
    typed = {"page": "/admin/reports", "report": page.partition(NAMED)[2][:12]}
    editor.post("/admin/reports", _do="done", **typed)
    told = said_by(editor.get("/admin/reports"))
    assert "« Le banc à vendre » · noté comme traité" in told
    editor.post("/admin/reports", _do="reopen", **typed)
    assert "noté comme traité" not in said_by(editor.get("/admin/reports"))
