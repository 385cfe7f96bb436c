"""Whatever stands where an identifier should, no route breaks, read or written to."""

import pytest
from flask import Flask

from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.addresses.routes import SAMPLE, address_of
from tests.people.visitor import Visitor, token_in

pytestmark = pytest.mark.thorough

HOSTILE = {
    "nul": "%00",
    "half a pair": "%ED%A0%80",
    "parent": "..%2f..%2fetc%2fpasswd",
    "long": "a" * 4000,
    "turned": "%E2%80%AE",
    "line": "%0d%0aX-Odd:y",
}
ORDERS = ("", "save", "send", "merge", "remove", "purge", "undo", "done", "on")


@pytest.fixture
def admin(app: Flask, starter: Components) -> Visitor:
    return Visitor(app.test_client(), starter).signed_in(Role.ADMIN)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_route_breaks_at_what_is_no_identifier(
    app: Flask, admin: Visitor, value: str
) -> None:
    token = token_in(admin.get("/account").get_data(as_text=True))
    broken = []
    for rule in app.url_map.iter_rules():
        if not rule.arguments:
            continue
        address = address_of(rule, dict.fromkeys(SAMPLE, value))
        with admin.get(address) as answer:
            seen = [answer.status_code]
            assert "X-Odd" not in answer.headers
        if "POST" in (rule.methods or ()):
            seen += [_sent(admin, address, token, order) for order in ORDERS]
        broken += [(rule.rule, code) for code in seen if code >= 500]
    assert broken == []


@pytest.mark.parametrize("value", ["\x00", "\ud800", "a" * 4000, "9" * 4999, "%"])
def test_no_form_breaks_at_what_is_no_identifier(
    app: Flask, admin: Visitor, value: str
) -> None:
    token = token_in(admin.get("/account").get_data(as_text=True))
    typed = dict.fromkeys(NAMES, value.encode("utf-8", "surrogatepass"))
    broken = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in ENDS:
            continue
        for order in ORDERS:
            with admin.client.post(
                address_of(rule), data={**typed, "csrf_token": token, "_do": order}
            ) as answer:
                if answer.status_code >= 500:
                    broken.append((rule.rule, order))
    assert broken == []


def _sent(admin: Visitor, address: str, token: str, order: str) -> int:
    form = {"csrf_token": token, "_do": order}
    with admin.client.post(address, data=form) as answer:
        return answer.status_code


NAMES = (
    *("account", "session", "token", "passkey", "invitation", "message", "report"),
    *("repair", "person", "sheet", "remark", "parent", "step", "theme", "key", "into"),
    *("target", "number", "numbers", "revision", "seen", "last", "first", "group"),
    *("kind", "topic", "at", "what", "chosen", "credential", "sealed", "code", "page"),
    *("back", "next", "_kept", "_draft", "_parent", "_base", "_tab", "id", "seal"),
    *("q", "territory", "role", "language", "text", "name", "mail", "wish", "days"),
)
"""What forms call the identifiers and numbers that they carry."""

ENDS = {"accounts.log_out", "leaving.leave_page"}
"""What would end the session that asks."""
