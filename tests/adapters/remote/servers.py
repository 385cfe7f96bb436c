"""Servers of raw bytes on this machine, as kind or as hostile as a test wants."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behave = Callable[[socket.socket, bytes], None]
"""Answers one connection, given the request that was read up to its empty line."""


class RawServer:
    """Where a raw server listens, and which requests it has read."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[bytes] = []
        self.address = f"http://127.0.0.1:{port}"

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"


@contextmanager
def raw_server(behave: Behave) -> Iterator[RawServer]:
    """Listen on a free port until the test is over."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = RawServer(listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                conn, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=[conn], daemon=True).start()

    def answer(conn: socket.socket) -> None:
        with conn, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head and (read := conn.recv(65536)):
                head += read
            server.requests.append(head)
            behave(conn, head)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server
    finally:
        listener.close()


def says(body: bytes, *headers: str, status: str = "200 OK") -> Behave:
    """Answer always the same."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    whole = "\r\n".join(lines).encode() + b"\r\n\r\n" + body
    return lambda conn, _head: conn.sendall(whole)


def leads_to(address: str) -> Behave:
    """Answer with a redirect."""
    return says(b"", f"Location: {address}", status="302 Found")
