"""Takes a request's body whole, within a size and a time, before Flask is asked.

A thread that waits for a body serves nobody else: a few dozen connections that
send a byte now and then would stop the service. Too large a body is left to
the application, which answers 413 with a page.
"""

import io
import time
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SECONDS = 20.0
CHUNK_BYTES = 64 * 1024


class Intake:
    """A WSGI application around ours that has read the body already."""

    def __init__(self, app: WSGIApplication, most_bytes: int) -> None:
        self._app = app
        self._most_bytes = most_bytes

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Read the body, or answer 408 in a line."""
        length = environ.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or not 0 < int(length[:12]) <= self._most_bytes:
            return self._app(environ, start_response)
        body = _read(environ, int(length))
        if body is None:
            return _too_late(start_response)
        environ["wsgi.input"] = io.BytesIO(body)
        return self._app(environ, start_response)


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


def _too_late(start_response: StartResponse) -> list[bytes]:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Connection", "close")]
    start_response("408 Request Timeout", headers)
    return ["L’envoi a pris trop de temps. Sending took too long.\n".encode()]
