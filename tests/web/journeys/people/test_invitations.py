"""Registration by invitation: links for one account, sent or copied."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from commons.adapters.store.people import accounts, mail_queue
from commons.adapters.store.people.credentials import invitations as store
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.services.people.invitations import LIFETIME, invite
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.visitor import PASSWORD, Visitor, said_by

PAGE = "/admin/invitations"
NEW = {"name": "Noé", "email": "noe@exemple.fr", "password": PASSWORD}


@pytest.fixture
def registration() -> str:
    return "invitation"


@pytest.fixture
def parts(
    registration: str, empty_folder: Path, tmp_path: Path
) -> Iterator[Components]:
    folder = tmp_path / "instance"
    shutil.copytree(empty_folder, folder)
    told = {"mail_url": (tmp_path / "box").as_uri(), "mail_from": "a@exemple.fr"}
    made = assemble_components(settings_in(folder, registration=registration, **told))
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture
def guest(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts)


def copied(editor: Visitor) -> str:
    """Make a link to copy; return its path."""
    page = editor.post(PAGE).get_data(as_text=True)
    return str(re.findall(r"/register\?invitation=[\w-]{43}", page)[0])


def test_a_copied_link_opens_one_account_and_says_who_invites(
    editor: Visitor, guest: Visitor, app: Flask, parts: Components
) -> None:
    path = copied(editor)
    assert f"{editor.name} vous invite" in said_by(guest.get(path))
    secret = path.rpartition("=")[2]
    wrong = guest.post("/register", page=path, invitation=secret, name="N", email="x")
    assert wrong.status_code == 422
    done = guest.post("/register", page=path, invitation=secret, **NEW)
    assert done.status_code == 303
    other = Visitor(app.test_client(), parts)
    assert other.get(path).status_code == 403
    again = {**NEW, "email": "autre@exemple.fr", "name": "Autre"}
    refused = other.post("/register", page="/login", invitation=secret, **again)
    assert refused.status_code == 403
    with parts.store.read() as work:
        found = accounts.by_email(work, NEW["email"])
        assert found is not None
        assert not found[0].email_confirmed
        assert accounts.by_email(work, again["email"]) is None


def test_without_an_invitation_nobody_opens_an_account(
    guest: Visitor, parts: Components
) -> None:
    for path in ("/register", "/register?invitation=x", "/register?invitation=é"):
        refused = guest.get(path)
        assert refused.status_code == 403
        said = said_by(refused)
        assert "sur invitation" in said
        assert "Créer un compte" in said
        assert "droit" not in said
        assert ("une autre" in said) is ("invitation=" in path)
    assert guest.post("/register", page="/login", **NEW).status_code == 403
    assert "Créer un compte" not in said_by(guest.get("/login"))


def test_an_invitation_by_e_mail_confirms_the_address_it_went_to(
    editor: Visitor, guest: Visitor, parts: Components
) -> None:
    sent = editor.post(PAGE, email=NEW["email"])
    assert sent.status_code == 303
    assert NEW["email"] in said_by(editor.get(PAGE))
    with parts.store.write() as work:
        (mail,) = mail_queue.claim_mails(work, clock.now(), limit=9)
    assert mail.recipient == NEW["email"]
    assert editor.name in mail.subject
    secret = re.findall(r"invitation=([\w-]{43})", mail.text)[0]
    path = f"/register?invitation={secret}"
    assert mail.text.startswith("Bonjour,\n")
    assert f'value="{NEW["email"]}"' in guest.get(path).text
    guest.post("/register", page=path, invitation=secret, **NEW)
    told = said_by(guest.get("/login"))
    assert "Un courriel vous demande de confirmer" not in told
    assert "Si l’invitation n’est pas arrivée à cette adresse" in told
    with parts.store.write() as work:
        found = accounts.by_email(work, NEW["email"])
        assert not mail_queue.claim_mails(work, clock.now(), limit=9)
    assert found is not None
    assert found[0].email_confirmed


def test_a_link_ends_when_it_is_taken_back_old_or_its_inviter_may_no_more(
    editor: Visitor, visitor: Visitor, guest: Visitor, parts: Components
) -> None:
    path = copied(editor)
    page = editor.get(PAGE).get_data(as_text=True)
    (one,) = re.findall(r'name="invitation" value="([^"]+)"', page)
    editor.post(PAGE, _do="remove", invitation=one)
    assert guest.get(path).status_code == 403
    old = copied(editor)
    with parts.store.write() as work:
        gone = int(LIFETIME.total_seconds()) * 1000
        order = text("UPDATE invitations SET until = until - :gone")
        work.connection.execute(order, {"gone": gone})
    assert guest.get(old).status_code == 403
    path = copied(editor)
    assert guest.get(path).status_code == 200
    admin = visitor.signed_in(Role.ADMIN)
    with parts.store.read() as work:
        found = accounts.by_email(work, editor.email)
    assert found is not None
    admin.post("/admin/accounts", account=found[0].id, role="READER")
    assert guest.get(path).status_code == 403


def test_what_is_wrong_is_named_and_the_whole_is_bounded(
    editor: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert editor.post(PAGE, email="pas une adresse").status_code == 422
    monkeypatch.setattr("commons.services.people.invitations.MOST_OPEN", 1)
    assert editor.post(PAGE).status_code == 200
    refused = editor.post(PAGE)
    assert refused.status_code == 422
    assert "annulez-en" in said_by(refused)


@pytest.mark.parametrize("registration", ["closed"])
def test_closed_means_that_nobody_is_invited_either(
    editor: Visitor, guest: Visitor, parts: Components, registration: str
) -> None:
    assert editor.post(PAGE).status_code == 404
    with parts.store.write() as work:
        found = accounts.by_email(work, editor.email)
        assert found is not None
        path = invite(work, found[0])
    assert guest.get(path).status_code == 403


@pytest.mark.parametrize("registration", ["open"])
def test_where_registration_is_open_a_link_says_who_invites_all_the_same(
    editor: Visitor, guest: Visitor, registration: str
) -> None:
    assert f"{editor.name} vous invite" in said_by(guest.get(copied(editor)))
    assert guest.get("/register?invitation=over").status_code == 200


def test_old_invitations_are_swept(editor: Visitor, parts: Components) -> None:
    copied(editor)
    with parts.store.write() as work:
        found = accounts.by_email(work, editor.email)
        assert found is not None
        past = clock.now() - timedelta(days=1)
        old = store.Invitation(
            id="0123456789ab",
            inviter=found[0].id,
            email="",
            created=past,
            until=past,
        )
        store.add_invitation(work, old)
        assert store.sweep_invitations(work) == 1
        assert len(store.open_invitations(work, limit=9)) == 1
