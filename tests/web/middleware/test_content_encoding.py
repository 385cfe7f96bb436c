"""What travels compressed: what is the same for everybody, once, under its own tag."""

import gzip
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.web.middleware import content_encoding
from commons.wiring.components import Components
from tests.addresses.routes import address_of
from tests.people.visitor import Visitor, cache_of

ZIPPED = {"Accept-Encoding": "gzip, deflate, br"}


def sheet_of(client: FlaskClient) -> str:
    page = client.get("/").get_data(as_text=True)
    return page.partition('href="/sheets/')[2].partition("/")[0]


def plain_and_zipped(
    client: FlaskClient, address: str, **headers: str
) -> tuple[TestResponse, TestResponse]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return (
        client.get(address, headers=named, buffered=True),
        client.get(address, headers={**named, **ZIPPED}, buffered=True),
    )


def varies(answer: TestResponse) -> bool:
    return "accept-encoding" in answer.headers.get("Vary", "").lower()


PAGES = ["/", "/developers", "/changes", "/sheets/ID.ttl", "/sheets/ID.json"]
PAGES += ["/sheets/ID/v/1", "/sheets/ID/v/1.nq", "/sheets/ID.md", "/ns"]
PAGES += ["/context.jsonld", "/feeds/atom", "/feeds/ldes", "/catalog"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_and_data_travel_compressed_under_a_tag_of_their_own(
    starter: Components, client: FlaskClient, address: str
) -> None:
    there = address.replace("ID", sheet_of(client))
    plain, zipped = plain_and_zipped(client, there)
    assert plain.status_code == zipped.status_code == 200
    assert "Content-Encoding" not in plain.headers
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) < len(plain.data)
    assert zipped.headers["Content-Length"] == str(len(zipped.data))
    assert varies(plain)
    assert varies(zipped)
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    for one, other, asked in ((plain, zipped, {}), (zipped, plain, ZIPPED)):
        again = client.get(
            there, headers={**asked, "If-None-Match": one.headers["ETag"]}
        )
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == one.headers["ETag"]
        assert varies(again)
        crossed = client.get(
            there, headers={**asked, "If-None-Match": other.headers["ETag"]}
        )
        assert (crossed.status_code, crossed.data) == (200, one.data)


def test_the_head_of_an_answer_says_what_the_answer_would(
    starter: Components, client: FlaskClient
) -> None:
    for headers in ({}, ZIPPED):
        whole, head = (
            client.get("/", headers=headers),
            client.head("/", headers=headers),
        )
        assert head.data == b""
        for name in ("ETag", "Vary", "Content-Encoding", "Content-Length"):
            assert head.headers.get(name) == whole.headers.get(name)


@pytest.mark.parametrize(
    "accepted", ["", "identity", "gzip;q=0", "br", "*;q=0", "gzip;q=0, identity"]
)
def test_who_does_not_take_it_gets_it_as_it_is(
    starter: Components, client: FlaskClient, accepted: str
) -> None:
    answer = client.get("/", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "</html>" in answer.get_data(as_text=True)
    assert varies(answer)


def test_nothing_that_holds_a_secret_is_compressed(
    app: Flask, starter: Components, editor: Visitor, client: FlaskClient
) -> None:
    zipped = []
    for rule in app.url_map.iter_rules():
        address = address_of(rule)
        if "GET" not in (rule.methods or ()) or address.startswith("/static"):
            continue
        for reader, signed_in in ((editor.client, True), (client, False)):
            answer = reader.get(f"{address}?q=csrf", headers=ZIPPED, buffered=True)
            if answer.headers.get("Content-Encoding") != "gzip":
                continue
            told = gzip.decompress(answer.data)
            if signed_in and answer.mimetype == "text/html":
                zipped.append(address)
            if b"csrf_token" in told or "Set-Cookie" in answer.headers:
                zipped.append(address)
    assert zipped == []


def test_what_is_kept_is_compressed_once(
    starter: Components, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    real = content_encoding.encode_body

    def counted(body: bytes, coding: str) -> bytes:
        done.append(len(body))
        return real(body, coding)

    monkeypatch.setattr(content_encoding, "encode_body", counted)
    reader = app.test_client()
    first = reader.get("/developers", headers=ZIPPED)
    size = cache_of(app).size_bytes
    for _ in range(3):
        assert reader.get("/developers", headers=ZIPPED).data == first.data
    assert len(done) == 1
    assert size < done[0]


def test_what_the_build_made_is_there_compressed(
    app: Flask, client: FlaskClient
) -> None:
    folder = Path(app.static_folder or "") / "dist"
    names = json.loads((folder / "manifest.json").read_text()).values()
    assert len(names) > 3
    for name in names:
        assert (
            gzip.decompress((folder / f"{name}.gz").read_bytes())
            == (folder / name).read_bytes()
        )
        plain, zipped = plain_and_zipped(client, f"/static/dist/{name}")
        assert zipped.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(zipped.data) == plain.data
        assert zipped.content_type == plain.content_type
        assert zipped.headers["Cache-Control"] == plain.headers["Cache-Control"]
        assert plain.headers["ETag"] != zipped.headers["ETag"]
        assert varies(plain)
        assert varies(zipped)
        known = {**ZIPPED, "If-None-Match": zipped.headers["ETag"]}
        again = client.get(f"/static/dist/{name}", headers=known, buffered=True)
        assert (again.status_code, again.data) == (304, b"")


def test_a_static_file_that_is_not_there_is_said(client: FlaskClient) -> None:
    for path in ("/static/none.css", "/static/../app.py", "/static/dist/%2e%2e/x"):
        assert client.get(path, headers=ZIPPED, buffered=True).status_code == 404
