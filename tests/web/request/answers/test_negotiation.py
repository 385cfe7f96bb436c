"""Which format is answered, and how long it stays true."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotAcceptable

from commons.web.request.answers.negotiation import (
    RDF_TYPES,
    lasting_answer,
    named_answer,
    pick_format,
    sheet_types,
    tagged_answer,
    wants_page,
)

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ('application/ld+json;profile="x"', "jsonld"),
        ("text/turtle;q=0.2, application/n-quads;q=0.9", "nq"),
        ("TEXT/MARKDOWN", "md"),
    ],
)
def test_accept_picks_the_format_and_a_page_comes_first(
    app: Flask, accept: str, suffix: str
) -> None:
    with app.test_request_context("/", headers={"Accept": accept} if accept else {}):
        assert pick_format(sheet_types()) == suffix


def test_who_names_triples_too_is_told_in_triples_where_there_is_one_graph(
    app: Flask,
) -> None:
    both = {"Accept": "application/n-quads, text/turtle;q=0.5"}
    with app.test_request_context("/", headers=both):
        assert pick_format(RDF_TYPES) == "nq"
        assert pick_format(RDF_TYPES, one_graph=True) == "ttl"
    with app.test_request_context("/", headers={"Accept": "application/n-quads"}):
        assert pick_format(RDF_TYPES, one_graph=True) == "nq"


def test_a_format_that_we_have_not_is_refused_with_those_we_have(app: Flask) -> None:
    with (
        app.test_request_context("/", headers={"Accept": "image/png"}),
        pytest.raises(NotAcceptable, match="text/turtle"),
    ):
        pick_format(RDF_TYPES)


@pytest.mark.parametrize(
    ("path", "accept", "page"),
    [
        ("/nothing", "", True),
        ("/nothing", BROWSER, True),
        ("/nothing", "*/*", True),
        ("/nothing", "application/json", False),
        ("/nothing", "text/turtle, text/html;q=0.5", False),
        ("/nothing.ttl", "", False),
        ("/nothing.ttl", "*/*", False),
        ("/nothing.ttl", BROWSER, True),
        ("/feeds/nothing", "*/*", False),
        ("/oai", "", False),
    ],
)
def test_a_refusal_is_a_page_for_who_reads_pages(
    app: Flask, path: str, accept: str, *, page: bool
) -> None:
    with app.test_request_context(path, headers={"Accept": accept} if accept else {}):
        assert wants_page() is page


def test_bytes_of_one_name_have_one_tag_and_are_not_sent_twice(app: Flask) -> None:
    with app.test_request_context("/"):
        first = named_answer("un", "text/css", lambda: b"a")
        other = named_answer("deux", "text/css", lambda: b"a")
    assert (first.status_code, first.data) == (200, b"a")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.get_etag() != other.get_etag()
    written: list[bytes] = []

    def write() -> bytes:
        written.append(b"a")
        return b"a"

    known = {"If-None-Match": first.headers["ETag"]}
    with app.test_request_context("/", headers=known):
        again = named_answer("un", "text/css", write)
    assert (again.status_code, again.data, written) == (304, b"", [])


def test_a_lasting_answer_says_its_charset_and_that_it_depends_on_accept(
    app: Flask,
) -> None:
    with app.test_request_context("/"):
        turtle = lasting_answer("a", "ttl", lambda: b"", immutable=True)
        json = lasting_answer("a", "json", lambda: b"")
    assert turtle.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert json.headers["Content-Type"] == "application/json"
    assert turtle.get_etag() != json.get_etag()
    assert turtle.vary.to_header() == json.vary.to_header() == "Accept"
    assert "immutable" in turtle.headers["Cache-Control"]
    assert json.headers["Cache-Control"] == "no-cache"


def test_a_page_is_asked_about_again_and_a_refusal_has_no_tag(app: Flask) -> None:
    with app.test_request_context("/"):
        page, refusal = tagged_answer("<p>"), tagged_answer("<p>", 404)
    assert "ETag" in page.headers
    assert "ETag" not in refusal.headers
    assert refusal.status_code == 404
    with app.test_request_context("/", headers={"If-None-Match": page.headers["ETag"]}):
        assert tagged_answer("<p>").status_code == 304
        assert tagged_answer("<i>").status_code == 200
