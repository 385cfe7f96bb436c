"""What is known of a request while it is answered: its identifier, its route, its time.

The identifier stands in every log line about the request and in the answer
(`X-Request-ID`). It is the proxy's where one is trusted, else made here; nothing in it
says who asks.
"""

import re
import secrets
import time
from dataclasses import dataclass, field
from wsgiref.types import WSGIEnvironment

REQUEST_ID = "X-Request-ID"
HIT, MISS = "hit", "miss"
"""What the page cache did; "" where it was not asked."""

_RECORD = "commons.request_record"
_FIT = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy's identifier looks like: nginx gives 32 hexadecimal signs."""


@dataclass(slots=True, kw_only=True)
class RequestRecord:
    """What is written down of a request; `route` is the endpoint, "" for none."""

    id: str
    method: str
    route: str = ""
    cache: str = ""
    began: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """How long it has taken until now."""
        return time.perf_counter() - self.began


def begin_record(environ: WSGIEnvironment, *, believe: bool) -> RequestRecord:
    """Return a new record, which copies of the environment share.

    `believe`: take the identifier that the request bears, where it looks like one.
    """
    given = str(environ.get("HTTP_X_REQUEST_ID", "")) if believe else ""
    record = RequestRecord(
        id=given if _FIT.fullmatch(given) else secrets.token_hex(16),
        method=str(environ["REQUEST_METHOD"]),
    )
    environ[_RECORD] = record
    return record


def record_of(environ: WSGIEnvironment) -> RequestRecord | None:
    """Return the record of a request; None outside a server."""
    found = environ.get(_RECORD)
    return found if isinstance(found, RequestRecord) else None
