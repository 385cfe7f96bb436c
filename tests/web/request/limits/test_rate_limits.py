"""Every write and every costly reading has a limit, which stands beside its route."""

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from commons.adapters.store.engine.unit_of_work import PATIENCE_SECONDS
from commons.app import create_app
from commons.core.domain import clock
from commons.web.request.limits import rate_limits
from commons.web.request.limits.rate_limits import (
    RateLimit,
    count_write,
    limit_accounts,
    parse_limit,
)
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.adapters.store.processes import FORK, at_once
from tests.people.visitor import Visitor, said_by

COSTLY = {
    "search.search_page",
    "search.search_json",
    "suggest.suggest_json",
    "history.history_page",
    "changes.changes_page",
    "history.contributions_page",
    "history.diff_page",
    "history.rendered_diff_page",
    "history.compare_versions",
    "entities.themes_page",
    "entities.theme_page",
    "entities.territory_page",
    "entities.person_page",
    "oai.oai_repository",
    "syndication.atom_feed",
    "memento.sheet_timemap",
    "media.serve_smaller",
    "batch.check_page",
}
"""Readings that are worked out for each who asks."""
PEOPLE = 50
AUTOSAVE_SECONDS = 10


def test_all_that_can_be_sent_is_bounded(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        writes = rules_of(app)[rule.endpoint].writes
        sent = bool({"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()))
        assert sent == (writes is not None), rule.endpoint
        if writes is not None:
            assert writes.account or writes.address, rule.endpoint


def test_all_that_costs_much_to_read_is_bounded(app: Flask) -> None:
    assert set(rules_of(app)) >= COSTLY
    for endpoint in COSTLY:
        reads = rules_of(app)[endpoint].reads
        assert reads is not None, endpoint
        assert reads.account, endpoint
        assert reads.stranger, endpoint


def test_addresses_count_for_strangers_alone_but_where_one_signs_in(
    app: Flask,
) -> None:
    doors = {
        *("accounts.login_page", "accounts.register_page", "second_step.code_page"),
        *("messages.report_page", "messages.stop_page", "notifications.stop_page"),
        *("passkeys.login_options", "passkeys.login_with_passkey"),
        "openid.new_account_page",
        *("messages.report_page", "messages.stop_page"),
    }
    for endpoint, row in rules_of(app).items():
        if endpoint in doors or endpoint.startswith("recovery."):  # by e-mail
            continue
        for bound in (row.reads, row.writes):
            assert bound is None or not bound.address, endpoint


def few(bound: RateLimit | None) -> RateLimit:
    """Give the same bound, with three an hour."""
    assert bound is not None
    three = tuple(parse_many("3 per hour"))
    return RateLimit(of=bound.of, account=three, stranger=three)


READINGS = [
    "/search?q=parole",
    "/search.json?q=parole",
    "/changes",
    "{sheet}/history",
    "{sheet}/contributions",
    "{sheet}/diff/1..1",
    "{sheet}/diff/1..1/page",
    "/themes",
]


@pytest.mark.parametrize("path", READINGS)
def test_who_reads_too_fast_is_led_to_the_dumps_and_sheets_stay(
    author: Visitor, app: Flask, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    page = author.publishes("method")
    sheet = "/".join(page.split("/")[:3])
    reader = app.test_client()
    address = path.format(sheet=sheet)
    endpoint = str(app.url_map.bind("x").match(address.partition("?")[0])[0])
    rules = rules_of(app)
    bound = replace(rules[endpoint], reads=few(rules[endpoint].reads))
    monkeypatch.setitem(rules, endpoint, bound)
    told = [reader.get(address) for _ in range(4)]
    assert [one.status_code == 429 for one in told] == [False, False, False, True]
    assert 0 < int(told[3].headers["Retry-After"]) <= 3600
    assert told[3].headers["Link"] == '</dumps/>; rel="alternate"'
    assert reader.get(page).status_code == 200
    assert reader.get("/dumps/").status_code == 200
    assert author.get(address).status_code != 429


@pytest.mark.parametrize("order", ["revert", "thanks", "delete", "restore"])
def test_what_is_done_to_versions_is_bounded(
    app: Flask,
    editor: Visitor,
    author: Visitor,
    monkeypatch: pytest.MonkeyPatch,
    order: str,
) -> None:
    sheet = "/".join(author.publishes("method").split("/")[:3])
    place = {"revert": "/revert/1", "thanks": "/v/1/thanks"}.get(order, f"/{order}")
    endpoint = {"thanks": "history.toggle_thanks"}.get(order, f"history.{order}")
    rules = rules_of(app)
    bound = replace(rules[endpoint], writes=few(rules[endpoint].writes))
    monkeypatch.setitem(rules, endpoint, bound)
    history = f"{sheet}/history"
    told = [editor.post(sheet + place, page=history, parent="1") for _ in range(4)]
    assert [one.status_code == 429 for one in told] == [False, False, False, True]
    assert 0 < int(told[3].headers["Retry-After"]) <= 3600
    other = author.post(f"{sheet}/v/1/thanks", page=history)
    assert other.status_code != 429


def test_a_text_refused_for_its_number_comes_back(
    app: Flask, author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, form = rules_of(app), "editing.create_sheet"
    bound = limit_accounts("writing", "1 per hour")
    monkeypatch.setitem(rules, form, replace(rules[form], writes=bound))
    author.post("/sheets/new/method", _do="resume", body="Un mot rare.")
    told = author.post("/sheets/new/method", _do="publish", body="Un mot rare.")
    assert told.status_code == 429
    assert "Un mot rare." in said_by(told)


def test_who_is_counted_waits_for_no_writer(
    app: Flask, author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules, form = rules_of(app), "editing.create_sheet"
    bound = limit_accounts("writing", "1 per hour")
    monkeypatch.setitem(rules, form, replace(rules[form], writes=bound))
    with parts.store.write():
        begun = time.monotonic()
        shown = author.post("/sheets/new/method", _do="resume")
        refused = author.post("/sheets/new/method", _do="resume")
        assert time.monotonic() - begun < PATIENCE_SECONDS / 2
    assert (shown.status_code, refused.status_code) == (200, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_processes_count_together_and_a_new_start_forgets_nothing(
    app: Flask, parts: Components
) -> None:
    (limit,) = parse_many("25 per hour")
    let_in = FORK.Queue()

    def hit(_number: int) -> None:
        limiter = app.extensions["limiter"]
        let_in.put([limiter.hit(limit, "writing", "an account") for _ in range(10)])

    at_once(hit)
    assert sum(sum(let_in.get(timeout=10)) for _ in range(4)) == 25
    again = create_app(parts).extensions["limiter"]
    assert not again.hit(limit, "writing", "an account")
    assert again.hit(limit, "writing", "another account")


@pytest.mark.sqlite
def test_a_text_that_cannot_be_counted_comes_back(
    author: Visitor, parts: Components
) -> None:
    parts.store.counters.close()
    file = parts.store.file.with_name(f"{parts.store.file.name}.counters")
    file.unlink(missing_ok=True)
    file.mkdir()
    told = author.post("/sheets/new/method", _do="publish", body="Un mot rare.")
    assert told.status_code == 503
    assert "Retry-After" in told.headers
    assert "Un mot rare." in said_by(told)


def test_an_hour_of_autosaves_stops_no_account(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter, rules = app.extensions["limiter"], rules_of(app)
    bound = rules["drafting.keep_new"].writes
    assert bound is rules["drafting.keep_edit"].writes is rate_limits.KEEPING
    begun = clock.now()
    for second in range(0, 3600, AUTOSAVE_SECONDS):
        now = begun + timedelta(seconds=second)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        for limit in bound.account:
            assert limiter.hit(limit, bound.of, "one account"), second


def test_fifty_people_open_accounts_and_sign_in_behind_one_address(app: Flask) -> None:
    rules = rules_of(app)
    opening = rules["accounts.register_page"].writes
    signing_in = rules["accounts.login_page"].writes
    with app.test_request_context("/login", method="POST"):
        for _ in range(PEOPLE):
            count_write(opening)
            count_write(signing_in)
        for _ in range(10):
            count_write(signing_in)
        with pytest.raises(TooManyRequests):
            count_write(signing_in)


def test_words_are_one_limit_for_accounts_and_strangers_alike() -> None:
    bound = parse_limit("trials.try_page", "60 per hour")
    assert bound is not None
    assert bound.of == "trials.try_page"
    assert bound.account == bound.stranger == tuple(parse_many("60 per hour"))
    assert bound.address == ()
    assert parse_limit("trials.try_page", bound) is bound
    assert parse_limit("trials.try_page", None) is None
