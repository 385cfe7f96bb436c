"""What is told to nobody but whom it concerns: in headers, addresses, health and logs."""

import logging
import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from commons.app import create_app
from commons.core.domain import clock
from commons.core.domain.people.account import Role
from commons.core.kinds.values.type_checks import is_url
from commons.core.text.markdown.rendering import render_markdown
from commons.errors import SettingsError
from commons.settings import settle_secrets
from commons.wiring.components import Components
from tests.addresses.routes import address_of
from tests.conftest import settings_in
from tests.people.visitor import Visitor, said_by
from tests.web.middleware.test_http_server import answered, length, listening


def readable(app: Flask) -> list[str]:
    """Give an address of every route that can be read."""
    return [
        address_of(rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    ]


@pytest.mark.parametrize("role", [None, Role.CONTRIBUTOR, Role.ADMIN])
def test_every_answer_says_who_may_keep_it(
    app: Flask, starter: Components, visitor: Visitor, role: Role | None
) -> None:
    if role is not None:
        visitor.signed_in(role)
    sheets = re.findall(
        r'href="(/sheets/[^"]+)"', visitor.get("/").get_data(as_text=True)
    )
    assert sheets
    unsaid, shared = [], []
    for address in [
        *readable(app),
        sheets[0],
        f"{sheets[0]}nothing",
        "/static/none.css",
    ]:
        answer = visitor.client.get(address, buffered=True)
        kept = answer.headers.get("Cache-Control", "")
        unsaid += [] if kept else [address]
        own = role is not None and answer.mimetype == "text/html"
        if own and not ("private" in kept or "no-store" in kept):
            shared.append((address, kept))
    assert (unsaid, shared) == ([], [])


def test_a_form_that_holds_a_token_is_kept_for_nobody_else(client: FlaskClient) -> None:
    for address in ("/login", "/register"):
        answer = client.get(address)
        assert "csrf_token" in answer.get_data(as_text=True)
        kept = answer.headers["Cache-Control"]
        assert "private" in kept or "no-store" in kept, kept


def test_health_tells_the_room_on_the_disk_to_who_runs_the_site(
    client: FlaskClient, editor: Visitor, app: Flask, parts: Components
) -> None:
    admin = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    assert "free_mb" not in client.get("/healthz").get_json()
    assert "free_mb" not in editor.get("/healthz").get_json()
    assert admin.get("/healthz").get_json()["free_mb"] >= 0


MALFORMED = [
    b"GARBAGE\r\n\r\n",
    b"GET http://[::1 HTTP/1.1\r\nHost: [\r\n\r\n",
    b"GET //[lea@exemple.fr HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: a b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: wat\r\n\r\n",
    b"GET / HTTP/9.9\r\nlea@exemple.fr: c\r\n\r\n",
]


@pytest.mark.parametrize("sent", MALFORMED)
def test_a_malformed_request_is_answered_and_no_line_says_whose_it_was(
    sent: bytes, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with listening(length) as port:
        assert answered(port, sent).startswith(b"HTTP/1.")
    told = capfd.readouterr().err + caplog.text
    assert "127.0.0.1" not in told
    assert "exemple.fr" not in told


def test_an_error_in_the_server_names_its_place_and_no_address(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(environ, start_response):
        raise ValueError(environ["PATH_INFO"])

    caplog.set_level(logging.INFO)
    with listening(broken) as port:
        assert b" 500 " in answered(
            port,
            b"GET /lea@exemple.fr HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        )
    (line,) = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert line.name == "commons.web.middleware.http_server"
    assert "exemple.fr" not in line.getMessage()
    assert "exemple.fr" not in capfd.readouterr().err


MISLEADING = [
    "https://banque.example@ailleurs.example/",
    "https://lea:motdepasse@ailleurs.example/page",
    "HTTP://lea@ailleurs.example",
    "https:\\\\lea@ailleurs.example",
    "https:////lea@ailleurs.example",
    "https:lea@ailleurs.example/",
    "https://ailleurs.example/\u202egpj.exe",
    "https://ailleurs.example/%E2%80%AEgpj.exe",
    "https://ailleurs.example/\u2066x\u2069",
]


@pytest.mark.parametrize("address", MISLEADING)
def test_an_address_that_misleads_is_no_link(address: str) -> None:
    assert not is_url(address)
    for text in (
        address,
        f"[un site]({address})",
        f"<{address}>",
        f"[a]: {address}\n\n[a]",
    ):
        assert 'href="http' not in render_markdown(text, link=lambda _: None).lower(), (
            text
        )


@pytest.mark.parametrize(
    "address",
    [
        "https://www.exemple.fr/@lea/1",
        "https://www.exemple.fr/?mail=lea@exemple.fr",
        "https://www.exemple.fr/#a@b",
    ],
)
def test_an_at_sign_behind_the_host_is_part_of_an_address(address: str) -> None:
    assert is_url(address)
    assert f'href="{address}"' in render_markdown(address, link=lambda _: None)
    assert 'href="mailto:' in render_markdown("<lea@exemple.fr>", link=lambda _: None)


def test_marks_that_turn_the_direction_are_in_no_name(
    author: Visitor, app: Flask
) -> None:
    address = author.publishes("method", title="Le \u202ecnab\u202c \u2066public\u2069")
    page = app.test_client().get(address).get_data(as_text=True)
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    assert "Le cnab public" in said_by(app.test_client().get(address))


WEAK = ["k", "changeme", "secret", "dev", "a" * 64, "ab" * 32, "change-me-change-me"]
WEAK += ["0123456789abcdef0123456789abcdef", "my-very-long-secret-key", "x" * 15]


@pytest.mark.parametrize("key", WEAK)
def test_a_key_that_can_be_guessed_is_refused_in_one_line(
    tmp_path: Path, key: str
) -> None:
    with pytest.raises(SettingsError, match="COMMONS_SECRET_KEY") as caught:
        settle_secrets(settings_in(tmp_path, secret_key=key))
    assert "\n" not in str(caught.value)
    assert key not in str(caught.value).partition(":")[2].split("(")[0] or len(key) < 4


def test_a_kept_key_that_was_damaged_is_named(tmp_path: Path) -> None:
    made = settle_secrets(settings_in(tmp_path)).secret_key
    assert settle_secrets(settings_in(tmp_path)).secret_key == made
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(SettingsError, match="secret_key"):
        settle_secrets(settings_in(tmp_path))


@pytest.mark.parametrize("key", ["9f8a7c6b5d4e3f2a1b0c", "Vingt-deux signes, au moins"])
def test_a_key_of_chance_is_taken(tmp_path: Path, key: str) -> None:
    assert settle_secrets(settings_in(tmp_path, secret_key=key)).secret_key == key


@pytest.mark.parametrize(
    ("contact", "told"),
    [
        ("lea@exemple.fr", "mailto:lea@exemple.fr"),
        ("https://exemple.fr/contact", "https://exemple.fr/contact"),
    ],
)
def test_who_finds_a_hole_is_told_where_to_say_so(
    parts: Components, contact: str, told: str
) -> None:
    settings = replace(
        parts.settings, contact=contact, base_url="https://commons.example"
    )
    client = create_app(replace(parts, settings=settings)).test_client()
    answer = client.get("/.well-known/security.txt")
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    rows = [line.partition(": ") for line in answer.get_data(as_text=True).splitlines()]
    said = {name: value for name, _, value in rows}
    assert len(said) == len(rows)
    assert said["Contact"] == told
    assert said["Canonical"] == "https://commons.example/.well-known/security.txt"
    ends = datetime.fromisoformat(said["Expires"])
    left = (ends - clock.now()).days
    assert 300 < left <= 365
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("contact", ["", "http://exemple.fr"])
def test_without_a_contact_that_may_be_told_nothing_is(
    parts: Components, contact: str
) -> None:
    settings = replace(parts.settings, contact=contact)
    client = create_app(replace(parts, settings=settings)).test_client()
    assert client.get("/.well-known/security.txt").status_code == 404
