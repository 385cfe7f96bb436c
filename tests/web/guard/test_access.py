"""What an attacker tries, and what stands in the way."""

import re
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.services.people.recovery import make_link
from commons.web.guard.access import HEADERS
from commons.web.request.limits.rate_limits import network_of
from commons.web.request.responses import SANDBOX
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.addresses.routes import SAMPLE, address_of
from tests.people.visitor import PASSWORD, Visitor, filled, said_by, token_in

LIMIT = 60
STRICTER = {"Content-Security-Policy": SANDBOX}
"""What files that others sent or chose are answered with instead."""


def cookies_of(answer: TestResponse) -> list[str]:
    """Give the cookies that an answer sets."""
    return answer.headers.getlist("Set-Cookie")


def sign_in(client: FlaskClient, email: str, password: str) -> TestResponse:
    """Send the sign-in form."""
    page = client.get("/login").get_data(as_text=True)
    typed = {"csrf_token": token_in(page), "email": email, "password": password}
    return client.post("/login", data=typed)


def seconds(work: object) -> float:
    """Give the processor time of a call in this thread, at best of three."""
    assert callable(work)
    told = []
    for _ in range(3):
        start = time.thread_time()
        work()
        told.append(time.thread_time() - start)
    return min(told)


def test_every_route_answers_every_method_with_the_protecting_headers(
    app: Flask, client: FlaskClient
) -> None:
    bare = []
    for rule in app.url_map.iter_rules():
        for method in ("GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "TRACE"):
            answer = client.open(address_of(rule), method=method)
            assert answer.status_code < 500, (rule.rule, method)
            lost = [
                name
                for name, value in HEADERS.items()
                if answer.headers.get(name) not in {value, STRICTER.get(name)}
            ]
            bare += [(rule.rule, method, lost)] if lost else []
    assert bare == []


@pytest.mark.parametrize(
    ("address", "status"),
    [("/nothing", 404), ("/sheets/0123456789ab", 404), ("/search?page=0", 400)],
)
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle"])
def test_errors_carry_the_protecting_headers(
    client: FlaskClient, address: str, status: int, accept: str
) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert answer.status_code in {status, 406}
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_the_policy_lets_no_inline_script_or_style_through() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy


def test_no_page_needs_what_the_policy_forbids(
    starter: Components, editor: Visitor
) -> None:
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    own = f"/sheets/{head.sheet}"
    pages = ["/", "/search?q=carte", f"{own}/{head.slug}", f"{own}/history"]
    pages += [f"{own}/edit", "/write", "/drafts", "/account", "/sheets/new/tool"]
    for address in pages:
        page = editor.get(address).get_data(as_text=True)
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)\s*=", page), address
        plain = page.replace('<script type="application/ld+json">', "")  # data
        assert not re.search(r"<(style|script(?![^>]*\ssrc=))\b", plain), address
        assert "javascript:" not in page, address


def test_no_post_passes_without_its_token(app: Flask, parts: Components) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    sheet = admin.publishes("method").split("/")[2]
    with parts.store.read() as work:
        before = revisions.head_sequence(work), len(accounts.all_accounts(work))
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()):
            continue
        address = address_of(rule).replace(SAMPLE["sheet"], sheet)
        for token in ("", "forged", "a.b.c"):
            data = {"csrf_token": token, "_do": "publish", **filled(title="Forgé")}
            answer = admin.client.post(address, data=data)
            if rule.endpoint == "inbox.answer_inbox":  # no form is taken there
                assert answer.status_code == 415, address
            elif rule.endpoint in {
                "messages.stop_page",
                "notifications.stop_page",
            }:  # a signed link, and no other
                assert answer.status_code == 404, address
            elif not rules_of(app)[rule.endpoint].token:
                assert answer.status_code == 200, address
            elif rules_of(app)[rule.endpoint].resumes:
                assert "Votre texte est là" in said_by(answer), address
            else:
                assert answer.status_code == 400, address
    with parts.store.read() as work:
        assert (
            revisions.head_sequence(work),
            len(accounts.all_accounts(work)),
        ) == before
    assert admin.get("/account").status_code == 200


def test_the_token_of_one_session_is_of_no_use_in_another(
    author: Visitor, editor: Visitor
) -> None:
    page = author.get("/sheets/new/method").get_data(as_text=True)
    data = {"csrf_token": token_in(page), "_do": "publish", **filled()}
    answer = editor.client.post("/sheets/new/method", data=data)
    assert "Votre texte est là" in said_by(answer)


def test_the_session_cookie_is_closed_to_scripts_and_other_sites(
    visitor: Visitor,
) -> None:
    visitor.signed_in(Role.READER)
    answer = visitor.client.post(
        "/login",
        data={
            "csrf_token": token_in(visitor.get("/account").get_data(as_text=True)),
            "email": visitor.email,
            "password": PASSWORD,
        },
    )
    cookies = cookies_of(answer)
    assert cookies
    assert all("HttpOnly" in c and "SameSite=Lax" in c for c in cookies)
    assert all("Path=/" in c and "Domain" not in c for c in cookies)


