"""A read-only site: everything is read, nothing is written, and who sends is told why."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from werkzeug.routing import Rule

from commons.core.domain.people.account import Role
from commons.services.stewardship.chosen_settings import choose_settings
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.addresses.routes import SAMPLE, address_of
from tests.people.visitor import PASSWORD, Visitor, said_by
from tests.servers.server import ordered

SENTENCE = "en lecture seule pour le moment"


def rows_of(parts: Components) -> list[str]:
    """Give all that is in the database, as statements that would make it again."""
    with TemporaryDirectory() as folder:
        parts.store.copy_to(copy := Path(folder) / "copy")
        with closing(sqlite3.connect(copy)) as database:
            return list(database.iterdump())


@pytest.fixture
def people(app: Flask, parts: Components, starter: Components) -> list[Visitor]:
    """Give a stranger, who writes and who may all; then nothing may be written."""
    known = [
        Visitor(app.test_client(), parts).signed_in(role)
        for role in (Role.CONTRIBUTOR, Role.ADMIN)
    ]
    with parts.store.write() as work:
        choose_settings(work, parts.settings, None, {"READ_ONLY": "on"})
    return [Visitor(app.test_client(), parts), *known]


@pytest.fixture
def addresses(app: Flask, parts: Components) -> list[tuple[Rule, str]]:
    """Give every route with an address of it, that of a sheet that is there."""
    with parts.store.read() as work:
        (sheet,) = work.connection.exec_driver_sql(
            "select id from sheets where kind = 'method' limit 1"
        ).scalars()
    here = {**SAMPLE, "sheet": sheet}
    return [(rule, address_of(rule, here)) for rule in app.url_map.iter_rules()]


def ways(app: Flask, rule: Rule) -> Iterator[str]:
    """Give the methods to ask a route by; those that open the site again are left."""
    for method in sorted((rule.methods or set()) & {"GET", "POST"}):
        if method == "GET" or not rules_of(app)[rule.endpoint].when_read_only:
            yield method


def test_whatever_anybody_asks_or_sends_nothing_is_written(
    app: Flask,
    parts: Components,
    people: list[Visitor],
    addresses: list[tuple[Rule, str]],
) -> None:
    before, token = rows_of(parts), parts.store.token()
    refused = 0
    for visitor in people:
        for rule, address in addresses:
            for method in ways(app, rule):
                answer = visitor.client.open(
                    address, method=method, headers={"Accept": "text/html"}
                )
                where = (method, address, answer.status_code)
                assert answer.status_code < 500 or answer.status_code == 503, where
                if method == "POST" and rules_of(app)[rule.endpoint].token:
                    assert answer.status_code == 503, where
                    assert SENTENCE in answer.get_data(as_text=True), where
                    assert int(answer.headers["Retry-After"]) > 60, where
                    refused += 1
    assert refused > 100
    assert (rows_of(parts), parts.store.token()) == (before, token)


def test_reading_goes_on_and_each_page_says_why_nothing_is_saved(
    people: list[Visitor], parts: Components
) -> None:
    stranger, author = people[0], people[1]
    for visitor in (stranger, author):
        for path in ("/", "/themes", "/search?q=parole"):
            answer = visitor.client.get(path)
            assert answer.status_code == 200
            assert SENTENCE in answer.get_data(as_text=True)
    assert SENTENCE in stranger.client.get("/login").get_data(as_text=True)
    health = stranger.client.get("/healthz").get_json()
    assert (health["ready"], health["read_only"]) == (True, True)
    assert stranger.client.get("/feeds/ldes").status_code == 200


def test_what_was_typed_is_given_back_and_nobody_new_signs_in(
    people: list[Visitor],
) -> None:
    stranger, author = people[0], people[1]
    answer = author.client.post(
        "/sheets/new/method",
        data={"title": "Le banc public", "_do": "publish"},
        headers={"Accept": "text/html"},
    )
    assert answer.status_code == 503
    assert "Le banc public" in said_by(answer)
    tried = {"email": "lea@exemple.fr", "password": PASSWORD}
    signing = stranger.client.post(
        "/login", data=tried, headers={"Accept": "text/html"}
    )
    assert signing.status_code == 503
    assert SENTENCE in said_by(signing)
    assert PASSWORD not in said_by(signing)


def test_an_admin_opens_it_again_in_the_pages_and_may_leave(
    people: list[Visitor], parts: Components
) -> None:
    admin, author = people[-1], people[1]
    rows = rows_of(parts)
    author.post("/logout")
    assert author.client.get("/drafts").status_code == 302
    assert rows_of(parts) == rows
    refused = admin.post("/admin/settings", REVIEW_UNTIL="7")
    assert refused.status_code == 503
    assert admin.post("/admin/settings", READ_ONLY="off").status_code == 303
    assert SENTENCE not in admin.client.get("/").get_data(as_text=True)
    with parts.store.write():
        pass


def test_commands_that_would_write_refuse_and_the_others_go_on(
    parts: Components, starter: Components, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, beside = parts.settings.data_dir, tmp_path_factory.mktemp("beside")
    assert ordered(folder, "settings", "READ_ONLY", "on").exit_code == 0
    before = rows_of(parts)
    sent = ("user", "add", "Léa", "--email", "lea@exemple.fr", "--role", "admin")
    for words in (
        (*sent, "--password-stdin"),
        ("sweep",),
        ("settings", "REVIEW", "all"),
    ):
        done = ordered(folder, *words, typed=f"{PASSWORD}\n")
        assert done.exit_code == 1, words
        assert "en lecture seule" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    saved = beside / "tout.tar"
    reading: list[list[str]] = [
        ["status"],
        ["check"],
        ["index"],
        ["backup", str(saved)],
    ]
    for wanted in reading:
        assert ordered(folder, *wanted).exit_code == 0, wanted
    assert rows_of(parts) == before
    restored = ordered(beside / "again", "restore", str(saved))
    assert restored.exit_code == 0, restored.stderr
    assert ordered(folder, "settings", "READ_ONLY", "off").exit_code == 0
    assert ordered(folder, "sweep").exit_code == 0


def test_what_the_environment_says_is_fixed(parts: Components) -> None:
    folder = parts.settings.data_dir
    closed = ordered(folder, "sweep", read_only="on")
    assert closed.exit_code == 1
    assert "en lecture seule" in closed.stderr
    opened = ordered(folder, "settings", "READ_ONLY", "off", read_only="on")
    assert opened.exit_code == 1
    assert "environnement" in opened.stderr
