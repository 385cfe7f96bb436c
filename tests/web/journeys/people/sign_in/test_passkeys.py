"""The pages of passkeys, asked as our script does, with a device in software."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from commons.app import create_app
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.authenticator import Authenticator
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in

ADD, OPTIONS = "/account/passkeys", "/account/passkeys/options"
LOGIN, LOGIN_OPTIONS = "/login/passkey", "/login/passkey/options"


@pytest.fixture
def parts(empty_folder: Path, tmp_path: Path) -> Iterator[Components]:
    """Give an instance that has a name, as passkeys want."""
    folder = tmp_path / "instance"
    shutil.copytree(empty_folder, folder)
    made = assemble_components(settings_in(folder, base_url="http://localhost"))
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture
def phone(parts: Components) -> Authenticator:
    return Authenticator(parts.settings.base_url, "localhost")


@pytest.fixture
def elsewhere(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts)


def add(author: Visitor, phone: Authenticator, name: str = "Mon téléphone") -> None:
    """Add a passkey as the script does."""
    asked = author.post(OPTIONS, page=ADD, old=PASSWORD).get_data(as_text=True)
    done = author.post(ADD, name=name, credential=phone.create(asked))
    assert done.status_code == 303, said_by(done)


def enter(visitor: Visitor, phone: Authenticator, **typed: str) -> int:
    """Sign in with a passkey as the script does; return the status."""
    asked = visitor.post(LOGIN_OPTIONS, page="/login").get_data(as_text=True)
    sent = visitor.post(LOGIN, page="/login", credential=phone.use(asked), **typed)
    return 200 if visitor.get("/account").status_code == 200 else sent.status_code


def test_somebody_adds_a_passkey_and_comes_in_with_it(
    author: Visitor, elsewhere: Visitor, phone: Authenticator
) -> None:
    add(author, phone)
    assert "Mon téléphone" in said_by(author.get(ADD))
    assert enter(elsewhere, phone) == 200
    assert author.name in said_by(elsewhere.get("/account"))
    assert "par clé d’accès" in said_by(elsewhere.get("/account/sessions"))


def test_the_password_is_asked_for_before(
    author: Visitor, phone: Authenticator
) -> None:
    for wrong in ("", "faux"):
        refused = author.post(OPTIONS, page=ADD, old=wrong)
        assert refused.status_code == 422
        assert refused.json is not None
        assert "mot de passe" in refused.json["fault"]
    forged = '{"challenge": "AAAA", "user": {"id": "AAAA"}}'
    assert author.post(ADD, credential=phone.create(forged)).status_code == 422
    assert "Aucune pour l’instant" in said_by(author.get(ADD))


def test_who_came_in_by_passkey_needs_no_password_for_a_while(
    author: Visitor, elsewhere: Visitor, phone: Authenticator, parts: Components
) -> None:
    add(author, phone)
    enter(elsewhere, phone)
    assert "Mot de passe actuel" not in said_by(elsewhere.get(ADD))
    add(elsewhere, phone, "Le même")
    with parts.store.write() as work:
        order = "UPDATE sessions SET opened = opened - 660000"
        work.connection.exec_driver_sql(order)
    assert "Mot de passe actuel" in said_by(elsewhere.get(ADD))
    refused = elsewhere.post(OPTIONS, page=ADD)
    assert refused.status_code == 422
    assert refused.json is not None
    assert "puis reconnectez-vous" in refused.json["fault"]


def test_what_was_signed_opens_once(
    author: Visitor, app: Flask, parts: Components, phone: Authenticator
) -> None:
    add(author, phone)
    thief = app.test_client()
    page = thief.get("/login").get_data(as_text=True)
    token = {"csrf_token": token_in(page)}
    asked = thief.post(LOGIN_OPTIONS, data=token).get_data(as_text=True)
    cookie = thief.get_cookie("commons_session")
    assert cookie is not None
    sent = {**token, "credential": phone.use(asked)}
    assert thief.post(LOGIN, data=sent).headers["Location"] == "/"
    again = app.test_client()
    again.set_cookie("commons_session", cookie.value)  # with the challenge in it
    answer = again.post(LOGIN, data=sent)
    assert answer.headers["Location"].startswith("/login")
    assert again.get("/account").status_code == 302


def test_a_challenge_is_for_what_it_was_given(
    author: Visitor, elsewhere: Visitor, phone: Authenticator
) -> None:
    add(author, phone)
    asked = author.post(OPTIONS, page=ADD, old=PASSWORD).get_data(as_text=True)
    answer = author.post(LOGIN, page=ADD, credential=phone.use(asked))
    assert answer.headers["Location"].startswith("/login")
    nothing = elsewhere.post(LOGIN, page="/login", credential="{}")
    assert nothing.headers["Location"].startswith("/login")
    assert "n’ouvre aucun compte" in said_by(elsewhere.get("/login"))


def test_a_text_that_was_typed_comes_back(
    author: Visitor, elsewhere: Visitor, phone: Authenticator
) -> None:
    add(author, phone)
    asked = elsewhere.post(LOGIN_OPTIONS, page="/login").get_data(as_text=True)
    typed = {"_kept": '[["title", "Le banc"]]', "next": "/sheets/new/method"}
    answer = elsewhere.post(LOGIN, page="/login", credential=phone.use(asked), **typed)
    assert "Le banc" in answer.get_data(as_text=True)


def test_one_removes_a_passkey_of_ones_own_alone(
    author: Visitor, editor: Visitor, elsewhere: Visitor, phone: Authenticator
) -> None:
    add(author, phone)
    page = author.get(ADD).get_data(as_text=True)
    (key,) = re.findall(r'name="passkey" value="([^"]+)"', page)
    editor.post(ADD, _do="remove", passkey=key)
    assert enter(elsewhere, phone) == 200
    author.post(ADD, _do="remove", passkey=key)
    assert "Aucune pour l’instant" in said_by(author.get(ADD))


def test_a_name_is_shown_as_it_was_typed_and_no_longer_than_it_may(
    author: Visitor, phone: Authenticator
) -> None:
    add(author, phone, "<b>Clé</b> " + "x" * 500)
    page = author.get(ADD).get_data(as_text=True)
    assert "&lt;b&gt;Clé" in page
    assert "x" * 61 not in page


def test_a_wrong_credential_adds_nothing(author: Visitor, phone: Authenticator) -> None:
    for wrong in ("", "{}", "[" * 9999, "null"):
        author.post(OPTIONS, page=ADD, old=PASSWORD)
        answer = author.post(ADD, credential=wrong)
        assert answer.status_code == 422
    assert "Aucune pour l’instant" in said_by(author.get(ADD))


def test_a_site_without_a_name_offers_none(visitor: Visitor, tmp_path: Path) -> None:
    bare = assemble_components(
        settings_in(tmp_path / "bare", base_url="http://192.0.2.7")
    )
    reader = Visitor(create_app(bare).test_client(), bare)
    assert "clé d’accès" not in said_by(reader.get("/login"))
    assert reader.post(LOGIN_OPTIONS, page="/login").status_code == 404
    bare.follower.stop()
    bare.store.close()
