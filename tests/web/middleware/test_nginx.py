"""The configuration of nginx that ships, before a wiki that runs."""

import json
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPSConnection
from inspect import signature
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from tests.servers.nginx import SHIPPED, Public, behind_nginx
from tests.servers.server import Server, free_port
from tests.web.slow import stalled


@pytest.fixture(scope="module")
def public(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[Public]:
    """Serve a wiki behind nginx."""
    folder, port = tmp_path_factory.mktemp("nginx"), free_port()
    shutil.copytree(starter_folder, folder / "instance")
    with (
        Server(
            folder / "instance", workers=1, trusted_proxies="1", metrics="local"
        ) as server,
        behind_nginx(folder, server.port, port) as found,
    ):
        yield found


@pytest.mark.parametrize(
    ("count", "sent", "tls"),
    [
        pytest.param(
            *(500, b"\x16\x03\x01\x02\x00\x01\x00\x01", False),
            marks=pytest.mark.thorough,
        ),
        (150, b"GET / HTTP/1.1\r\nHost: x\r\nX-", True),
        pytest.param(
            *(
                150,
                b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na",
                True,
            ),
            marks=pytest.mark.thorough,
        ),
    ],
    ids=["hellos", "heads", "bodies"],
)
def test_many_slow_clients_keep_no_reader_waiting(
    public: Public, *, count: int, sent: bytes, tls: bool
) -> None:
    with stalled(public.port, count, sent, public.tls if tls else None):
        for path in ("/", "/search?q=parole", "/healthz/live"):
            assert public.person().get(path).status == 200


def test_the_wiki_says_how_large_a_form_may_be(public: Public) -> None:
    told = public.person().post("/register", name="x" * 3_000_000)
    assert told.status == 413
    assert "il y est encore" in told.text


def test_who_asks_without_tls_is_led_to_it(public: Public) -> None:
    plain = HTTPConnection("127.0.0.1", public.plain_port, timeout=30)
    with closing(plain):
        plain.request("GET", "/sheets?a=b", headers={"Host": "wiki.example.org"})
        answer = plain.getresponse()
    assert answer.status == 308
    assert answer.headers["Location"] == "https://wiki.example.org/sheets?a=b"


def kept(public: Public, path: str, **headers: str) -> str:
    """Ask the site twice; say what nginx wrote of the second: HIT, MISS, BYPASS or -."""
    for _ in range(2):
        before = len(public.asked(path))
        connection = HTTPSConnection(
            "localhost", public.port, timeout=30, context=public.tls
        )
        with closing(connection):
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            answer.read()
        assert answer.status == 200
        until = time.monotonic() + 30
        while len(public.asked(path)) == before and time.monotonic() < until:
            time.sleep(0.01)
    return public.asked(path)[-1]


def test_what_never_changes_is_kept_and_nothing_else(public: Public) -> None:
    found = json.loads(public.person().get("/search.json").text)["results"][0]
    version = f"/sheets/{found['id']}/v/1.ttl"
    assert kept(public, version) == "HIT"
    assert kept(public, version, Cookie="commons_session=x") == "BYPASS"
    assert kept(public, version, Authorization="Bearer x") == "BYPASS"
    assert kept(public, f"/sheets/{found['id']}.ttl") == "MISS"
    assert kept(public, "/") == "MISS"


def test_nobody_outside_reads_the_figures(public: Public) -> None:
    assert public.person().get("/metrics").status == 404
    behind = HTTPConnection("127.0.0.1", public.application, timeout=30)
    with closing(behind):
        behind.request("GET", "/metrics")
        assert behind.getresponse().status == 200


def test_every_answer_has_the_identifier_of_its_own_request(public: Public) -> None:
    told = []
    for _ in range(2):
        connection = HTTPSConnection("localhost", public.port, context=public.tls)
        with closing(connection):
            connection.request("GET", "/context.jsonld")
            answer = connection.getresponse()
            answer.read()
            told += answer.headers.get_all("X-Request-ID", [])
    assert len(set(told)) == 2


@pytest.mark.parametrize("name", ["For", "Proto", "Host", "Port", "Prefix"])
def test_no_header_that_the_wiki_could_believe_comes_from_outside(name: str) -> None:
    told = SHIPPED.read_text(encoding="utf-8")
    assert f"x_{name.lower()}" in signature(ProxyFix).parameters
    assert re.search(rf"proxy_set_header X-Forwarded-{name} [^;]+;", told)


def test_every_place_of_the_configuration_is_an_address_of_the_wiki(app: Flask) -> None:
    told = SHIPPED.read_text(encoding="utf-8")
    places = set(re.findall(r"location (?:= )?(/\S+) {", told))
    assert places
    elsewhere = {"/.well-known/acme-challenge/"}
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    for place in places - elsewhere:
        assert any(rule.startswith(place) for rule in rules), place
