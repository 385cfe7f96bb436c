"""The audit log is read in words: who, what, of whom, why."""

from flask import Flask

from commons.core.domain.people.account import Role
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
