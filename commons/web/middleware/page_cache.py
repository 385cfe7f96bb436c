"""Keeps whole answers for anonymous readers, before Flask is even asked.

An answer is kept under the store's token, which rises with every commit of any
process: as long as it is the same, nothing that a page shows has changed, and
one number read from the database replaces all the work. Each language and each
content coding is kept apart. What depends on more than the store (the search
index, a session, a form) carries no ETag, and is never kept. What is kept is
compressed once, for who takes it so. Pages and data stand
in two partitions: whoever harvests everything pushes no page out.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from cachetools import LRUCache
from werkzeug.http import parse_etags

from commons.errors import CommonsError
from commons.web.middleware.content_encoding import (
    Headers,
    choose_coding,
    encode_answer,
)
from commons.web.middleware.whole_answer import ask_whole
from commons.web.request.context import STORE_TOKEN
from commons.web.request.limits.rate_limits import COUNTED
from commons.web.request.request_record import HIT, MISS, record_of

MOST_BYTES = 24 * 1024 * 1024
MOST_DATA_BYTES = 8 * 1024 * 1024
LARGEST_BYTES = 1024 * 1024

_VARYING = ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT")
_FILES = ("/static/", "/dumps/", "/media/")
"""What begins so is on the disk already, and large."""
_PACKAGES = ".zip"
"""What ends so may be large too, and goes out in pieces."""
_NOT_IN_304 = frozenset({"content-length", "content-type"})
_OVERHEAD_BYTES = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    token: int
    counted: str
    route: str
    headers: Headers
    etag: str
    body: bytes


class _Partition:
    """Some kept answers; those asked longest ago make room."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: LRUCache[tuple[str, ...], _Kept] = LRUCache(most_bytes, _kept_bytes)
        self._lock = threading.Lock()  # reading writes down what was asked last

    @property
    def size_bytes(self) -> int:
        """How much is kept."""
        return int(self._kept.currsize)

    def find(self, key: tuple[str, ...]) -> _Kept | None:
        """Return an answer, which is then the last that was asked."""
        with self._lock:
            return self._kept.get(key)

    def put(self, key: tuple[str, ...], kept: _Kept) -> None:
        """Keep an answer in the place of an older one."""
        with self._lock:
            self._kept[key] = kept


def _kept_bytes(kept: _Kept) -> int:
    return len(kept.body) + _OVERHEAD_BYTES


class PageCache:
    """A WSGI application around ours."""

    def __init__(
        self,
        app: WSGIApplication,
        token: Callable[[], int],
        session_cookie: str,
        variant: Callable[[WSGIEnvironment], tuple[str, ...]],
        count: Callable[[str, WSGIEnvironment], bool],
    ) -> None:
        self._app = app
        self._count = count
        self._token = token
        self._variant = variant
        self._session = session_cookie
        self._pages = _Partition(MOST_BYTES)
        self._data = _Partition(MOST_DATA_BYTES)

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer from what is kept, or ask the application and keep it."""
        token = self._shared_token(environ)
        if token is None:
            return self._app(environ, start_response)
        if environ["REQUEST_METHOD"] == "HEAD":  # the head of the same answer
            self._answer({**environ, "REQUEST_METHOD": "GET"}, start_response, token)
            return []
        return self._answer(environ, start_response, token)

    def _answer(
        self, environ: WSGIEnvironment, start_response: StartResponse, token: int
    ) -> Iterable[bytes]:
        asked = (str(environ.get(name, "")) for name in _VARYING)
        key = (*self._variant(environ), *asked)
        for partition in (self._pages, self._data):
            kept = partition.find(key)
            if kept is not None and kept.token == token:
                if kept.counted and not self._count(kept.counted, environ):
                    return self._app(environ, start_response)  # which refuses
                _note(environ, HIT, kept.route)
                return _replay(kept, environ, start_response)
        _note(environ, MISS)
        return self._ask(environ, start_response, key, token)

    @property
    def size_bytes(self) -> int:
        """How much is kept."""
        return self._pages.size_bytes + self._data.size_bytes

    def _shared_token(self, environ: WSGIEnvironment) -> int | None:
        """Give the token for a reading that others may share, else None."""
        if (
            environ["REQUEST_METHOD"] not in {"GET", "HEAD"}
            or self._session in str(environ.get("HTTP_COOKIE", ""))  # however written
            or "HTTP_RANGE" in environ
            or str(environ["PATH_INFO"]).startswith(_FILES)
            or str(environ["PATH_INFO"]).endswith(_PACKAGES)
        ):
            return None
        try:
            return self._token()
        except CommonsError:
            return None  # the application says it, with a page

    def _ask(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        key: tuple[str, ...],
        token: int,
    ) -> Iterable[bytes]:
        """Ask the application for the whole answer; keep it when it may be kept."""
        environ[STORE_TOKEN] = token
        known = environ.pop("HTTP_IF_NONE_MATCH", None)
        status, headers, body = ask_whole(self._app, environ)
        if known is not None:
            environ["HTTP_IF_NONE_MATCH"] = known
        named = {name.lower(): value for name, value in headers}
        etag = named.get("etag", "")
        if not (status.startswith("200") and etag) or _of_one(named):
            start_response(status, headers)
            return [body]
        headers, body = encode_answer(headers, body, choose_coding(environ))
        etag = next(value for name, value in headers if name.lower() == "etag")
        counted = str(environ.get(COUNTED, ""))
        record = record_of(environ)
        kept = _Kept(
            token=token,
            counted=counted,
            route=record.route if record else "",
            headers=headers,
            etag=etag,
            body=body,
        )
        if len(body) <= LARGEST_BYTES:
            page = named.get("content-type", "").startswith("text/html")
            (self._pages if page else self._data).put(key, kept)
        return _replay(kept, environ, start_response)


def _note(environ: WSGIEnvironment, cache: str, route: str = "") -> None:
    """Write down what the cache did, and by which route an answer was made."""
    record = record_of(environ)
    if record:
        record.cache, record.route = cache, route


def _of_one(named: dict[str, str]) -> bool:
    """Say whether an answer is for who asked, and for nobody else."""
    return "set-cookie" in named or "private" in named.get("cache-control", "")


def _replay(
    kept: _Kept, environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Answer what is kept, or 304 to a client that has it (RFC 9110, 13.1.2)."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if asked and parse_etags(asked).contains_raw(kept.etag):
        headers = [pair for pair in kept.headers if pair[0].lower() not in _NOT_IN_304]
        start_response("304 NOT MODIFIED", headers)
        return []
    start_response("200 OK", [*kept.headers])  # servers may add to the list
    return [kept.body]