@pytest.mark.parametrize(
    "address",
    ["/", "/search?q=x", "/search.json", "/ns", "/shapes/method", "/nothing"],
)
def test_who_only_reads_gets_no_cookie(client: FlaskClient, address: str) -> None:
    assert cookies_of(client.get(address)) == []


def test_a_session_is_renewed_at_sign_in(visitor: Visitor, app: Flask) -> None:
    visitor.signed_in(Role.READER)
    planted = app.test_client()
    planted.get("/login")
    before = planted.get_cookie("commons_session")
    old = token_in(planted.get("/login").get_data(as_text=True))
    assert sign_in(planted, visitor.email, PASSWORD).status_code == 303
    after = planted.get_cookie("commons_session")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert planted.post("/logout", data={"csrf_token": old}).status_code == 400
    thief = app.test_client()
    thief.set_cookie("commons_session", before.value)
    assert thief.get("/account").status_code == 302


def test_a_session_that_was_closed_does_not_come_back(
    author: Visitor, app: Flask
) -> None:
    cookie = author.client.get_cookie("commons_session")
    assert cookie is not None
    author.post("/logout", page="/account")
    replayed = app.test_client()
    replayed.set_cookie("commons_session", cookie.value)
    assert replayed.get("/account").status_code == 302


def test_a_changed_password_ends_every_session(author: Visitor, app: Flask) -> None:
    other = app.test_client()
    sign_in(other, author.email, PASSWORD)
    assert other.get("/account").status_code == 200
    changed = author.post(
        "/account", old=PASSWORD, password="cinq autres mots sans lien"
    )
    assert changed.status_code == 303
    assert other.get("/account").status_code == 302


def test_sign_in_says_the_same_whether_the_account_exists(
    author: Visitor, client: FlaskClient
) -> None:
    known = sign_in(client, author.email, "ce n’est pas le bon mot")
    unknown = sign_in(client, "personne@exemple.fr", "ce n’est pas le bon mot")
    assert known.status_code == unknown.status_code == 401
    told = said_by(unknown).replace("personne@exemple.fr", author.email)
    assert said_by(known) == told


def test_sign_in_does_the_same_work_whether_the_account_exists(
    author: Visitor, app: Flask
) -> None:
    def wrong(email: str) -> None:
        sign_in(app.test_client(), email, "ce n’est pas le bon mot")

    wrong("personne@exemple.fr")
    known = seconds(lambda: wrong(author.email))
    unknown = seconds(lambda: wrong("personne@exemple.fr"))
    assert 0.4 < known / unknown < 2.5


def test_sign_up_says_the_same_whether_the_e_mail_is_taken(
    author: Visitor, client: FlaskClient, parts: Components
) -> None:
    told = []
    for number, email in enumerate(("neuve@exemple.fr", author.email)):
        page = client.get("/register").get_data(as_text=True)
        typed = {"email": email, "name": f"Personne {number}", "password": PASSWORD}
        answer = client.post("/register", data={"csrf_token": token_in(page), **typed})
        told.append((answer.status_code, answer.headers["Location"]))
        told.append((200, said_by(client.get("/login"))))
    assert told[:2] == told[2:]
    with parts.store.read() as work:
        assert len(accounts.all_accounts(work)) == 2


def test_sign_in_is_limited_over_several_applications(
    parts: Components, app: Flask
) -> None:
    doors = [app.test_client(), create_app(parts).test_client()]
    for number in range(LIMIT):
        answer = sign_in(doors[number % 2], f"personne{number}@exemple.fr", "essai")
        assert answer.status_code == 401
    for door in doors:
        answer = sign_in(door, "personne@exemple.fr", "essai")
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) > 0


def test_a_forwarded_address_is_not_believed_without_proxies(
    client: FlaskClient,
) -> None:
    statuses = set()
    for number in range(LIMIT + 1):
        page = client.get("/login").get_data(as_text=True)
        answer = client.post(
            "/login",
            data={"csrf_token": token_in(page), "email": "a@b.fr", "password": "x"},
            headers={
                "X-Forwarded-For": f"203.0.113.{number}",
                "Forwarded": f"for=203.0.113.{number}",
                "X-Real-IP": f"203.0.113.{number}",
            },
        )
        statuses.add(answer.status_code)
    assert statuses == {401, 429}


@pytest.mark.parametrize("order", ["delete", "restore", "revert/1"])
def test_signing_in_carries_out_nothing_that_was_sent_before(
    editor: Visitor, app: Flask, order: str
) -> None:
    sheet = editor.publishes("method").split("/")[2]
    address = f"/sheets/{sheet}/{order}"
    stranger = app.test_client()
    refused = stranger.post(address, data={"reason": "hors sujet", "parent": "1"})
    assert refused.status_code == 401
    page = refused.get_data(as_text=True)
    assert "_kept" not in page
    assert address not in page
    typed = {"csrf_token": token_in(page), "email": editor.email, "next": address}
    kept = {"_kept": '[["reason", "hors sujet"]]', "password": PASSWORD}
    answer = stranger.post("/login", data={**typed, **kept})
    assert answer.status_code == 303
    assert "hors sujet" not in answer.get_data(as_text=True)


