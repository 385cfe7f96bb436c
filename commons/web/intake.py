"""Takes a request's body whole, within a size and a time, before Flask is asked.

A thread that waits for a body serves nobody else: a few dozen connections that
send a byte now and then would stop the service. A larger body (files) is left
to the application, which takes it as it comes or answers 413 with a page; it must
keep coming, and only so many may be on their way at once.
"""

import io
import threading
import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.exceptions import RequestTimeout

SECONDS = 20.0
CHUNK_BYTES = 64 * 1024
LEAST_BYTES_PER_SECOND = 16 * 1024
LARGE_AT_ONCE = 5
"""How many large bodies a process takes at once: fewer than it has threads."""


class Intake:
    """A WSGI application around ours that has read the body already."""

    def __init__(self, app: WSGIApplication, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._places = threading.Semaphore(LARGE_AT_ONCE)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Read the body, or answer 408, 411 or 503 in a line."""
        if "HTTP_TRANSFER_ENCODING" in environ:
            return _no_length(start_response)
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or not int(length[:12]):
            return self._app(environ, start_response)
        if int(length[:12]) > self._most_bytes:
            return self._ask_paced(environ, start_response, int(length[:12]))
        body = _read(environ, int(length))
        if body is None:
            return _too_late(start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        return self._app(environ, start_response)

    def _ask_paced(
        self, environ: WSGIEnvironment, start_response: StartResponse, length: int
    ) -> Iterable[bytes]:
        """Let the application read a large body, which must keep coming.

        Its place is free again as soon as it has come.
        """
        if not self._places.acquire(blocking=False):
            return _too_many(start_response)
        body = Paced(environ, length, self._places.release)
        environ["wsgi.input"] = body
        try:
            return self._app(environ, start_response)
        finally:
            body.close()


class Paced:
    """A body read as it comes, by who needs it; `over` is called once, at its end."""

    def __init__(
        self, environ: WSGIEnvironment, length: int, over: Callable[[], None]
    ) -> None:
        self._stream = environ["wsgi.input"]
        self._connection = environ.get("gunicorn.socket")
        self._left = length
        self._until = time.monotonic() + SECONDS
        self._over: Callable[[], None] | None = over

    def read(self, size: int = -1) -> bytes:
        """Give some bytes, b"" at the end. Raises RequestTimeout (408)."""
        wanted = min(self._left, CHUNK_BYTES if size < 0 else size)
        if not wanted or self._over is None:
            return b""
        patience = self._until - time.monotonic()
        if patience <= 0:
            raise RequestTimeout
        if self._connection is not None:
            self._connection.settimeout(patience)
        try:
            piece: bytes = self._stream.read(min(wanted, CHUNK_BYTES))
        except TimeoutError as error:
            raise RequestTimeout from error
        self._left -= len(piece)
        self._until += len(piece) / LEAST_BYTES_PER_SECOND
        if not piece or not self._left:
            self.close()
        return piece

    def close(self) -> None:
        """Say that no more is read."""
        if self._over is not None:
            if self._connection is not None:
                self._connection.settimeout(None)
            self._over()
            self._over = None


def _read(environ: WSGIEnvironment, length: int) -> bytes | None:
    """Give the body, None when it did not come in time."""
    stream, until = environ["wsgi.input"], time.monotonic() + SECONDS
    connection = environ.get("gunicorn.socket")
    pieces, left = [], length
    while left > 0:
        patience = until - time.monotonic()
        if patience <= 0:
            return None
        if connection is not None:
            connection.settimeout(patience)
        try:
            piece = stream.read(min(left, CHUNK_BYTES))
        except TimeoutError:
            return None
        if not piece:
            break
        pieces.append(piece)
        left -= len(piece)
    if connection is not None:
        connection.settimeout(None)
    return b"".join(pieces)


def _no_length(start_response: StartResponse) -> list[bytes]:
    """Refuse a body that comes as long as it likes; no browser sends one."""
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    start_response("411 Length Required", headers)
    return ["L’envoi doit dire sa longueur. Say how long the body is.\n".encode()]


def _too_late(start_response: StartResponse) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    start_response("408 Request Timeout", headers)
    return ["L’envoi a pris trop de temps. Sending took too long.\n".encode()]


def _too_many(start_response: StartResponse) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    start_response("503 Service Unavailable", [*headers, ("Retry-After", "20")])
    told = (
        "Trop de fichiers arrivent en même temps. Revenez en arrière : votre texte y"
        " est encore. Réessayez dans un instant.\n"
        "Too many files are coming in at once. Go back: your text is still there."
        " Try again in a moment.\n"
    )
    return [told.encode()]
