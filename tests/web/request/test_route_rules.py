"""Rules stand beside routes, are found by endpoint, and are told for review."""

from dataclasses import replace

from flask import Flask

from commons.core.domain.people.account import Permission
from commons.web.request.limits.rate_limits import KEEPING
from commons.web.request.route_rules import (
    RouteRules,
    current_rules,
    describe_routes,
    rules_of,
)


def test_the_rules_at_hand_are_those_of_the_route_that_is_asked(app: Flask) -> None:
    with app.test_request_context("/sheets/new/method/draft", method="POST"):
        assert current_rules().needs is Permission.WRITE
        assert current_rules().writes is KEEPING
    with app.test_request_context("/nothing/here"):
        assert current_rules() == RouteRules(needs=Permission.READ)


def test_every_address_is_told_with_who_may_how_often_and_how_much(app: Flask) -> None:
    lines = list(describe_routes(app))
    assert len(lines) == len(list(app.url_map.iter_rules()))
    told = {" ".join(line.split()[:2]): line for line in lines}
    form = told["GET,POST /sheets/<sheet_id:sheet>/edit"]
    assert " write " in form
    assert "writes writing (account: 600 per 1 hour)" in form
    assert "files 64 MB not crawled" in form
    assert "(address: 60 per 5 minute, 600 per 1 day)" in told["GET,POST /login"]
    assert told["GET,POST /oai"].endswith("no token")
    assert told["GET /"].split() == ["GET", "/", "read", "frozen"]


def test_another_limit_is_another_line(app: Flask) -> None:
    rules = rules_of(app)
    rules["home.home_page"] = replace(rules["home.home_page"], crawled=False)
    line = next(line for line in describe_routes(app) if line.split()[1] == "/")
    assert line.endswith("not crawled frozen")
