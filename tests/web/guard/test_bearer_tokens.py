"""Programs that bear a token: every route, with a token of every scope."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import api_tokens
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import (
    MINIMUM_ROLE,
    Account,
    Role,
    has_permission,
)
from commons.core.domain.people.api_token import ApiToken, Scope
from commons.core.domain.people.sign_in import start_of_day
from commons.services.people.blocking import block_account
from commons.web.request.limits.rate_limits import TOKEN_LIMITS
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.addresses.routes import address_of
from tests.people.visitor import Visitor

EVERY = frozenset(Scope)


def account_of(parts: Components, visitor: Visitor) -> Account:
    with parts.store.read() as work:
        found = accounts.by_email(work, visitor.email)
    assert found is not None
    return found[0]


def given(
    parts: Components, account: Account, scopes: frozenset[Scope], days: float = 7
) -> str:
    """Give an account a token; return its secret."""
    now = clock.now()
    token = ApiToken(
        id=iri.new_id(),
        account=account.id,
        name="Mon script",
        scopes=scopes,
        created=now,
        until=now + timedelta(days=days),
    )
    with parts.store.write() as work:
        return api_tokens.issue_api_token(work, token)


def bearing(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def sends(client: FlaskClient, secret: str, **headers: str) -> TestResponse:
    """Send a picture as a program does."""
    content = io.BytesIO(written(drawing(30, 20), "PNG"))
    return client.post(
        "/media",
        data={"file": (content, "a.png")},
        headers={**bearing(secret), **headers},
    )


def methods_of(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    "scopes",
    [frozenset(), *(frozenset({scope}) for scope in Scope), EVERY],
    ids=lambda scopes: "+".join(sorted(scopes)) or "none",
)
def test_a_token_reaches_what_its_scope_and_its_role_allow_and_nothing_else(
    app: Flask, parts: Components, role: Role, scopes: frozenset[Scope]
) -> None:
    holder = Visitor(app.test_client(), parts).signed_in(role)
    secret = given(parts, account_of(parts, holder), scopes)
    tried = 0
    for rule, method in methods_of(app):
        rules = rules_of(app)[rule.endpoint]
        is_open = MINIMUM_ROLE[rules.needs] is None and not (
            method == "POST" and rules.token
        )
        if is_open and scopes != EVERY:
            continue  # what all may read is tried with one token of each role
        may = rules.scope in scopes and has_permission(role, rules.needs)
        for client in (app.test_client(), holder.client):  # the session adds nothing
            answer = client.open(
                address_of(rule), method=method, headers=bearing(secret)
            )
            refused = answer.status_code in {401, 403}
            told = (rule.rule, method, answer.status_code)
            assert refused != (is_open or may), told
            assert answer.status_code < 500, told
            tried += 1
            if is_open:
                break
    assert tried > 100


def test_the_session_of_a_browser_gives_a_token_no_right(
    editor: Visitor, parts: Components
) -> None:
    secret = given(parts, account_of(parts, editor), EVERY)
    assert editor.get("/account").status_code == 200
    for borne in (secret, "commons_forged", ""):
        answer = editor.client.get("/account", headers=bearing(borne))
        assert answer.status_code == 403
        challenge = answer.headers["WWW-Authenticate"]
        assert challenge == 'Bearer error="insufficient_scope"'
    home = editor.client.get("/", headers=bearing(secret)).get_data(as_text=True)
    assert editor.name not in home


def test_a_program_sends_a_file_without_a_form(
    app: Flask, author: Visitor, parts: Components
) -> None:
    program = app.test_client()
    me = account_of(parts, author)
    secret = given(parts, me, frozenset({Scope.MEDIA_WRITE}))
    sent = sends(program, secret)
    assert sent.status_code == 201, sent.get_data(as_text=True)
    assert sent.json is not None
    url = sent.json["url"]
    assert program.get(url).status_code == 404
    assert program.get(url, headers=bearing(secret)).status_code == 404
    reads = given(parts, me, frozenset({Scope.READ}))
    with program.get(url, headers=bearing(reads)) as served:
        assert served.status_code == 200
    assert sends(program, reads).status_code == 403
    assert 'scope="media:write"' in sends(program, reads).headers["WWW-Authenticate"]
    assert "Set-Cookie" not in sent.headers


def test_no_other_site_has_a_browser_send_one(
    app: Flask, author: Visitor, parts: Components
) -> None:
    secret = given(parts, account_of(parts, author), EVERY)
    answer = sends(app.test_client(), secret, **{"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_token_ends_at_once_with_its_time_its_holder_or_its_role(
    app: Flask, author: Visitor, editor: Visitor, parts: Components
) -> None:
    program, me = app.test_client(), account_of(parts, author)
    old = given(parts, me, EVERY, days=-1)
    assert sends(program, old).status_code == 401
    secret = given(parts, me, EVERY)
    assert sends(program, secret).status_code == 201
    with parts.store.write() as work:
        accounts.change_account(work, replace(me, role=Role.READER))
    assert sends(program, secret).status_code == 403
    with parts.store.write() as work:
        accounts.change_account(work, me)
        block_account(work, account_of(parts, editor), me)
    answer = sends(program, secret)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "bearer commons_x",
        "Bearer commons_" + "x" * 5000,
        "Bearer é",
        "Bearer a b c",
    ],
)
def test_what_is_no_token_opens_nothing(client: FlaskClient, header: str) -> None:
    answer = client.post("/media", headers={"Authorization": header})
    assert answer.status_code == 401


@pytest.mark.parametrize("header", ["Basic YTpi", "Digest x", "x", ""])
def test_other_words_of_a_proxy_change_nothing(author: Visitor, header: str) -> None:
    answer = author.client.get("/account", headers={"Authorization": header})
    assert answer.status_code == 200


def test_a_token_is_used_so_often_and_no_more(
    app: Flask, author: Visitor, parts: Components
) -> None:
    program, me = app.test_client(), account_of(parts, author)
    secret, other = (given(parts, me, EVERY) for _ in range(2))
    most = TOKEN_LIMITS[0].amount
    asked = f"/media/{0:064x}.png"
    told = {
        program.get(asked, headers=bearing(secret)).status_code for _ in range(most)
    }
    assert told == {404}
    assert program.get(asked, headers=bearing(secret)).status_code == 429
    assert program.get(asked, headers=bearing(other)).status_code == 404


def test_the_day_of_use_is_written_down(
    app: Flask, author: Visitor, parts: Components
) -> None:
    me = account_of(parts, author)
    secret = given(parts, me, EVERY)
    with parts.store.read() as work:
        (token,) = api_tokens.account_tokens(work, me.id)
    assert token.used is None
    sends(app.test_client(), secret)
    with parts.store.read() as work:
        (token,) = api_tokens.account_tokens(work, me.id)
        kept = work.connection.exec_driver_sql("SELECT * FROM api_tokens").all()
    assert token.used == start_of_day(clock.now())
    assert secret not in str(kept)
