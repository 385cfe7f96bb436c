"""The whole answer of an application to one request: status, headers, body."""

from collections.abc import Callable
from wsgiref.types import WSGIApplication, WSGIEnvironment

from commons.web.middleware.content_encoding import Headers


def ask_whole(
    app: WSGIApplication, environ: WSGIEnvironment
) -> tuple[str, Headers, bytes]:
    """Ask the application for all of its answer; of several statuses the last."""
    answered: list[tuple[str, Headers]] = []

    def note(status: str, headers: Headers, *_: object) -> Callable[[bytes], object]:
        answered.append((status, headers))
        return lambda _: None

    parts = app(environ, note)
    try:
        body = b"".join(parts)
    finally:
        if (close := getattr(parts, "close", None)) is not None:
            close()
    return *answered[-1], body
