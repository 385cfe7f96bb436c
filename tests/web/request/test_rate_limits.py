"""Every write and every costly reading has a limit, and stands in one table."""

from datetime import timedelta

import pytest
from flask import Flask
from limits import parse_many
from werkzeug.exceptions import TooManyRequests

from commons.core.domain import clock
from commons.web.guard.access import ROUTE_PERMISSIONS
from commons.web.request import rate_limits
from commons.web.request.rate_limits import LIMITS, LimitRow, RateLimit, count_this
from commons.web.request.shared_counters import PLACES, SharedCounters
from tests.adapters.store.processes import at_once
from tests.visitor import Visitor, said_by

COSTLY = {
    "search.search_page",
    "search.search_json",
    "suggest.suggest_json",
    "history.history_page",
    "history.changes_page",
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


def test_every_route_has_a_row_of_limits_and_every_row_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(LIMITS)


def test_all_that_can_be_sent_is_bounded(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        writes = LIMITS[rule.endpoint].writes
        sent = bool({"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()))
        assert sent == (writes is not None), rule.endpoint
        if writes is not None:
            assert writes.account or writes.address, rule.endpoint


def test_all_that_costs_much_to_read_is_bounded() -> None:
    assert set(ROUTE_PERMISSIONS) >= COSTLY
    for endpoint in COSTLY:
        reads = LIMITS[endpoint].reads
        assert reads is not None, endpoint
        assert reads.account, endpoint
        assert reads.stranger, endpoint


def test_addresses_count_for_strangers_alone_but_where_one_signs_in() -> None:
    doors = {"accounts.login_page", "accounts.register_page"}
    for endpoint, row in LIMITS.items():
        for bound in (row.reads, row.writes):
            assert endpoint in doors or bound is None or not bound.address, endpoint


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
    monkeypatch.setitem(LIMITS, endpoint, LimitRow(reads=few(LIMITS[endpoint].reads)))
    told = [reader.get(address) for _ in range(4)]
    assert [one.status_code == 429 for one in told] == [False, False, False, True]
    assert 0 < int(told[3].headers["Retry-After"]) <= 3600
    assert told[3].headers["Link"] == '</dumps/>; rel="alternate"'
    assert reader.get(page).status_code == 200
    assert reader.get("/dumps/").status_code == 200
    assert author.get(address).status_code != 429


@pytest.mark.parametrize("order", ["revert", "thanks", "delete", "restore"])
def test_what_is_done_to_versions_is_bounded(
    editor: Visitor, author: Visitor, monkeypatch: pytest.MonkeyPatch, order: str
) -> None:
    sheet = "/".join(author.publishes("method").split("/")[:3])
    place = {"revert": "/revert/1", "thanks": "/v/1/thanks"}.get(order, f"/{order}")
    endpoint = {"thanks": "history.toggle_thanks"}.get(order, f"history.{order}")
    monkeypatch.setitem(LIMITS, endpoint, LimitRow(writes=few(LIMITS[endpoint].writes)))
    history = f"{sheet}/history"
    told = [editor.post(sheet + place, page=history, parent="1") for _ in range(4)]
    assert [one.status_code == 429 for one in told] == [False, False, False, True]
    assert 0 < int(told[3].headers["Retry-After"]) <= 3600
    other = author.post(f"{sheet}/v/1/thanks", page=history)
    assert other.status_code != 429


def test_a_text_refused_for_its_number_comes_back(
    author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    bound = RateLimit(of="writing", account=tuple(parse_many("1 per hour")))
    monkeypatch.setitem(LIMITS, "editing.create_sheet", LimitRow(writes=bound))
    author.post("/sheets/new/method", _do="resume", body="Un mot rare.")
    told = author.post("/sheets/new/method", _do="publish", body="Un mot rare.")
    assert told.status_code == 429
    assert "Un mot rare." in said_by(told)


def test_an_hour_of_autosaves_stops_no_account(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    limiter, bound = app.extensions["limiter"], LIMITS["drafting.keep_new"].writes
    assert bound is LIMITS["drafting.keep_edit"].writes is rate_limits.KEEPING
    begun = clock.now()
    for second in range(0, 3600, AUTOSAVE_SECONDS):
        now = begun + timedelta(seconds=second)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        for limit in bound.account:
            assert limiter.hit(limit, bound.of, "one account"), second


def test_fifty_people_open_accounts_and_sign_in_behind_one_address(app: Flask) -> None:
    with app.test_request_context("/login", method="POST"):
        for _ in range(PEOPLE):
            count_this("accounts.register_page")
            count_this("accounts.login_page")
        for _ in range(10):
            count_this("accounts.login_page")
        with pytest.raises(TooManyRequests):
            count_this("accounts.login_page")


def test_processes_of_one_server_count_readings_together() -> None:
    counters = SharedCounters()

    def hit(_number: int) -> None:
        for _ in range(1000):
            counters.hit("searches 192.0.2.1", 10**9)

    at_once(hit)
    count, seconds = counters.hit("searches 192.0.2.1", 10**9)
    assert 3500 < count <= 4001
    assert seconds > 0


def test_many_names_are_counted_apart_in_the_same_memory() -> None:
    counters = SharedCounters()
    for number in range(PLACES // 8):
        counters.hit(f"searches {number}", 10**9)
    alone = [counters.hit(f"others {number}", 10**9)[0] for number in range(200)]
    assert sum(count > 1 for count in alone) <= 20
