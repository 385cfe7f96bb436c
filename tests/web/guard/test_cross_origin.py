"""What anybody may read, pages of other sites may read too, and nothing else."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import TooManyRequests
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from commons.adapters.store.log import revisions
from commons.core.domain.people.account import Permission, Role
from commons.feeds.catalogue import dump_releases
from commons.web.request.route_rules import rules_of
from commons.wiring.components import Components
from tests.addresses.routes import SAMPLE, address_of
from tests.feeds.makers import created, deleted
from tests.people.visitor import Visitor

ASKED_WITH = "accept, accept-datetime, if-none-match, range"
ORIGIN = {"Origin": "http://elsewhere.example"}
DATA = {"Accept": "text/turtle, application/json;q=0.9, */*;q=0.1"}
PAGES = ("text/html", "text/html,application/xhtml+xml,*/*;q=0.8")
EXPOSED = ("ETag", "Link", "Memento-Datetime", "Content-Disposition", "Retry-After")


def opened(answer: TestResponse) -> bool:
    """Say whether a page of another site may read an answer."""
    assert "Access-Control-Allow-Credentials" not in answer.headers
    return answer.headers.get("Access-Control-Allow-Origin") == "*"


def preflight(client: FlaskClient, address: str, method: str = "GET") -> TestResponse:
    asked = {
        **ORIGIN,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": ASKED_WITH,
    }
    return client.options(address, headers=asked)


def rules(app: Flask, *, open_: bool) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        answers = "GET" in (rule.methods or ())
        if answers and (rules_of(app)[rule.endpoint].needs is Permission.READ) == open_:
            yield rule


@pytest.fixture
def filled(parts: Components, monkeypatch: pytest.MonkeyPatch) -> Components:
    """Give a commons in which each address of the samples leads to something."""
    first = created(parts)
    with parts.store.read() as work:
        person = revisions.get_head(work, first.sheet).author.id
    monkeypatch.setitem(SAMPLE, "sheet", first.sheet)
    monkeypatch.setitem(SAMPLE, "person", person)
    dump_releases.publish_release(
        parts.store, parts.settings.dumps_dir, parts.settings.base_url
    )
    return parts


def test_every_public_answer_that_is_no_page_is_open(
    app: Flask, filled: Components, client: FlaskClient
) -> None:
    told: dict[str, int] = {}
    for rule in rules(app, open_=True):
        address = address_of(rule)
        answer = client.get(address, headers={**ORIGIN, **DATA})
        page = answer.status_code == 200 and answer.mimetype == "text/html"
        assert opened(answer) != page, address
        if not page:
            exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
            assert set(EXPOSED) <= set(exposed)
            told[address] = answer.status_code
        etag = answer.headers.get("ETag")
        if etag and not page:
            known = {**ORIGIN, **DATA, "If-None-Match": etag}
            again = client.get(address, headers=known)
            assert (again.status_code, opened(again)) == (304, True), address
            head = client.head(address, headers=known)
            assert (head.status_code, opened(head)) == (304, True), address
    assert sum(status == 200 for status in told.values()) > 20


def test_every_public_address_answers_the_question_before(
    app: Flask, client: FlaskClient
) -> None:
    for rule in rules(app, open_=True):
        answer = preflight(client, address_of(rule))
        assert answer.status_code == 204, rule.rule
        assert opened(answer), rule.rule
        allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
        assert set(ASKED_WITH.split(", ")) <= set(allowed)
        assert "GET" in answer.headers["Access-Control-Allow-Methods"].split(", ")
        assert int(answer.headers["Access-Control-Max-Age"]) > 0
        assert answer.data == b""
    assert "POST" in preflight(client, "/oai", "POST").headers["Allow"]


def test_nothing_that_needs_an_account_is_open(
    app: Flask, parts: Components, client: FlaskClient
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    for rule in rules(app, open_=False):
        if rule.endpoint == "accounts.log_out":
            continue
        address = address_of(rule)
        assert not opened(client.get(address, headers=ORIGIN)), address
        assert not opened(admin.client.get(address, headers=ORIGIN)), address
        assert not opened(preflight(client, address)), address
    assert not opened(preflight(client, "/media", "POST"))
    assert not opened(client.post("/media", headers=ORIGIN))


@pytest.mark.parametrize("accept", PAGES)
def test_no_page_is_open_and_none_says_no_to_who_signed_in(
    app: Flask, filled: Components, editor: Visitor, client: FlaskClient, accept: str
) -> None:
    asked = {**ORIGIN, "Accept": accept}
    for rule in rules(app, open_=True):
        for reader in (client, editor.client):
            answer = reader.get(address_of(rule), headers=asked)
            if answer.mimetype == "text/html" and answer.status_code == 200:
                assert not opened(answer), rule.rule
                etag = answer.headers.get("ETag", '"none"')
                known = {**asked, "If-None-Match": etag}
                again = reader.get(address_of(rule), headers=known)
                assert again.mimetype != "text/html" or not opened(again), rule.rule
    assert not opened(editor.get("/sheets/nothing-here", **asked))


def test_who_says_no_says_it_to_other_sites_too(
    app: Flask, parts: Components, client: FlaskClient
) -> None:
    gone = deleted(parts, created(parts)).sheet
    nowhere = "/sheets/0123456789ab"
    wanted = {
        (nowhere, "text/turtle"): 404,
        (nowhere, "*/*"): 404,
        (f"{nowhere}.ttl", "*/*"): 404,
        ("/sheets/no-such-form.ttl", "*/*"): 404,
        ("/shapes/nothing", "text/turtle"): 404,
        ("/media/nothing.jpg", "image/*"): 404,
        ("/ns", "image/png"): 406,
        ("/catalog", "image/png"): 406,
        ("/search.json?page=0", "application/json"): 400,
        (f"/sheets/{gone}", "text/turtle"): 410,
        (f"/sheets/{gone}.json", "*/*"): 410,
    }
    for (address, accept), status in wanted.items():
        answer = client.get(address, headers={**ORIGIN, "Accept": accept})
        assert (answer.status_code, opened(answer)) == (status, True), address
        assert preflight(client, address.partition("?")[0]).status_code == 204
    post = client.post(nowhere, headers={**ORIGIN, "Accept": "text/turtle"})
    assert (post.status_code, opened(post)) == (405, True)


@pytest.mark.parametrize("error", [TooManyRequests(retry_after=7), OSError(28, "full")])
def test_who_must_wait_is_told_on_other_sites_too(
    app: Flask, client: FlaskClient, error: Exception
) -> None:
    def refuse() -> None:
        if client.application.config.get("REFUSING"):
            raise error

    app.before_request(refuse)
    app.config["REFUSING"] = True
    answer = client.get("/ns", headers={**ORIGIN, "Accept": "text/turtle"})
    assert answer.status_code in {429, 503}
    assert opened(answer)
    if answer.status_code == 429:
        assert answer.headers["Retry-After"] == "7"
