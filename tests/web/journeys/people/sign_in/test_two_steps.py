"""Signing in with a one-time code, as a browser without scripts does."""

import re
import time
from html import unescape

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask

from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.core.domain.people.account import Account, Role
from commons.services.people.blocking import block_account
from commons.services.people.recovery import make_link
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in

PAGE = "/account/two-steps"
SHORT = "violon-7"


def code_of(secret: str, later: int = 0) -> str:
    """Return the code that an app shows, now or so many steps later.

    It waits for the next step where this one is all but over.
    """
    if time.time() % 30 > 26:
        time.sleep(30 - time.time() % 30)
    return pyotp.TOTP(secret).at(int(time.time()), counter_offset=later)


def turn_on(visitor: Visitor) -> tuple[str, list[str]]:
    """Turn codes on by the form; return the secret and the recovery codes."""
    page = visitor.get(PAGE).get_data(as_text=True)
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    (sealed,) = re.findall(r'name="sealed" value="([^"]+)"', page)
    typed = {"old": PASSWORD, "code": code_of(secret, -1), "sealed": sealed}
    done = visitor.post(PAGE, _do="on", **typed).get_data(as_text=True)
    return secret, re.findall(r"<code>([a-z2-9-]+)</code>", done)


def account_of(visitor: Visitor, parts: Components) -> Account:
    with parts.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return found[0]


@pytest.fixture
def elsewhere(author: Visitor, app: Flask, parts: Components) -> Visitor:
    """Give the browser of another device."""
    other = Visitor(app.test_client(), parts)
    other.email = author.email
    return other


def test_somebody_turns_codes_on_and_signs_in_with_one(
    author: Visitor, elsewhere: Visitor
) -> None:
    secret, codes = turn_on(author)
    assert len(codes) == 10
    assert "10 codes de secours" in said_by(author.get(PAGE))
    page = elsewhere.post(
        "/login", email=author.email, password=PASSWORD, next="/drafts"
    )
    assert "Votre code" in said_by(page)
    assert elsewhere.get("/account").status_code == 302  # not signed in yet
    token = token_in(page.get_data(as_text=True))
    typed = {"csrf_token": token, "code": code_of(secret), "next": "/drafts"}
    done = elsewhere.client.post("/login/code", data=typed)
    assert (done.status_code, done.headers["Location"]) == (303, "/drafts")
    assert elsewhere.get("/account").status_code == 200


def test_a_used_or_wrong_code_opens_nothing(
    author: Visitor, elsewhere: Visitor
) -> None:
    secret, _ = turn_on(author)
    for wrong in (code_of(secret, -1), "000000", "", "x" * 9999):
        elsewhere.post("/login", email=author.email, password=PASSWORD)
        answer = elsewhere.post("/login/code", code=wrong)
        assert answer.status_code == 401
        assert "pas le bon" in said_by(answer)
        assert elsewhere.get("/account").status_code == 302


def test_a_recovery_code_opens_the_door_once_and_says_how_many_are_left(
    author: Visitor, elsewhere: Visitor
) -> None:
    _, codes = turn_on(author)
    elsewhere.post("/login", email=author.email, password=PASSWORD)
    assert elsewhere.post("/login/code", code=codes[3]).status_code == 303
    assert "Il vous en reste 9" in said_by(elsewhere.get("/account"))
    elsewhere.post("/logout", page="/account")
    elsewhere.post("/login", email=author.email, password=PASSWORD)
    assert elsewhere.post("/login/code", code=codes[3]).status_code == 401


def test_a_text_that_was_typed_travels_through_both_steps(
    author: Visitor, elsewhere: Visitor
) -> None:
    secret, _ = turn_on(author)
    refused = elsewhere.client.post(
        "/sheets/new/method", data={"title": "Le banc des idées", "_do": "publish"}
    )
    kept = unescape(
        re.findall(r'name="_kept" value="([^"]*)"', refused.get_data(as_text=True))[0]
    )
    typed = {"email": author.email, "password": PASSWORD, "_kept": kept}
    asked = elsewhere.post("/login", **typed, next="/sheets/new/method")
    again = unescape(
        re.findall(r'name="_kept" value="([^"]*)"', asked.get_data(as_text=True))[0]
    )
    done = elsewhere.post(
        "/login/code", code=code_of(secret), _kept=again, next="/sheets/new/method"
    )
    assert "Le banc des idées" in done.get_data(as_text=True)


def test_nobody_comes_to_the_second_step_without_the_first(
    author: Visitor, elsewhere: Visitor
) -> None:
    secret, _ = turn_on(author)
    answer = elsewhere.post("/login/code", page="/login", code=code_of(secret))
    assert answer.headers["Location"].startswith("/login")
    assert elsewhere.get("/account").status_code == 302


