"""Laws of the whole house, so that nobody has to remember them."""

import inspect
import re
from pathlib import Path

import pytest
from flask import Flask

from commons import errors
from commons.core.domain.people.account import MINIMUM_ROLE, Permission, Role
from commons.core.domain.schema.problem import RULES, Rule
from commons.web.guard.errors import STATUS
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.addresses.routes import address_of
from tests.people.visitor import Visitor

ERRORS = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if issubclass(error, errors.CommonsError)
]

ROLES: tuple[Role | None, ...] = (None, *Role)


@pytest.mark.parametrize("error", ERRORS)
def test_every_error_has_a_status_and_stands_in_the_tree(
    error: type[errors.CommonsError],
) -> None:
    assert 400 <= STATUS[error] < 600
    assert error.__name__ in (errors.__doc__ or "")


def test_every_rule_has_a_sentence() -> None:
    assert set(RULES) == set(Rule)


def test_every_act_has_a_least_role() -> None:
    assert set(MINIMUM_ROLE) == set(Permission)


def test_every_route_has_rules_and_every_rule_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(rules_of(app))


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_may_and_nothing_else(
    app: Flask, parts: Components, role: Role | None
) -> None:
    visitor = Visitor(app.test_client(), parts)
    if role is not None:
        visitor.signed_in(role)
    for rule in app.url_map.iter_rules():
        address = address_of(rule)
        least = MINIMUM_ROLE[rules_of(app)[rule.endpoint].needs]
        allowed = least is None or (role is not None and role >= least)
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if rule.endpoint == "accounts.log_out":
                continue
            answer = visitor.client.open(address, method=method)
            refused = answer.status_code in {401, 403} or (
                answer.status_code == 302
                and answer.headers["Location"].startswith("/login?")
            )
            assert refused != allowed, (role, method, address, answer.status_code)


@pytest.mark.parametrize(
    "template",
    sorted(Path("commons/web/templates").glob("**/*.html")),
    ids=lambda path: path.name,
)
def test_every_page_has_a_title_and_one_main_heading(template: Path) -> None:
    source = template.read_text(encoding="utf-8")
    if '{% extends "base.html" %}' not in source:
        return
    assert "{% block title %}" in source
    assert source.count("<h1") + source.count("{{ heading(") == 1


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.name
        for path in Path("commons").rglob("*.py")
        if re.search(r"os\.(environ|getenv)", path.read_text(encoding="utf-8"))
    ]
    assert readers == ["settings.py"]
