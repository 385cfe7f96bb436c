"""Knows which answers travel compressed: those of whoever harvests the feeds.

Pages for readers are left to the proxy in front; a page of the feed is ten
times smaller compressed, and so is what it takes of the kept answers.
"""

import gzip
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

GZIP = "gzip"
PLAIN = "identity"
LEVEL = 5


def coding(environ: Mapping[str, Any]) -> str:
    """Give the content coding that a request (WSGI) is to be answered in."""
    return _preferred(str(environ.get("HTTP_ACCEPT_ENCODING", "")))


def coded(body: bytes, coding: str) -> bytes:
    """Put a body into a coding; the same bytes each time."""
    return gzip.compress(body, LEVEL, mtime=0) if coding == GZIP else body


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> str:
    """Say gzip when it is accepted by name (RFC 9110, 12.5.3)."""
    codings = parse_accept_header(accepted, Accept)
    return GZIP if codings.quality(GZIP) > 0 else PLAIN