def test_the_first_step_ends_with_the_password_and_with_the_account(
    author: Visitor, elsewhere: Visitor, editor: Visitor, parts: Components
) -> None:
    secret, _ = turn_on(author)
    me = account_of(author, parts)
    for undo in ("password", "block"):
        elsewhere.post("/login", email=author.email, password=PASSWORD)
        assert elsewhere.get("/login/code").status_code == 200
        with parts.store.write() as work:
            if undo == "password":
                accounts.set_password(work, me.id, PasswordHasher().hash(PASSWORD))
            else:
                block_account(work, account_of(editor, parts), me)
        answer = elsewhere.post("/login/code", page="/login", code=code_of(secret))
        assert answer.headers["Location"].startswith("/login"), undo
        assert elsewhere.get("/account").status_code == 302


def test_codes_are_guessed_slowly_and_the_known_device_goes_in(
    author: Visitor, elsewhere: Visitor, app: Flask, parts: Components
) -> None:
    secret, _ = turn_on(author)
    author.post("/logout", page="/account")
    author.post("/login", email=author.email, password=PASSWORD)
    assert author.post("/login/code", code=code_of(secret)).status_code == 303
    author.client.delete_cookie("commons_session")  # its device cookie stays
    elsewhere.post("/login", email=author.email, password=PASSWORD)
    told = [elsewhere.post("/login/code", code="000000").status_code for _ in range(11)]
    assert told.count(401) == 9  # the right one counted too
    assert told[-1] == 429
    author.post("/login", email=author.email, password=PASSWORD)
    assert author.post("/login/code", code=code_of(secret, 1)).status_code == 303


def test_turning_on_needs_the_password_and_the_right_code(author: Visitor) -> None:
    page = author.get(PAGE).get_data(as_text=True)
    secret = re.findall(r"<code>([A-Z2-7 ]+)</code>", page)[0].replace(" ", "")
    (sealed,) = re.findall(r'name="sealed" value="([^"]+)"', page)
    for typed in (
        {"old": "faux", "code": code_of(secret), "sealed": sealed},
        {"old": PASSWORD, "code": "000000", "sealed": sealed},
        {"old": PASSWORD, "code": code_of(secret), "sealed": "forgé"},
        {"old": "", "code": "", "sealed": ""},
    ):
        answer = author.post(PAGE, _do="on", **typed)
        assert answer.status_code == 422
        assert "Erreur" in answer.get_data(as_text=True)
        if typed["sealed"] == sealed:  # the same secret, which the app knows already
            assert secret in answer.get_data(as_text=True).replace(" ", "")
    assert "Mettre en place" in said_by(author.get(PAGE))


def test_eight_characters_will_do_while_codes_are_asked_for(
    author: Visitor, parts: Components
) -> None:
    changed = {"_do": "password", "old": PASSWORD, "password": SHORT}
    assert author.post("/account", **changed).status_code == 422
    turn_on(author)
    assert author.post("/account", **changed).status_code == 303
    off = author.post(PAGE, _do="off", old=SHORT)
    assert off.status_code == 422
    assert "changez d’abord" in said_by(off)
    author.post("/account", _do="password", old=SHORT, password=PASSWORD)
    assert author.post(PAGE, _do="off", old=PASSWORD).status_code == 303
    assert "Mettre en place" in said_by(author.get(PAGE))


def test_new_recovery_codes_are_shown_once(author: Visitor) -> None:
    _, codes = turn_on(author)
    page = author.post(PAGE, _do="codes", old=PASSWORD).get_data(as_text=True)
    new = re.findall(r"<code>([a-z2-9-]+)</code>", page)
    assert len(set(new) - set(codes)) == 10
    assert new[0] not in author.get(PAGE).get_data(as_text=True)


def test_a_lost_password_keeps_the_second_step(
    author: Visitor, elsewhere: Visitor, parts: Components
) -> None:
    turn_on(author)
    with parts.store.write() as work:
        path = make_link(work, account_of(author, parts), TokenPurpose.RESET)
    assert "Au moins 8" in said_by(elsewhere.get(path))
    assert elsewhere.post(path, password=SHORT).status_code == 303
    asked = elsewhere.post("/login", email=author.email, password=SHORT)
    assert "Votre code" in said_by(asked)


def test_an_admin_takes_the_second_step_away(
    author: Visitor, visitor: Visitor, elsewhere: Visitor, parts: Components
) -> None:
    turn_on(author)
    admin = visitor.signed_in(Role.ADMIN)
    me = account_of(author, parts).id
    assert "Ne plus demander de code" in said_by(admin.get("/admin/accounts"))
    answer = admin.post("/admin/accounts", account=me, _do="two_steps")
    assert answer.status_code == 303
    assert "Ne plus demander de code" not in said_by(admin.get("/admin/accounts"))
    signed = elsewhere.post("/login", email=author.email, password=PASSWORD)
    assert signed.status_code == 303
    assert "retirée à quelqu’un" in said_by(admin.get("/admin/audit"))


def test_who_tries_codes_escapes_no_count_by_naming_an_account_of_their_own(
    author: Visitor,
) -> None:
    author.post("/logout", page="/account")
    author.post("/login", email=author.email, password=PASSWORD)
    author.post("/logout", page="/account")
    token = token_in(author.get("/login").text)
    sent = {"csrf_token": token, "email": author.email, "code": "123456"}
    tried = [author.client.post("/login/code", data=sent) for _ in range(61)]
    assert {one.status_code for one in tried[:60]} == {303}
    assert tried[60].status_code == 429
