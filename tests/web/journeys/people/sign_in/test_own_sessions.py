"""One's devices: listed, signed out one by one or together."""

import re
from datetime import timedelta

from flask import Flask

from commons.adapters.store.people import accounts
from commons.adapters.store.people.credentials import sessions
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.domain.people.sign_in import start_of_day
from commons.web.journeys.people.sign_in.entering import SESSION
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, said_by, token_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def comes_from(app: Flask, visitor: Visitor, parts: Components, agent: str) -> Visitor:
    """Return the same person on another device, signed in by the form."""
    client = app.test_client()
    page = client.get("/login").get_data(as_text=True)
    typed = {"email": visitor.email, "password": PASSWORD}
    headers = {"User-Agent": agent}
    client.post("/login", data={"csrf_token": token_in(page), **typed}, headers=headers)
    return Visitor(client, parts)


def test_one_sees_ones_devices_and_closes_one(
    author: Visitor, app: Flask, parts: Components
) -> None:
    laptop = comes_from(app, author, parts, FIREFOX)
    page = author.get("/account/sessions").get_data(as_text=True)
    assert "Firefox · Linux" in page
    assert len(re.findall(r"Connexion le \d+ \S+ \d+ à \d\d:\d\d, ", page)) == 2
    (digest,) = re.findall(r'name="session" value="([0-9a-f]{64})"', page)
    author.post("/account/sessions", session=digest)
    assert laptop.get("/account").status_code == 302
    assert "Aucun" in said_by(author.get("/account/sessions"))


def test_one_is_signed_out_everywhere_else(
    author: Visitor, app: Flask, parts: Components
) -> None:
    others = [comes_from(app, author, parts, FIREFOX) for _ in range(3)]
    assert author.post("/account/sessions").status_code == 303
    assert [one.get("/account").status_code for one in others] == [302] * 3
    assert author.get("/account").status_code == 200


def test_nobody_closes_the_sessions_of_another(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    with parts.store.read() as work:
        found = accounts.by_email(work, editor.email)
        assert found is not None
        (theirs,) = sessions.account_sessions(work, found[0].id)
    for wrong in (theirs.digest, "x", "é" * 999, "%"):
        assert author.post("/account/sessions", session=wrong).status_code == 303
    assert editor.get("/account").status_code == 200
    page = author.get("/account/sessions").get_data(as_text=True)
    assert theirs.digest not in page


def test_the_day_of_use_is_written_down_once_a_day(
    author: Visitor, parts: Components
) -> None:
    with parts.store.write() as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        me = found[0].id
        (mine,) = sessions.account_sessions(work, me)
        today = mine.seen
        sessions.note_seen(work, mine.digest, today - timedelta(days=9))
    assert today == start_of_day(clock.now())
    author.get("/account")
    with parts.store.read() as work:
        (mine,) = sessions.account_sessions(work, me)
    assert mine.seen == today


def test_a_session_of_an_older_release_says_what_is_known(
    author: Visitor, parts: Components
) -> None:
    with parts.store.write() as work:
        order = "UPDATE sessions SET opened = 0, seen = 0, device = ''"
        work.connection.exec_driver_sql(order)
    said = said_by(author.get("/account/sessions"))
    assert "Appareil inconnu" in said
    assert "1970" not in said


def test_an_account_has_so_many_sessions_and_no_more(
    visitor: Visitor, parts: Components
) -> None:
    visitor.signed_in(Role.READER)
    until = clock.now() + SESSION
    with parts.store.write() as work:
        found = accounts.by_email(work, visitor.email)
        assert found is not None
        for _ in range(sessions.MOST_SESSIONS + 5):
            sessions.open_session(work, found[0].id, until=until)
        last = sessions.open_session(work, found[0].id, until=until)
        listed = sessions.account_sessions(work, found[0].id)
        assert len(listed) == sessions.MOST_SESSIONS
        assert sessions.session_account(work, last) is not None
    assert visitor.get("/account").status_code == 302  # it was the oldest
