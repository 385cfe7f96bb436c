"""The guard over real sockets: hostile addresses, redirects and answers."""

import gzip
import socket
import time
import zlib

import pytest

from commons.adapters.remote import refusals
from commons.adapters.remote.guarded_client import GuardedClient
from commons.errors import RemoteError
from tests.adapters.remote.servers import leads_to, raw_server, says


def _refused(client: GuardedClient, address: str, most_bytes: int = 1_000_000) -> str:
    with pytest.raises(RemoteError) as refused:
        client.fetch(address, most_bytes=most_bytes)
    return refused.value.sentence


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "0",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fe80::1]",
        "169.254.169.254",
        "10.0.0.1",
        "100.64.0.1",
    ],
)
def test_a_private_host_is_refused_however_it_is_written(host: str) -> None:
    with raw_server(says(b"secret")) as server:
        said = _refused(GuardedClient(seconds=3), f"http://{host}/")
    assert said in {refusals.PRIVATE, refusals.UNKNOWN_HOST, refusals.NOT_WEB}
    assert server.requests == []


@pytest.mark.parametrize(
    "answers", [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:7f00:1"]]
)
def test_a_name_that_resolves_to_a_private_address_is_refused(
    answers: list[str],
) -> None:
    client = GuardedClient(resolve=lambda _host, _port: answers)
    assert _refused(client, "http://public.example/") == refusals.PRIVATE


def test_the_address_that_was_judged_is_the_one_connected_to() -> None:
    """The DNS that says another address next time (rebinding) is asked once only."""
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) > 1 else ["127.0.0.1"]

    with raw_server(says(b"fine")) as server:
        name = f"wiki.example:{server.port}"
        client = GuardedClient({name}, resolve=resolve)
        found = client.fetch(f"http://{name}/")
    assert (found.body, asked) == (b"fine", ["wiki.example"])
    assert f"Host: {name}".encode() in server.requests[0]


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1/",
        "http://localhost:6379/",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "http://a:b@exemple.org/",
    ],
)
def test_a_redirect_is_judged_as_an_address_is(target: str) -> None:
    with raw_server(leads_to(target)) as server:
        client = GuardedClient({server.host})
        said = _refused(client, f"{server.address}/start")
    assert said in refusals.REFUSALS
    assert len(server.requests) == 1


def test_redirects_end() -> None:
    with raw_server(leads_to("/again")) as server:
        said = _refused(GuardedClient({server.host}), f"{server.address}/")
    assert said == refusals.TOO_MANY_REDIRECTS
    assert len(server.requests) == 6


def test_a_redirect_within_what_is_allowed_is_followed() -> None:
    with (
        raw_server(says(b"here")) as there,
        raw_server(leads_to(f"{there.address}/new")) as server,
    ):
        found = GuardedClient({server.host, there.host}).fetch(server.address)
    assert (found.body, found.url) == (b"here", f"{there.address}/new")


def test_a_body_is_bounded() -> None:
    with raw_server(says(bytes(3_000_000))) as server:
        client = GuardedClient({server.host})
        said = _refused(client, f"{server.address}/", most_bytes=1_000_000)
    assert said == refusals.TOO_LARGE


def test_a_body_without_end_is_bounded() -> None:
    def flood(conn: socket.socket, _head: bytes) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            conn.sendall(b"10000\r\n" + bytes(0x10000) + b"\r\n")

    with raw_server(flood) as server:
        client = GuardedClient({server.host})
        said = _refused(client, f"{server.address}/", most_bytes=1_000_000)
    assert said in {refusals.TOO_LARGE, refusals.UNREACHABLE}


def test_what_unfolds_to_too_much_is_refused_before_it_is_in_memory() -> None:
    bomb = zlib.compressobj(9, wbits=31)
    first, again = (
        bomb.compress(bytes(1_000_000)) + bomb.flush(zlib.Z_FULL_FLUSH)
        for _ in range(2)
    )
    packed = first + 499 * again + bomb.flush()
    assert len(packed) < 1_000_000
    with raw_server(says(packed, "Content-Encoding: gzip")) as server:
        client = GuardedClient({server.host})
        begun = time.process_time()
        said = _refused(client, f"{server.address}/", most_bytes=1_000_000)
    assert said == refusals.TOO_LARGE
    assert time.process_time() - begun < 1


def test_gzip_is_read_and_other_codings_are_not() -> None:
    packed = gzip.compress(b"words " * 100)
    with raw_server(says(packed, "Content-Encoding: gzip")) as server:
        found = GuardedClient({server.host}).fetch(server.address)
    assert found.body == b"words " * 100
    with raw_server(says(packed[:-9], "Content-Encoding: gzip")) as server:
        cut = _refused(GuardedClient({server.host}), server.address)
    with raw_server(says(b"x", "Content-Encoding: br")) as server:
        other = _refused(GuardedClient({server.host}), server.address)
    assert cut == other == refusals.ENCODING


def test_headers_are_bounded() -> None:
    many = [f"X-Filler-{number}: {'x' * 1000}" for number in range(1000)]
    with raw_server(says(b"", *many)) as server:
        said = _refused(GuardedClient({server.host}), server.address)
    assert said == refusals.UNREACHABLE


def test_who_drips_is_left_when_the_time_is_over() -> None:
    def drip(conn: socket.socket, _head: bytes) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            conn.sendall(b"x")
            time.sleep(0.05)

    with raw_server(drip) as server:
        begun = time.monotonic()
        said = _refused(GuardedClient({server.host}, seconds=0.6), server.address)
    assert said == refusals.TOO_SLOW
    assert time.monotonic() - begun < 2


def test_who_drips_headers_is_left_too() -> None:
    def drip(conn: socket.socket, _head: bytes) -> None:
        conn.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            conn.sendall(b"X-A: b\r\n")
            time.sleep(0.05)

    with raw_server(drip) as server:
        said = _refused(GuardedClient({server.host}, seconds=0.6), server.address)
    assert said == refusals.TOO_SLOW


def test_a_resolver_that_hangs_is_left() -> None:
    def hang(_host: str, _port: int) -> list[str]:
        time.sleep(5)
        return []

    begun = time.monotonic()
    client = GuardedClient(resolve=hang, seconds=0.3)
    assert _refused(client, "http://slow.example/") == refusals.TOO_SLOW
    assert time.monotonic() - begun < 2


def test_nothing_of_this_machine_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with raw_server(says(b"fine", "Set-Cookie: a=b")) as server:
        client = GuardedClient({server.host})
        client.fetch(server.address)
        client.fetch(server.address)
    sent = b"".join(server.requests).lower()
    assert b"cookie" not in sent
    assert b"authorization" not in sent
    assert len(server.requests) == 2


def test_what_is_sent_follows_no_redirect() -> None:
    with raw_server(leads_to("http://127.0.0.1:1/")) as server:
        client = GuardedClient({server.host})
        found = client.send(server.address, b"{}", "application/ld+json")
    assert found.status == 302
    assert server.requests[0].startswith(b"POST / HTTP/1.1")


def test_who_does_not_answer_or_speaks_no_http_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    away = _refused(GuardedClient({f"127.0.0.1:{port}"}), f"http://127.0.0.1:{port}/")
    with raw_server(lambda conn, _: conn.sendall(b"SSH-2.0-x\r\n\r\n")) as server:
        odd = _refused(GuardedClient({server.host}), server.address)
    assert away == odd == refusals.UNREACHABLE
