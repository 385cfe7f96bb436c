"""The audit log is read in words: who, what, of whom, why."""

from flask import Flask

from commons.adapters.store.site.audit_log import note_act
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.services.editing.hold import Held
from commons.services.stewardship.reviews import refuse_edit
from commons.wiring.components import Components
from tests.reviewed import a_version, account_of, hands_in
from tests.visitor import Visitor, said_by


def test_details_are_told_in_words_and_people_by_name(
    app: Flask, parts: Components
) -> None:
    author = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    held = hands_in(parts, account_of(author), a_version(account_of(author)))
    assert isinstance(held, Held)
    with parts.store.write() as work:
        refuse_edit(work, held.edit.id, "de la publicité", account_of(admin))
    words = said_by(admin.get("/admin/audit"))
    assert f"de : {author.name}" in words
    assert "raison : de la publicité" in words
    assert "author" not in words


def test_sheets_are_named_by_their_titles_and_roles_in_words(
    app: Flask, parts: Components
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    sheet = admin.publishes("method", title="Le banc rouge").split("/")[2]
    me = account_of(admin).person.id
    with parts.store.write() as work:
        note_act(work, me, AuditAct.DELETE, sheet)
        note_act(work, me, AuditAct.END_REPORT, f"/sheets/{sheet}")
        note_act(work, me, AuditAct.ROLE, me, role="EDITOR")
        note_act(work, me, AuditAct.PURGE, sheet, sort="sheet", basis="court")
        note_act(work, "", AuditAct.MAIL, "<b>")
    page = admin.get("/admin/audit")
    words = said_by(page)
    assert words.count("« Le banc rouge »") == 3
    assert f'<a href="/sheets/{sheet}">' in page.text
    assert "rôle : équipe éditoriale" in words
    assert "Décision de justice" in words
    assert sheet not in words
    assert "EDITOR" not in words
    assert "<code><b>" not in page.text
