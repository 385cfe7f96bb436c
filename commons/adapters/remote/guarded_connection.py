"""Opens the connections to other sites: to an address that was looked at, in time.

The name is resolved here, and the connection made to the very address that was
judged: another answer of the DNS a moment later changes nothing. Each read and write
is given what is left of the whole time, so that nobody drips for longer.
"""

import socket
import time
from collections.abc import Iterable, Sequence
from ssl import SSLContext
from threading import Thread
from typing import Any

import httpcore

from commons.adapters.remote import refusals
from commons.adapters.remote.addresses import WebAddress, is_public
from commons.adapters.remote.port import Resolve
from commons.errors import RemoteError

CONNECT_SECONDS = 5.0
"""How long one address of a host may take to accept a connection."""

MOST_ADDRESSES = 4
"""How many addresses of a host are tried."""


class Deadline:
    """The instant by which an answer must be there whole."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left. Raises httpcore.ReadTimeout without any."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class BoundedStream(httpcore.NetworkStream):
    """A connection that ends at the deadline, and after so many bytes received."""

    def __init__(
        self, stream: httpcore.NetworkStream, deadline: Deadline, most_bytes: int
    ) -> None:
        self._stream = stream
        self._deadline = deadline
        self._left = most_bytes

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes; the time of the caller is not asked for."""
        del timeout
        if self._left <= 0:
            raise httpcore.RemoteProtocolError("more bytes than are read")
        read = self._stream.read(min(max_bytes, self._left), self._deadline.left())
        self._left -= len(read)
        return read

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all bytes."""
        del timeout
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on over TLS; the name that was asked for is the one to be certified."""
        del timeout
        left = self._deadline.left()
        secure = self._stream.start_tls(ssl_context, server_hostname, left)
        return BoundedStream(secure, self._deadline, self._left)

    def get_extra_info(self, info: str) -> Any:
        """Return what the connection knows of itself."""
        return self._stream.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to one web address, after a look at what its host resolves to."""

    def __init__(
        self, address: WebAddress, resolve: Resolve, deadline: Deadline, most_bytes: int
    ) -> None:
        self._address = address
        self._resolve = resolve
        self._deadline = deadline
        self._most_bytes = most_bytes
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers.

        One private address among them refuses the host: RemoteError.
        """
        del timeout, local_address, socket_options
        found = _resolved(self._resolve, host, port, self._deadline)
        if not self._address.open and not all(is_public(ip) for ip in found):
            raise RemoteError(refusals.PRIVATE, host=self._address.host)
        fault: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for ip in found[:MOST_ADDRESSES]:
            try:
                seconds = min(CONNECT_SECONDS, self._deadline.left())
                stream = self._plain.connect_tcp(ip, port, seconds)
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                fault = error
                continue
            return BoundedStream(stream, self._deadline, self._most_bytes)
        raise fault or httpcore.ConnectError

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        """Refuse: no site is asked over a socket of this machine."""
        raise httpcore.UnsupportedProtocol


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Return the addresses of a host as this machine knows them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def _resolved(
    resolve: Resolve, host: str, port: int, deadline: Deadline
) -> Sequence[str]:
    """Resolve in a thread of its own: the system's resolver knows no deadline."""
    answers: list[Sequence[str]] = []

    def ask() -> None:
        try:
            answers.append(resolve(host, port))
        except (OSError, UnicodeError):
            answers.append(())

    thread = Thread(target=ask, name="resolver", daemon=True)
    thread.start()
    thread.join(deadline.left())
    if not answers:
        raise httpcore.ConnectTimeout
    if not answers[0]:
        raise RemoteError(refusals.UNKNOWN_HOST, host=host)
    return answers[0]
