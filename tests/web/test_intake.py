"""A large body must keep coming, and only so many are on their way at once."""

import resource
from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask
from werkzeug.exceptions import RequestTimeout
from werkzeug.test import EnvironBuilder, run_wsgi_app

from commons.web import intake
from commons.web.intake import LARGE_AT_ONCE, Intake
from tests.multipart import CONTENT_TYPE, multipart
from tests.store.processes import at_once
from tests.visitor import Visitor, token_in

LARGE = 3 * 1024 * 1024


def large() -> WSGIEnvironment:
    return EnvironBuilder(method="POST", data=bytes(LARGE)).get_environ()


def reading(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Read the whole body, as the application does; answer how much it was."""
    count = 0
    while piece := environ["wsgi.input"].read(100_000):
        count += len(piece)
    start_response("200 OK", [])
    return [b"%d" % count]


def test_a_large_body_is_read_as_it_comes() -> None:
    app = Intake(reading, 1024)
    for _ in range(LARGE_AT_ONCE * 2):
        body, status, _ = run_wsgi_app(app, large())
        assert (status, b"".join(body)) == ("200 OK", b"%d" % LARGE)


class Halting(BytesIO):
    """A connection on which nothing comes any more."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise TimeoutError(size)


def test_a_large_body_that_stops_coming_is_given_up(app: Flask) -> None:
    environ = large()
    environ["wsgi.input"] = Halting()
    with pytest.raises(RequestTimeout):
        run_wsgi_app(Intake(reading, 1024), environ)
    environ = large()
    environ["wsgi.input"] = Halting()
    environ["PATH_INFO"] = "/login"
    _, status, _ = app.test_client().run_wsgi_app(environ)
    assert status.startswith("413")


def test_a_large_body_that_comes_too_slowly_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(intake, "SECONDS", 0.0)
    monkeypatch.setattr(intake, "LEAST_BYTES_PER_SECOND", 10**12)
    with pytest.raises(RequestTimeout):
        run_wsgi_app(Intake(reading, 1024), large())


def test_one_too_many_at_once_is_told_to_come_back() -> None:
    statuses: list[str] = []

    def nested(
        environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        statuses.append(run_wsgi_app(app, large())[1])
        return reading(environ, start_response)

    app = Intake(nested, 1024)
    run_wsgi_app(app, large())
    assert statuses == ["503 Service Unavailable", *["200 OK"] * (LARGE_AT_ONCE - 1)]
    run_wsgi_app(app, large())
    assert len(statuses) == 2 * LARGE_AT_ONCE


def test_a_body_must_say_its_length(app: Flask) -> None:
    environ = EnvironBuilder(method="POST", path="/login").get_environ()
    environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    environ["wsgi.input"] = Halting()
    _, status, _ = app.test_client().run_wsgi_app(environ)
    assert status.startswith("411")


def test_a_disk_without_room_for_a_file_is_said(author: Visitor) -> None:
    form = author.get("/sheets/new/method").get_data(as_text=True)
    pairs = {"csrf_token": token_in(form)}
    body = multipart(pairs, ("note.odt", bytes(2_000_000)))

    def send(_number: int) -> None:
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, limit))
        answer = author.client.post(
            "/media",
            data=body,
            content_type=CONTENT_TYPE,
            headers={"Accept": "application/json"},
        )
        assert answer.status_code == 503, answer.get_data(as_text=True)

    at_once(send, count=1)
