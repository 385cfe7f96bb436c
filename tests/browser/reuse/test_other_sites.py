"""A page of another site reads our data in Chromium, and never a page of ours."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.tabs import ALICE
from tests.browser.walking import sign_in
from tests.servers.server import Person, Server

pytestmark = pytest.mark.browser

ASK = """
async ([address, headers, credentials]) => {
  try {
    const answer = await fetch(address, {headers, credentials, cache: "no-store"});
    const body = await answer.text();
    return {
      status: answer.status,
      type: answer.headers.get("Content-Type"),
      etag: answer.headers.get("ETag"),
      link: answer.headers.get("Link"),
      moment: answer.headers.get("Memento-Datetime"),
      location: answer.headers.get("Content-Location"),
      length: body.length,
    };
  } catch (error) {
    return {blocked: String(error)};
  }
}
"""


class _Blank(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer an empty page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def elsewhere(chromium: Browser, server: Server) -> Iterator[Page]:
    """Give a tab that shows a page of another site (another port)."""
    other = ThreadingHTTPServer(("127.0.0.1", 0), _Blank)
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    context = chromium.new_context(base_url=server.address, locale="fr-FR")
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{other.server_port}/")
    yield page
    context.close()
    other.shutdown()
    thread.join()
    other.server_close()


def ask(page: Page, address: str, credentials: str = "omit", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return page.evaluate(ASK, [address, named, credentials])


def test_a_page_of_another_site_reads_all_our_data(
    elsewhere: Page, server: Server, sheet: str, ids: dict[str, str]
) -> None:
    image = told_of(server, ids["sheet"])["fields"]["images"][0]["file"]
    writer = told_of(server, sheet)["version"]["author"]["url"].rpartition("/")[2]
    turtle = {"Accept": "text/turtle"}
    addresses: list[tuple[str, dict[str, str]]] = [
        (f"/sheets/{sheet}", turtle),
        (f"/sheets/{sheet}.jsonld", {}),
        (f"/sheets/{sheet}/v/1", {"Accept": "application/n-quads"}),
        (f"/sheets/{sheet}/v/1.json", {}),
        (f"/sheets/{sheet}/timemap", {}),
        (f"/sheets/{sheet}/timegate", {"Accept": "application/json"}),
        ("/ns", turtle),
        ("/shapes/method", turtle),
        ("/context.jsonld", {}),
        ("/themes/culture", turtle),
        ("/territories/commune:29019", turtle),
        (f"/people/{writer}", turtle),
        ("/search.json?q=carte", {}),
        ("/oai?verb=Identify", {}),
        ("/feeds/atom", {}),
        ("/feeds/ldes", {}),
        ("/catalog", turtle),
        ("/.well-known/void", turtle),
        (f"/media/{image}", {}),
        (f"/media/{image}", {"Range": "bytes=0-9"}),
    ]
    told = {(a, *h): ask(elsewhere, server.address + a, **h) for a, h in addresses}
    assert {key: one for key, one in told.items() if one.get("status") is None} == {}
    assert {one["status"] for one in told.values()} == {200, 206}
    first = told[(f"/sheets/{sheet}/v/1", "Accept")]
    assert first["moment"]
    assert first["etag"]
    assert 'rel="license"' in first["link"]
    asked = {"Accept": "text/turtle", "If-None-Match": told[("/ns", "Accept")]["etag"]}
    assert ask(elsewhere, f"{server.address}/ns", **asked)["status"] == 304


def test_it_hears_that_there_is_nothing_and_reads_no_page(
    elsewhere: Page, server: Server, sheet: str
) -> None:
    for address, headers, status in (
        ("/sheets/0123456789ab", {"Accept": "text/turtle"}, 404),
        ("/sheets/0123456789ab.ttl", {"Accept-Datetime": "x", "Range": "x"}, 404),
        ("/ns", {"Accept": "image/png"}, 406),
    ):
        answer = ask(elsewhere, server.address + address, **headers)
        assert answer.get("status") == status, answer
        assert "html" not in answer["type"]
    blank = elsewhere.url
    sign_in(elsewhere, ALICE)
    elsewhere.goto(blank)
    for address in ("/", "/drafts", "/account", f"/sheets/{sheet}"):
        answer = ask(elsewhere, server.address + address, Accept="text/html")
        assert "blocked" in answer, address
    secret = ask(elsewhere, f"{server.address}/ns", "include", Accept="text/turtle")
    assert "blocked" in secret


def told_of(server: Server, sheet: str) -> Any:
    """Give what a sheet's JSON says."""
    return json.loads(Person(server.address).get(f"/sheets/{sheet}.json").text)
