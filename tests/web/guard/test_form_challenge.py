"""A challenge is signed for an account, tells when its form was opened, and is used once."""

import re
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask

from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.services.publishing.review.proof_of_work import is_solved
from commons.services.publishing.review.signals import NO_SIGNS, FormSigns
from commons.settings import ReviewTerms
from commons.web.guard.form_challenge import ask_for_work, read_signs
from commons.wiring.components import Components
from tests.adapters.store.makers import added
from tests.people.reviewed import ALL


@pytest.fixture
def ana(parts: Components) -> Account:
    return added(parts.store, "a@exemple.fr", "Ana")


def given(app: Flask, account: Account) -> str:
    with app.test_request_context():
        return ask_for_work(account).challenge


def read(
    app: Flask,
    parts: Components,
    account: Account,
    *,
    terms: ReviewTerms = ALL,
    **sent: str,
) -> FormSigns:
    with app.test_request_context(method="POST", data=sent):
        return read_signs(parts.store, terms, account)


def solved(challenge: str) -> str:
    return next(str(n) for n in count() if is_solved(challenge, str(n)))


def test_a_solved_challenge_is_good_once(
    app: Flask, parts: Components, ana: Account
) -> None:
    challenge = given(app, ana)
    sent = {"_challenge": challenge, "_work": solved(challenge)}
    first, second = (read(app, parts, ana, terms=ALL, **sent) for _ in range(2))
    assert (first.worked, second.worked) == (True, False)
    assert first.seconds is not None
    assert first.seconds <= 3


def test_what_is_not_solved_or_not_ours_is_no_work(
    app: Flask, parts: Components, ana: Account
) -> None:
    challenge = given(app, ana)
    unsolved = read(app, parts, ana, _challenge=challenge, _work="x")
    assert unsolved.worked is False
    ben = added(parts.store, "b@exemple.fr", "Ben")
    for stranger in ("", "made.up.challenge", challenge, "x" * 500):
        sent = {"_challenge": stranger, "_work": solved(stranger) if stranger else "1"}
        assert read(app, parts, ben, terms=ALL, **sent) == FormSigns(
            seconds=None, worked=False
        )


def test_a_form_that_is_shown_again_keeps_its_challenge(
    app: Flask, ana: Account
) -> None:
    challenge = given(app, ana)
    with app.test_request_context(method="POST", data={"_challenge": challenge}):
        assert ask_for_work(ana).challenge == challenge
    with app.test_request_context(method="POST", data={"_challenge": "made up"}):
        assert ask_for_work(ana).challenge != "made up"


def test_the_time_since_the_form_was_opened_is_told_for_a_day(
    app: Flask, parts: Components, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = given(app, ana)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=2))
    seconds = read(app, parts, ana, _challenge=challenge).seconds
    assert seconds is not None
    assert 118 <= seconds <= 122


def test_the_control_that_nobody_sees_traps(
    app: Flask, parts: Components, ana: Account
) -> None:
    assert read(app, parts, ana, homepage="https://spam.example").trapped
    assert not read(app, parts, ana, homepage=" ").trapped


def test_nothing_is_asked_where_nothing_is_held(
    app: Flask, parts: Components, ana: Account
) -> None:
    sent = read(app, parts, ana, terms=ReviewTerms(), homepage="https://spam.example")
    assert sent == NO_SIGNS


def test_the_form_of_a_new_account_asks_for_work(app: Flask, ana: Account) -> None:
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", given(app, ana))
