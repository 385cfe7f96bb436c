"""The site that a copy is made from: this application, asked by a reader in process.

It is asked beneath the page cache, the counters and the watchers: nothing that a copy
reads counts as a reading, and nothing is limited.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from urllib.parse import unquote, urlsplit
from wsgiref.types import WSGIEnvironment

from flask import Flask

from commons.core.domain import clock
from commons.services.exchange.freezing.port import Answer, FrozenAddress
from commons.web.display.messages import format_day
from commons.web.journeys.harvest.freezing.addresses import FrozenAddresses
from commons.web.journeys.harvest.freezing.pages import frozen_search
from commons.web.request.answers.negotiation import BUILD
from commons.web.request.answers.sheet_formats import FROZEN_SUFFIXES
from commons.web.request.context import FROZEN_SITE
from commons.wiring.components import Components

_ACCEPT = "text/html, */*;q=0.5"


class InnerSite:
    """Answers addresses as a reader without account meets them, in one language."""

    def __init__(self, app: Flask, parts: Components) -> None:
        self._app = app
        self._parts = parts
        self.base = parts.settings.base_url
        settings = parts.settings
        self.language = settings.language
        self.signature = f"{BUILD} {settings.site_name} {parts.schema.digest}"
        self._place = urlsplit(self.base)
        self._addresses = FrozenAddresses(app, self._place.netloc)
        app.extensions[FROZEN_SITE] = True
        app.view_functions["search.search_page"] = frozen_search
        with app.test_request_context("/", environ_overrides=self._environ("/", "")):
            self.day = str(format_day(clock.now()))

    def first_addresses(self) -> Iterator[str]:
        """Return the addresses that lead to the others, but for the sheets."""
        yield from self._addresses.alone()
        yield from (f"/shapes/{kind}" for kind in self._parts.schema.kinds)

    def version_addresses(self, sheet: str, slug: str, number: int) -> Iterator[str]:
        """Return the addresses of a version, and of its sheet under that title."""
        for itself in (f"/sheets/{sheet}", f"/sheets/{sheet}/v/{number}"):
            yield itself
            yield from (f"{itself}.{suffix}" for suffix in FROZEN_SUFFIXES)
        yield f"/sheets/{sheet}/{slug}"

    def locate(self, address: str) -> FrozenAddress | None:
        """Return where the copy has what a path answers, None for nowhere."""
        return self._addresses.locate(address)

    def ask(self, path: str, tag: str = "") -> Answer:
        """Return the answer to a GET; 304 where `tag` is its ETag."""
        told, written = list[tuple[str, Mapping[str, str]]](), list[bytes]()

        def start(
            status: str, headers: list[tuple[str, str]], _error: object = None, /
        ) -> Callable[[bytes], object]:
            told.append((status, {name.lower(): value for name, value in headers}))
            return written.append

        body: Iterable[bytes] = Flask.wsgi_app(
            self._app, self._environ(path, tag), start
        )
        status, headers = told[-1]
        return Answer(status=int(status[:3]), headers=headers, body=_closing(body))

    def _environ(self, address: str, tag: str) -> WSGIEnvironment:
        path, _, query = address.partition("?")
        secure = self._place.scheme == "https"
        port = self._place.port or (443 if secure else 80)
        environ: WSGIEnvironment = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(path).encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self._place.hostname or "localhost",
            "SERVER_PORT": str(port),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._place.netloc,
            "HTTP_ACCEPT": _ACCEPT,
            "HTTP_ACCEPT_LANGUAGE": self.language,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self._place.scheme,
            "wsgi.input": BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if tag:
            environ["HTTP_IF_NONE_MATCH"] = tag
        return environ


def _closing(body: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a body, and close it after the last."""
    try:
        yield from body
    finally:
        close = getattr(body, "close", None)
        if close:
            close()
