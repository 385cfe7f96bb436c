"""Kept answers are never stale, never private, and bounded."""

import pytest
from flask import Flask

from commons.app import create_app
from commons.web.middleware import page_cache
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.people.visitor import Visitor, cache_of, filled, said_by


def test_a_save_is_seen_by_the_next_request_to_any_process(
    author: Visitor, parts: Components
) -> None:
    address = author.publishes("method", body="Avant")
    other = assemble_components(parts.settings)
    reader = create_app(other).test_client()
    assert "Avant" in said_by(reader.get(address))
    assert "Avant" in said_by(reader.get(address))
    order = {"_do": "publish", "_confirmed": "on", "_parent": "1", "change_note": "oui"}
    author.post(
        f"/sheets/{address.split('/')[2]}/edit", **order, **filled(body="Après")
    )
    assert "Après" in said_by(reader.get(address))
    other.follower.stop()
    other.store.close()


def test_who_signed_in_gets_and_leaves_nothing_shared(
    author: Visitor, app: Flask
) -> None:
    address = author.publishes("method")
    assert author.name in author.get(address).get_data(as_text=True)
    anonymous = app.test_client().get(address).get_data(as_text=True)
    assert author.name not in anonymous
    assert "Se connecter" in anonymous
    assert author.name in author.get(address).get_data(as_text=True)


def test_a_page_that_the_reader_has_is_not_sent_again(
    author: Visitor, app: Flask
) -> None:
    address = author.publishes("method")
    reader = app.test_client()
    first = reader.get(address)
    for _ in range(2):
        again = reader.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
        assert "Content-Security-Policy" in again.headers
    other = reader.get(address, headers={"If-None-Match": '"autre"'})
    assert (other.status_code, other.data) == (200, first.data)


def test_what_is_asked_in_two_ways_is_kept_in_two_ways(
    author: Visitor, app: Flask
) -> None:
    sheet = author.publishes("method").split("/")[2]
    reader = app.test_client()
    for accept in ("text/turtle", "application/ld+json") * 2:
        answer = reader.get(f"/sheets/{sheet}", headers={"Accept": accept})
        assert answer.mimetype == accept


def test_kept_answers_make_room_for_one_another(
    author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = author.publishes("method", body="mot " * 4000)
    monkeypatch.setattr(page_cache, "MOST_BYTES", 100_000)
    app = create_app(parts)
    kept = cache_of(app)
    for count in range(20):
        assert app.test_client().get(f"{address}?n={count}").status_code == 200
        assert 0 < kept.size_bytes <= 100_000


def test_whoever_harvests_everything_pushes_no_page_out(
    author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = author.publishes("method")
    sheet = address.split("/")[2]
    monkeypatch.setattr(page_cache, "MOST_DATA_BYTES", 20_000)
    app = create_app(parts)
    reader, asked = app.test_client(), []
    monkeypatch.setattr(app, "preprocess_request", lambda: asked.append(1))
    assert reader.get(address).status_code == 200
    for count in range(20):
        assert reader.get(f"/sheets/{sheet}/v/1.nq?n={count}").status_code == 200
    assert len(asked) == 21
    assert reader.get(address).status_code == 200
    assert len(asked) == 21
    kept = cache_of(app)
    assert kept.size_bytes < 20_000 + 50_000


def test_each_coding_is_kept_apart(author: Visitor, app: Flask) -> None:
    author.publishes("method")
    reader = app.test_client()
    for _ in range(2):
        for coding in ("gzip", "identity"):
            answer = reader.get("/feeds/ldes", headers={"Accept-Encoding": coding})
            assert answer.headers.get("Content-Encoding", "identity") == coding


@pytest.mark.parametrize("name", ["commons_session ", " commons_session\t"])
def test_no_spelling_of_the_cookie_shares_the_page_of_one_reader(
    author: Visitor, app: Flask, name: str
) -> None:
    address = author.publishes("method")
    author.get(address)  # says what it had to say, and sets no cookie any more
    cookie = author.client.get_cookie("commons_session")
    assert cookie is not None
    spelt = {"Cookie": f"{name}={cookie.value}"}
    theirs = app.test_client(use_cookies=False).get(address, headers=spelt)
    assert author.name in theirs.get_data(as_text=True)
    assert "Set-Cookie" not in theirs.headers
    anonymous = app.test_client().get(address).get_data(as_text=True)
    assert author.name not in anonymous
    assert "Se connecter" in anonymous


def test_what_is_for_one_reader_says_so(author: Visitor, app: Flask) -> None:
    address = author.publishes("method")
    assert "private" in author.get(address).headers["Cache-Control"]
    assert "private" not in app.test_client().get(address).headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/feeds/ldes", "/catalog.ttl", "{sheet}.ttl"])
def test_data_is_the_same_whoever_asks(author: Visitor, address: str) -> None:
    sheet = author.publishes("method").rpartition("/")[0]
    answer = author.get(address.format(sheet=sheet))
    assert answer.status_code == 200
    assert "private" not in answer.headers["Cache-Control"]
