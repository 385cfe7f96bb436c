"""Who does their part slowly holds no thread, and is dropped in the end."""

import json
import resource
import shutil
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask, send_file
from waitress import wasyncore

from commons.web.middleware import http_server
from commons.web.middleware.http_request import LARGE_AT_ONCE
from commons.web.middleware.http_server import PHASES, Server
from commons.web.middleware.request_body import LARGE_BYTES, MOST_BYTES, let_server_send
from commons.web.request.route_rules import rules_of
from tests.adapters.store.processes import at_once
from tests.people.multipart import CONTENT_TYPE, multipart
from tests.people.visitor import Visitor, token_in
from tests.servers.server import Person, Server as Served
from tests.web.slow import stalled

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\nX-"
HALF_A_BODY = b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na"
LARGE_BODY = b"POST /media HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000\r\n\r\na"
NEVER_READ = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" * 300
THREADS = 2


@contextmanager
def listening(app: WSGIApplication, taken: list[Server] | None = None) -> Iterator[int]:
    """Serve an application from a thread of this process; give the port."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        place.settimeout(0)
        sockets: dict[int, Any] = {}
        server = Server(app, place, sockets, THREADS)
        over = threading.Event()
        if taken is not None:
            taken.append(server)

        def turn() -> None:
            while not over.is_set():
                wasyncore.poll2(0.05, sockets)

        loop = threading.Thread(target=turn)
        loop.start()
        try:
            yield place.getsockname()[1]
        finally:
            over.set()
            loop.join(10)
            server.end_threads()
            for channel in list(server.active_channels.values()):
                channel.handle_close()
            wasyncore.close_all(sockets)


def length(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer how long the body was."""
    body = b"%d" % len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def large(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer more than any connection takes on its way."""
    start_response("200 OK", [("Content-Length", str(20_000_000))])
    return [bytes(20_000_000)]


def answered(port: int, asked: bytes) -> bytes:
    """Send some bytes; give all that comes until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as one:
        one.sendall(asked)
        pieces = []
        while piece := one.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def until_nobody_listens(port: int) -> None:
    """Wait until connections are refused."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionError:
            return
        except TimeoutError:
            continue
        time.sleep(0.05)
    raise TimeoutError(port)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[Served]:
    """Give a wiki of one process."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    shutil.copytree(starter_folder, folder)
    with Served(folder, workers=1) as server:
        yield server


@pytest.mark.parametrize(
    "sent",
    [
        b"G",
        *(
            pytest.param(one, marks=pytest.mark.thorough)
            for one in (HALF_A_HEAD, HALF_A_BODY, LARGE_BODY)
        ),
        NEVER_READ,
    ],
    ids=["letters", "heads", "bodies", "files", "readers"],
)
def test_many_slow_clients_keep_nobody_waiting(served: Served, sent: bytes) -> None:
    with stalled(served.port, 200, sent):
        for path in ("/", "/healthz/live", "/login"):
            assert Person(served.address).get(path).status == 200


def test_more_connections_than_there_is_room_for_keep_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http_server, "MOST_CONNECTIONS", 20)
    with listening(length) as port, stalled(port, 100, HALF_A_HEAD):
        said = answered(port, b"GET / HTTP/1.0\r\n\r\n")
        assert said.endswith(b"\r\n\r\n0")


@pytest.mark.parametrize(
    ("phase", "sent", "told"),
    [
        (http_server.ASKING, b"G", b""),
        (http_server.ASKING, HALF_A_HEAD, b""),
        (http_server.ASKING, HALF_A_BODY, b"HTTP/1.1 408"),
        (http_server.ASKING, LARGE_BODY, b"HTTP/1.1 408"),
        (http_server.IDLE, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200"),
        (http_server.IDLE, b"", b""),
    ],
)
def test_who_is_too_slow_is_dropped(
    monkeypatch: pytest.MonkeyPatch, phase: str, sent: bytes, told: bytes
) -> None:
    monkeypatch.setitem(PHASES, phase, (0.1, PHASES[phase][1]))
    with listening(length) as port:
        assert answered(port, sent)[:12] == told


def test_one_byte_now_and_then_buys_a_head_no_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        PHASES, http_server.ASKING, (1.0, PHASES[http_server.ASKING][1])
    )
    with listening(length) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=0.1) as one:
            one.sendall(HALF_A_HEAD)
            until, over = time.monotonic() + 30, False
            while not over and time.monotonic() < until:
                try:
                    over = one.send(b"a") == 1 and one.recv(1) == b""
                except TimeoutError:
                    continue
                except OSError:
                    over = True
        assert over


def test_a_slow_body_that_keeps_coming_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PHASES, http_server.ASKING, (0.5, 2.0))  # a byte, half a second
    head = b"POST / HTTP/1.0\r\nContent-Length: 12\r\n\r\n"
    with (
        listening(length) as port,
        socket.create_connection(("127.0.0.1", port), timeout=30) as one,
    ):
        one.sendall(head)
        for letter in b"douze signes":
            one.sendall(bytes([letter]))
            time.sleep(0.25)
        assert one.makefile("rb").read().endswith(b"\r\n\r\n12")


