"""Knows which answers travel compressed, and under which tag.

Only what is kept for everybody is: it holds no secret, so that nobody learns one from
how long an answer is (BREACH). It is compressed once, when it is kept.
"""

import gzip
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

Headers: TypeAlias = list[tuple[str, str]]

GZIP = "gzip"
PLAIN = "identity"
LEVEL = 5
SHORTEST_BYTES = 500
"""What is shorter fits into one packet either way."""

_ENCODING, _VARY = "Content-Encoding", "Vary"
_DEPENDS = "Accept-Encoding"
_TEXTS = re.compile(r"text/.*|.*[/+](?:json|xml|javascript|n-quads|n-triples|trig)")
"""The media types that a third of their length is enough for."""


def choose_coding(environ: Mapping[str, Any]) -> str:
    """Give the content coding that a request (WSGI) is to be answered in."""
    return _preferred(str(environ.get("HTTP_ACCEPT_ENCODING", "")))


def encode_body(body: bytes, coding: str) -> bytes:
    """Put a body into a coding; the same bytes each time."""
    return gzip.compress(body, LEVEL, mtime=0) if coding == GZIP else body


def encode_answer(headers: Headers, body: bytes, coding: str) -> tuple[Headers, bytes]:
    """Give an answer as it is kept and sent in a coding: its headers and its body.

    Both codings say that they depend on what was asked for; each has a strong tag
    of its own (RFC 9110, 8.8.3). What is coded already, or no text, stays as it is.
    """
    named = {name.lower(): value for name, value in headers}
    if "content-encoding" in named or not _is_text(named.get("content-type", "")):
        return headers, body
    varied = _varied(headers)
    if coding != GZIP or len(body) < SHORTEST_BYTES:
        return varied, body
    zipped = encode_body(body, coding)
    changed = {"etag": encoded_tag(named.get("etag", ""), coding)}
    changed["content-length"] = str(len(zipped))
    told = [(name, changed.get(name.lower(), value)) for name, value in varied]
    return [*told, (_ENCODING, coding)], zipped


def encoded_tag(etag: str, coding: str) -> str:
    """Give the tag of an answer in a coding, made from that of the plain one."""
    return f'{etag[:-1]}-{coding}"' if etag.endswith('"') else etag


def _is_text(content_type: str) -> bool:
    kind = content_type.partition(";")[0].strip().lower()
    return _TEXTS.fullmatch(kind) is not None


def _varied(headers: Headers) -> Headers:
    """Add Accept-Encoding to what an answer depends on."""
    said = next((value for name, value in headers if name.lower() == "vary"), "")
    if _DEPENDS.lower() in said.lower():
        return headers
    others = [pair for pair in headers if pair[0].lower() != "vary"]
    return [*others, (_VARY, f"{said}, {_DEPENDS}" if said else _DEPENDS)]


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> str:
    """Say gzip when it is accepted by name (RFC 9110, 12.5.3)."""
    codings = parse_accept_header(accepted, Accept)
    return GZIP if codings.quality(GZIP) > 0 else PLAIN
