"""Clients that do not do their part: they connect, and then take their time."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def stalled(
    port: int, count: int, sent: bytes, tls: ssl.SSLContext | None = None
) -> Iterator[list[socket.socket]]:
    """Hold connections that sent this, and then neither send nor read."""
    held: list[socket.socket] = []
    try:
        for _ in range(count):
            one = socket.socket()
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            one.settimeout(30)
            one.connect(("127.0.0.1", port))
            if tls:
                one = tls.wrap_socket(one, server_hostname="localhost")
            one.sendall(sent)
            held.append(one)
        yield held
    finally:
        for one in held:
            one.close()
