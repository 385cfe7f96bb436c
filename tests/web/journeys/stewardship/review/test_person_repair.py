"""An editor takes back at once what one person wrote, and blocks the account."""

import random
import re
import string

from flask import Flask, flash

from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Role
from commons.services.stewardship.repair import RepairReport
from commons.web.journeys.stewardship.review.person_repair import say_report
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, said_by


def page_of(parts: Components, visitor: Visitor) -> str:
    """Give the address of what a visitor wrote."""
    with parts.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return f"/admin/people/{found[0].person.id}"


def test_a_spammer_is_undone_and_blocked_and_let_in_again(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    spammer = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    author = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    bad = spammer.publishes("method", title="Casino en ligne")
    good = author.publishes("method", title="Porteur de parole")
    page = page_of(parts, spammer)
    assert "1 fiche écrite par cette personne" in said_by(editor.get(page))
    done = editor.post(page, _do="all")
    assert done.status_code == 303
    said = said_by(editor.get(page))
    assert "C’est fait : 1 fiche supprimée." in said
    assert "Rien de ce que cette personne a écrit n’est en ligne." in said
    assert editor.get(bad).status_code == 410
    assert author.get(good).status_code == 200
    repair = re.search(
        r'name="repair" value="(\w+)"', editor.get(page).get_data(as_text=True)
    )
    assert repair
    editor.post(page, _do="undo", repair=repair[1])
    said = said_by(editor.get(page))
    assert "C’est fait : 1 fiche remise comme avant." in said
    assert "1 fiche écrite par cette personne" in said
    assert editor.get(bad).status_code == 200
    assert editor.post(page, _do="block").status_code == 303
    assert spammer.get("/account").status_code == 302
    refused = spammer.post("/login", email=spammer.email, password=PASSWORD)
    assert refused.status_code == 401
    editor.post(page, _do="unblock")
    again = spammer.post("/login", email=spammer.email, password=PASSWORD)
    assert again.status_code == 303


def test_the_page_of_a_spammer_is_framed_for_who_reads_it(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    spammer = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    page = editor.get(page_of(parts, spammer)).get_data(as_text=True)
    frame = page.partition("<header")[2].partition("<main")[0]
    assert editor.name in frame
    assert spammer.name not in frame
    assert "À relire" in frame


def test_nobody_blocks_an_equal_or_oneself(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    other = Visitor(app.test_client(), parts).signed_in(Role.EDITOR)
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    for who in (other, admin, editor):
        page = page_of(parts, who)
        assert "Bloquer ce compte" not in said_by(editor.get(page))
        assert editor.post(page, _do="block").status_code == 403
    assert admin.post(page_of(parts, admin), _do="block").status_code == 403
    assert admin.post(page_of(parts, other), _do="block").status_code == 303


def test_only_editors_come_here_and_what_makes_no_sense_is_refused(
    app: Flask, parts: Components, author: Visitor, editor: Visitor
) -> None:
    page = page_of(parts, author)
    assert author.get(page).status_code == 403
    assert author.post(page, page="/", _do="all").status_code == 403
    assert editor.post(page, _do="autre").status_code == 400
    assert editor.post(page, _do="undo", repair="zzzzzzzzzzzz").status_code == 404
    assert editor.get("/admin/people/zzzzzzzzzzzz").status_code == 404


def test_the_acts_are_listed_filtered_and_exported(
    app: Flask, parts: Components, editor: Visitor, author: Visitor
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    editor.post(page_of(parts, author), _do="block")
    Visitor(app.test_client(), parts).post("/login", email="a@b.fr", password="faux")
    page = said_by(admin.get("/admin/audit"))
    assert "compte bloqué" in page
    assert author.name in page
    assert (
        "compte bloqué"
        not in said_by(admin.get("/admin/audit?act=role")).partition("Filtrer")[2]
    )
    for odd in (
        "act=autre",
        "through=-1",
        "through=999999999999999999999",
        "through=x",
    ):
        assert admin.get(f"/admin/audit?{odd}").status_code == 200
    lines = admin.get("/admin/audit.jsonl").get_data(as_text=True).splitlines()
    assert any('"act": "block"' in line for line in lines)
    assert author.email not in "".join(lines)
    assert editor.get("/admin/audit").status_code == 403


def test_what_is_said_of_many_sheets_fits_the_cookie_it_travels_in(app: Flask) -> None:
    chance = random.Random(1)  # noqa: S311  # titles that nothing makes shorter
    titles = ["".join(chance.choices(string.ascii_letters, k=90)) for _ in range(60)]
    report = RepairReport(kept=[(title, "") for title in titles])
    with app.test_request_context("/"):
        flash(say_report(report), "good")
        answer = app.process_response(app.response_class())
    assert len(answer.headers["Set-Cookie"]) < 4_000


def test_titles_stand_between_the_quotation_marks_of_the_page(app: Flask) -> None:
    report = RepairReport(kept=[("Le banc rouge", "")])
    with app.test_request_context("/?lang=en"):
        assert "“Le banc rouge”" in say_report(report)
    with app.test_request_context("/?lang=fr"):
        assert "«\u00a0Le banc rouge\u00a0»" in say_report(report)


def test_what_a_spammer_wrote_beside_sheets_is_found_from_their_page(
    app: Flask, parts: Components, editor: Visitor, author: Visitor
) -> None:
    spammer = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    sheet = author.publishes("method").split("/")[2]
    made = spammer.post("/organisations/new", _do="save", name="Casino & Cie")
    spammer.post(f"/sheets/{sheet}/remarks/new", _do="send", text="Achetez <b>ici</b>")
    page = page_of(parts, spammer)
    editor.post(page, _do="block")
    shown = editor.get(page).get_data(as_text=True)
    assert f'href="{made.headers["Location"]}"' in shown
    remark = re.search(r'href="(/remarks/\w+)"[^>]*>Achetez &lt;b&gt;', shown)
    assert remark
    editor.post(f"{remark[1]}/hide", reason="publicité")
    assert "Achetez" not in editor.get(page).get_data(as_text=True)