def test_who_does_not_read_is_dropped_and_held_no_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(PHASES, http_server.ANSWERING, (0.1, 10**9))
    asked = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    servers: list[Server] = []
    with listening(large, servers) as port, stalled(port, 3 * THREADS, asked):
        assert len(answered(port, b"GET / HTTP/1.0\r\n\r\n")) > 20_000_000
        until = time.monotonic() + 30
        while servers[0].active_channels and time.monotonic() < until:
            time.sleep(0.05)
        assert not servers[0].active_channels


def test_parts_of_a_file_hold_no_thread_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(http_server.ADJUSTED, "outbuf_high_watermark", 1_000_000)
    path = tmp_path / "dump.gz"
    path.write_bytes(bytes(18_000_000) + b"the end")
    app = Flask("files")
    app.add_url_rule(
        "/",
        view_func=lambda: let_server_send(send_file(path, conditional=True), path),
    )
    head = b"GET / HTTP/1.0\r\nRange: bytes=%d-\r\n\r\n"
    with (
        listening(app.wsgi_app) as port,
        stalled(port, 3 * THREADS, head % 1),
    ):
        said = answered(port, head % 18_000_000)
    assert said.startswith(b"HTTP/1.0 206")
    assert said.endswith(b"\r\n\r\nthe end")


def test_only_so_many_large_bodies_come_in_at_once(app: Flask) -> None:
    small = b"POST /login HTTP/1.0\r\nContent-Length: 3\r\n\r\na=b"
    head = b"POST /media HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % (LARGE_BYTES + 1)
    with listening(app.wsgi_app) as port:
        with stalled(port, LARGE_AT_ONCE, head):
            said = answered(port, head + bytes(LARGE_BYTES + 1))
            assert said.startswith(b"HTTP/1.0 503")
            assert b"\r\nRetry-After: 20\r\n" in said
            assert json.loads(said.partition(b"\r\n\r\n")[2])["status"] == 503
            assert answered(port, small).startswith(b"HTTP/1.0 400")
        for _ in range(2 * LARGE_AT_ONCE):
            said = answered(port, head + bytes(LARGE_BYTES + 1))
            assert said.startswith(b"HTTP/1.0 413")


def test_what_is_too_long_for_any_route_is_said_in_a_page(app: Flask) -> None:
    assert max(rule.upload_bytes for rule in rules_of(app).values()) == MOST_BYTES
    head = b"POST /sheets/new/method HTTP/1.0\r\nContent-Length: %d\r\n\r\n"
    with listening(app.wsgi_app) as port:
        said = answered(port, head % (MOST_BYTES + 1) + bytes(MOST_BYTES + 1))
        assert said.startswith(b"HTTP/1.0 413")
        assert "il y est encore" in said.decode()


def test_a_body_must_say_its_length() -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with listening(length) as port:
        assert answered(port, head).startswith(b"HTTP/1.1 411")


ANSWERS: dict[str, tuple[str, list[tuple[str, str]], list[bytes]]] = {
    "not modified": ("304 Not Modified", [("ETag", '"a"')], []),
    "no content": ("204 No Content", [], []),
    "without a length": ("200 OK", [], [b"one", b"two"]),
    "with a length": ("200 OK", [("Content-Length", "3")], [b"one"]),
    "large": ("200 OK", [("Content-Length", "900000")], [bytes(900_000)]),
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_connection_outlives_every_kind_of_answer(kind: str) -> None:
    status, headers, pieces = ANSWERS[kind]

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response(status, headers)
        return pieces if environ["REQUEST_METHOD"] == "GET" else []

    with (
        listening(app) as port,
        closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection,
    ):
        for _ in range(3):
            connection.request("GET", "/")
            first = connection.sock
            assert connection.getresponse().read() == b"".join(pieces)
            assert connection.sock is first
        connection.request("HEAD", "/")
        assert connection.getresponse().read() == b""
        connection.request("GET", "/", headers={"Connection": "close"})
        answer = connection.getresponse()
        assert answer.read() == b"".join(pieces)
        assert answer.headers["Connection"] == "close"


def test_an_order_to_stop_lets_what_was_begun_come_to_its_end(
    starter_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(starter_folder, tmp_path / "instance")
    with Served(tmp_path / "instance", workers=1) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as one:
            one.sendall(HALF_A_BODY)
            server.signal(signal.SIGTERM)
            until_nobody_listens(server.port)
            one.sendall(b"b" * 999)
            said = one.makefile("rb").read()
        assert said.startswith(b"HTTP/1.1 400")
        assert b"\r\nConnection: close\r\n" in said
        assert server.ended() == 0


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
