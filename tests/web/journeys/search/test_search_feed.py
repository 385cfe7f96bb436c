"""Any search is a feed, of what answers it closely, the youngest first."""

import pytest
from flask.testing import FlaskClient
from lxml import etree

from commons.services.search.find import PAGE_SIZE
from commons.wiring.components import Components
from tests.feeds.conftest import Desk

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(autouse=True)
def _indexed(starter: Components) -> None:
    starter.catch_up()


def entries(client: FlaskClient, address: str) -> list[str]:
    """Return the identifiers of the sheets of a feed."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/atom+xml"
    found = etree.fromstring(answer.data).findall("a:entry/a:id", namespaces=ATOM)
    return [one.text.rpartition("/")[2] for one in found]


def test_words_and_filters_are_honoured(client: FlaskClient) -> None:
    told = client.get(
        "/search.json?q=débat&kind=method&people=20&sort=recent"
    ).get_json()
    close = [one["id"] for one in told["results"]][: told["close"]]
    assert entries(client, "/search.atom?q=débat&kind=method&people=20") == close
    assert entries(client, "/search.atom?q=débat") != entries(client, "/search.atom")


def test_an_order_that_is_asked_for_is_kept(client: FlaskClient) -> None:
    told = client.get("/search.json?q=débat").get_json()
    close = [one["id"] for one in told["results"]][: told["close"]]
    assert entries(client, "/search.atom?q=débat&sort=relevance") == close


def test_pages_follow_one_another_and_are_not_sent_twice(client: FlaskClient) -> None:
    address = "/search.atom"
    seen: list[str] = []
    while address:
        seen += entries(client, address)
        answer = client.get(address)
        tag = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(address, headers=tag).status_code == 304
        links = etree.fromstring(answer.data).findall("a:link", namespaces=ATOM)
        older = [one.get("href") for one in links if one.get("rel") == "next"]
        address = older[0].removeprefix("http://localhost:8000") if older else ""
    assert len(seen) == len(set(seen)) == client.get("/search.json").get_json()["total"]


def test_a_tag_says_the_language_and_how_much_there_is(
    client: FlaskClient, starter: Components
) -> None:
    desk = Desk(starter)
    first, *_ = [desk.put_one(title="Le zinzolin") for _ in range(PAGE_SIZE + 1)]
    starter.catch_up()

    def tag(address: str) -> str:
        return client.get(address).headers["ETag"]

    address = "/search.atom?q=zinzolin"
    french, english = tag(f"{address}&lang=fr"), tag(f"{address}&lang=en")
    assert french != english
    assert b'rel="next"' in client.get(address).data
    desk.delete(first)
    starter.catch_up()
    assert b'rel="next"' not in client.get(address).data
    assert tag(f"{address}&lang=fr") != french


def test_the_page_leads_to_its_feed(client: FlaskClient) -> None:
    page = client.get("/search?q=débat&kind=method").get_data(as_text=True)
    assert 'href="/search.atom?q=d%C3%A9bat&amp;kind=method"' in page
