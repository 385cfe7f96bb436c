"""Answers from a replica of the database what anonymous readers share.

Who signed in, or sends something, is answered by the database itself; and so is who
asks while the replica goes away in the middle: the answer is made again.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from commons.adapters.store.engine.shared_reading import allow_replica
from commons.web.middleware.whole_answer import ask_whole
from commons.web.request.context import STORE_TOKEN


class ReplicaReading:
    """A WSGI application around ours; within the page cache, which says what is shared."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer with what the replica gives, or else without it."""
        if STORE_TOKEN not in environ or "HTTP_AUTHORIZATION" in environ:
            return self._app(environ, start_response)
        tried = {**environ}
        with allow_replica() as reading:
            status, headers, body = ask_whole(self._app, tried)
        if reading.failed:
            return self._app(environ, start_response)
        environ.update(tried)
        start_response(status, headers)
        return [body]