def test_a_page_of_another_site_sends_nothing(editor: Visitor, app: Flask) -> None:
    form = token_in(editor.get("/sheets/new/method").get_data(as_text=True))
    typed = {"csrf_token": form, "_do": "publish", **filled()}
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for client in (editor.client, app.test_client()):
        answer = client.post("/sheets/new/method", data=typed, headers=elsewhere)
        assert answer.status_code == 403
        assert "Set-Cookie" not in answer.headers
    told = app.test_client().post("/oai", data={"verb": "Identify"}, headers=elsewhere)
    assert told.status_code == 200


@pytest.mark.parametrize("kept", ['[["body", "\\ud800"]]', "[" * 50_000, "{}", "[[1]]"])
def test_what_nobody_kept_breaks_no_sign_in(visitor: Visitor, kept: str) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    visitor.client.delete_cookie("commons_session")
    typed = {"email": visitor.email, "password": PASSWORD, "next": "/sheets/new/tool"}
    answer = visitor.post("/login", **typed, _kept=kept)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_a_line_is_counted_as_one_whatever_its_addresses(
    address: str | None, counted: str
) -> None:
    assert network_of(address) == counted


def test_one_account_is_not_tried_from_everywhere(visitor: Visitor) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    client = visitor.client
    client.delete_cookie("commons_session")

    def tries(email: str, number: int) -> int:
        elsewhere = {"REMOTE_ADDR": f"192.0.2.{number}"}
        page = client.get("/login", environ_base=elsewhere).get_data(as_text=True)
        typed = {"csrf_token": token_in(page), "email": email, "password": "au hasard"}
        return client.post("/login", data=typed, environ_base=elsewhere).status_code

    spelt = (visitor.email, f" {visitor.email.upper()}")
    told = [tries(spelt[number % 2], number) for number in range(1, 22)]
    assert told == [401] * 20 + [429]
    assert tries("quelqu-un@exemple.fr", 50) == 401


def test_who_guesses_keeps_nobody_out_of_a_device_of_theirs(
    visitor: Visitor, app: Flask
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    mine, guesser = app.test_client(), app.test_client()
    assert sign_in(mine, visitor.email, PASSWORD).status_code == 303
    mine.delete_cookie("commons_session")
    told = [sign_in(guesser, visitor.email, "au hasard").status_code for _ in range(61)]
    assert told == [401] * 19 + [429] * 42  # mine was not known yet, and counted once
    assert sign_in(guesser, visitor.email, PASSWORD).status_code == 429
    assert sign_in(mine, visitor.email, PASSWORD).status_code == 303


def test_a_known_device_is_slowed_down_by_its_own_wrong_tries_alone(
    visitor: Visitor, app: Flask
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    mine = app.test_client()
    for _ in range(3):  # each that succeeds wipes out the wrong ones before it
        wrong = [sign_in(mine, visitor.email, "oups").status_code for _ in range(9)]
        assert wrong == [401] * 9
        assert sign_in(mine, visitor.email, PASSWORD).status_code == 303
        mine.delete_cookie("commons_session")
    told = [sign_in(mine, visitor.email, "oups").status_code for _ in range(21)]
    assert told == [401] * 20 + [429]


def test_a_cookie_of_a_device_is_of_use_for_its_account_alone(
    visitor: Visitor, app: Flask
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    thief = app.test_client()
    assert sign_in(thief, visitor.email, PASSWORD).status_code == 303
    held = thief.get_cookie("commons_device")
    assert held is not None
    assert visitor.email not in held.value
    thief.delete_cookie("commons_session")
    forged = [held.value, f"x{held.value}", "a.b~c.d", "~" * 2000, "é"]
    for value in forged:
        thief.set_cookie("commons_device", value)
        assert sign_in(thief, "victime@exemple.fr", "oups").status_code == 401
    told = [sign_in(thief, "victime@exemple.fr", "oups").status_code for _ in range(16)]
    assert told == [401] * 15 + [429]


def test_right_passwords_without_end_are_stopped_on_known_devices_too(
    visitor: Visitor, app: Flask
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    mine = app.test_client()
    told = []
    for _ in range(62):
        told.append(sign_in(mine, visitor.email, PASSWORD).status_code)
        mine.delete_cookie("commons_session")
    assert told == [303] * 61 + [429]  # the first made the device known


def test_a_link_of_an_email_makes_a_device_known(
    visitor: Visitor, app: Flask, parts: Components
) -> None:
    visitor.signed_in(Role.CONTRIBUTOR)
    with parts.store.write() as work:
        found = accounts.by_email(work, visitor.email)
        assert found is not None
        path = make_link(work, found[0], TokenPurpose.RESET)
    guesser, mine = app.test_client(), app.test_client()
    for _ in range(21):
        sign_in(guesser, visitor.email, "au hasard")
    assert sign_in(mine, visitor.email, PASSWORD).status_code == 429
    page = mine.get(path).get_data(as_text=True)
    new = "cinq autres mots sans lien"
    mine.post(path, data={"csrf_token": token_in(page), "password": new})
    assert sign_in(mine, visitor.email, new).status_code == 303
