"""Pages that people read are counted, machines apart; nothing of who reads is kept."""

from collections import Counter

import pytest
from flask import Flask

from commons.web.middleware.reading_count import (
    HARVEST,
    PAGE,
    ROBOT,
    SEARCH,
    ReadingCount,
    sort_of,
)
from commons.wiring.components import Components

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PAGES = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "agent", "accept", "sort"),
    [
        ("/", PERSON, PAGES, PAGE),
        ("/sheets/0123456789ab/le-banc", PHONE, PAGES, PAGE),
        ("/search", PERSON, PAGES, SEARCH),
        ("/sheets/0123456789ab/le-banc", CRAWLER, PAGES, ROBOT),
        ("/", "", PAGES, ROBOT),
        ("/", "curl/8.5.0", PAGES, ROBOT),
        ("/", PERSON, "application/json", ""),
        ("/media/ab.jpg", PERSON, PAGES, ""),
        ("/static/dist/site.css", PERSON, PAGES, ""),
        ("/feeds/ldes", "ldes-client", "text/turtle", HARVEST),
        ("/oai", "", "", HARVEST),
        ("/feeds/atom", PERSON, PAGES, HARVEST),
    ],
)
def test_what_is_read_has_a_sort(path: str, agent: str, accept: str, sort: str) -> None:
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "HTTP_USER_AGENT": agent,
        "HTTP_ACCEPT": accept,
    }
    assert sort_of(environ) == sort
    assert sort_of({**environ, "REQUEST_METHOD": "POST"}) == ""
    assert sort_of({**environ, "REQUEST_METHOD": "HEAD"}) == ""


def test_kept_pages_count_too_and_refusals_do_not(
    app: Flask, parts: Components
) -> None:
    client = app.test_client()
    reader = {"User-Agent": PERSON, "Accept": PAGES}
    etag = ""
    for _ in range(3):
        etag = client.get("/", headers=reader).headers["ETag"]
    again = client.get("/", headers={**reader, "If-None-Match": etag})
    assert again.status_code == 304
    client.get("/nulle-part", headers=reader)
    client.get("/admin", headers=reader)
    counts = parts.readings.take()
    assert Counter({sort: count for (_, sort), count in counts.items()}) == {PAGE: 4}
    assert parts.readings.take() == {}


def test_what_fails_within_is_not_counted() -> None:
    counted: list[str] = []

    def failing(*_: object) -> list[bytes]:
        raise RuntimeError

    count = ReadingCount(failing, counted.append)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": "/",
        "HTTP_ACCEPT": PAGES,
        "HTTP_USER_AGENT": PERSON,
    }
    with pytest.raises(RuntimeError):
        count(environ, lambda *_: lambda _: None)
    assert counted == []
