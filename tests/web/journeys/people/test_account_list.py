"""An admin finds an account among many, a page at a time."""

import pytest
from flask import Flask

from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Role
from commons.web.journeys.people.account_list import PAGE_SIZE
from commons.wiring.components import Components
from tests.adapters.store.makers import an_account
from tests.people.visitor import Visitor, said_by


@pytest.fixture
def admin(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(Role.ADMIN, "Zoé")


def test_one_is_found_by_name_and_the_rest_is_paged(
    admin: Visitor, parts: Components
) -> None:
    with parts.store.write() as work:
        for number in range(PAGE_SIZE + 5):
            one = an_account(f"n{number}@exemple.fr", f"Personne {number:03d}")
            accounts.add_account(work, one, "a hash")
    first = admin.get("/admin/accounts")
    assert f"{PAGE_SIZE + 6} comptes" in said_by(first)
    assert first.text.count("<tr>") == PAGE_SIZE + 1
    assert admin.get("/admin/accounts?page=2").text.count("<tr>") == 7
    assert admin.get("/admin/accounts?page=9999").status_code == 200
    alone = admin.get("/admin/accounts?q=personne+007&role=CONTRIBUTOR")
    assert alone.text.count("<tr>") == 2
    assert "Personne 007" in said_by(alone)
    none = admin.get("/admin/accounts?q=007&blocked=1&role=ROI")
    assert "Aucun compte ne correspond" in said_by(none)


def test_a_change_leads_back_to_what_was_asked(
    admin: Visitor, parts: Components
) -> None:
    one = an_account("n@exemple.fr", "Nina")
    with parts.store.write() as work:
        accounts.add_account(work, one, "a hash")
    asked = "/admin/accounts?q=Nina"
    sent = admin.post(asked, account=one.id, role="EDITOR")
    assert (sent.status_code, sent.location) == (303, asked)
    assert "Nina a changé de rôle" in said_by(admin.get(asked))
