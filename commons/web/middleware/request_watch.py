"""Names each request, and tells who watches what came of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from commons.web.request.request_record import (
    REQUEST_ID,
    RequestRecord,
    begin_record,
)

Watcher: TypeAlias = Callable[[RequestRecord, int], None]
"""Is told the record of a request, and the status of its answer."""


class RequestWatch:
    """A WSGI application around ours; its time ends when the answer begins."""

    def __init__(
        self, app: WSGIApplication, watchers: Sequence[Watcher], *, believe: bool
    ) -> None:
        """Take who watches; `believe` the identifiers that requests bear, of a proxy."""
        self.inner = app
        self._watchers = watchers
        self._believe = believe

    def __call__(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer as ours does, with the identifier in the answer."""
        record = begin_record(environ, believe=self._believe)

        def begin(
            status: str, headers: list[tuple[str, str]], *rest: object
        ) -> Callable[[bytes], object]:
            for watch in self._watchers:
                watch(record, int(status[:3]))
            told = [*headers, (REQUEST_ID, record.id)]
            return start_response(status, told, *rest)  # type: ignore[arg-type]  # as given

        return self.inner(environ, begin)
