"""Asks other sites over HTTP: public ones only, each redirect looked at, all bounded.

Nothing of this machine goes out with a request: no proxy or netrc of the environment,
no cookie, no credential. What comes back is bounded in bytes as they travel and as
they unfold, in headers (100 kB, by h11) and in time.
"""

import ssl
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urljoin

import httpcore
import httpx

from commons.adapters.remote import refusals
from commons.adapters.remote.addresses import WebAddress, read_address
from commons.adapters.remote.guarded_connection import (
    Deadline,
    GuardedBackend,
    resolve_host,
)
from commons.adapters.remote.port import MOST_BYTES, SECONDS, Fetched, Resolve
from commons.errors import RemoteError

AGENT = "Commons/0.1 (+https://w3id.org/knowledge-commons/)"
MOST_REDIRECTS = 5
SERVICE_BYTES = 1_000_000
"""How much a service that the operator chose may answer."""

HEADER_BYTES = 200_000
"""How much may travel beside a body: headers, and what parts it."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_AT_ONCE = 64 * 1024


class _Transport(httpx.BaseTransport):
    """Speaks HTTP/1.1 over connections of the guarded backend, one request each."""

    def __init__(self, backend: GuardedBackend, context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=backend,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = httpcore.URL(
            scheme=request.url.raw_scheme,
            host=request.url.raw_host,
            port=request.url.port,
            target=request.url.raw_path,
        )
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=url,
                headers=request.headers.raw,
                content=request.read(),
            )
        )
        return httpx.Response(
            status_code=answer.status,
            headers=answer.headers,
            stream=_Body(answer),
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    """The bytes of an answer as they travel."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class GuardedClient:
    """Answers `Remote` (port.py) over the network.

    `allowed` are hosts that the operator allows though they are not public.
    """

    def __init__(
        self,
        allowed: Collection[str] = (),
        *,
        resolve: Resolve = resolve_host,
        seconds: float = SECONDS,
    ) -> None:
        self._allowed = frozenset(allowed)
        self._resolve = resolve
        self._seconds = seconds
        self._context = ssl.create_default_context()

    def fetch(
        self,
        address: str,
        *,
        accept: str = "*/*",
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Return the answer of an address, as `Remote` says."""
        deadline = Deadline(min(seconds, self._seconds))
        asked = read_address(address, self._allowed)
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        for _ in range(MOST_REDIRECTS + 1):
            found = self._ask(asked, "GET", headers, b"", (deadline, most_bytes))
            location = found.headers.get("location", "")
            if found.status not in _REDIRECTS or not location:
                return found
            asked = read_address(urljoin(asked.url, location), self._allowed)
        raise RemoteError(refusals.TOO_MANY_REDIRECTS, host=asked.origin)

    def send(self, address: str, body: bytes, media_type: str) -> Fetched:
        """Send a body, as `Remote` says."""
        asked = read_address(address, self._allowed)
        headers = {"Content-Type": media_type, "Accept-Encoding": "gzip"}
        bounds = (Deadline(self._seconds), HEADER_BYTES)
        return self._ask(asked, "POST", headers, body, bounds)

    def ask(
        self, address: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Fetched:
        """Return the answer of a service that the operator chose, told who asks.

        With a body by POST, else by GET. No redirect is followed: `headers` may hold
        what is for this address alone. Raises RemoteError.
        """
        asked = read_address(address, self._allowed)
        sent = {"Accept": "application/json, application/jwt", **headers}
        bounds = (Deadline(self._seconds), SERVICE_BYTES)
        method = "GET" if body is None else "POST"
        return self._ask(
            asked, method, {**sent, "Accept-Encoding": "gzip"}, body or b"", bounds
        )

    def _ask(
        self,
        asked: WebAddress,
        method: str,
        headers: dict[str, str],
        body: bytes,
        bounds: tuple[Deadline, int],
    ) -> Fetched:
        deadline, most_bytes = bounds
        backend = GuardedBackend(
            asked, self._resolve, deadline, most_bytes + HEADER_BYTES
        )
        transport = _Transport(backend, self._context)
        with (
            _said(asked),
            httpx.Client(transport=transport, trust_env=False) as client,
        ):
            sent = {"User-Agent": AGENT, **headers}
            request = client.build_request(
                method, asked.url, headers=sent, content=body or None
            )
            answer = client.send(request, stream=True)
            try:
                read = _unfolded(answer, most_bytes, deadline, asked.origin)
            finally:
                answer.close()
        named = dict(answer.headers.items())
        return Fetched(
            url=asked.url, status=answer.status_code, headers=named, body=read
        )


@contextmanager
def _said(asked: WebAddress) -> Iterator[None]:
    """Say in our words what the network, TLS or the other's HTTP refuses."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise RemoteError(refusals.TOO_SLOW, host=asked.origin) from error
    except httpx.InvalidURL as error:
        raise RemoteError(refusals.NOT_WEB, address=asked.url[:100]) from error
    except (
        httpx.HTTPError,
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
    ) as error:
        raise RemoteError(refusals.UNREACHABLE, host=asked.origin) from error


def _unfolded(
    answer: httpx.Response, most_bytes: int, deadline: Deadline, host: str
) -> bytes:
    """Return the body, a bounded part of it decompressed at a time."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", "", "gzip", "x-gzip"}:
        raise RemoteError(refusals.ENCODING, host=host)
    unzip = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
    read = bytearray()
    for chunk in answer.iter_raw(_AT_ONCE):
        deadline.left()
        try:
            room = most_bytes + 1 - len(read)
            read += unzip.decompress(chunk, room) if unzip else chunk
        except zlib.error as error:
            raise RemoteError(refusals.ENCODING, host=host) from error
        if len(read) > most_bytes or (unzip and unzip.unconsumed_tail):
            raise RemoteError(refusals.TOO_LARGE, host=host)
    if unzip and read and not unzip.eof:
        raise RemoteError(refusals.ENCODING, host=host)
    return bytes(read)
