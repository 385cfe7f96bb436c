"""Picks the format of an answer, by suffix or Accept, and makes it last.

HTML is first among equals: a browser, `*/*` and no Accept get the page.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import version

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from commons import __version__
from commons.rdf.formats import FORMATS

HTML = "html"
IMMUTABLE = "public, max-age=604800, immutable"
FRESH = "no-cache"

RDF_TYPES: dict[str, str] = {row.suffix: row.media_type for row in FORMATS.values()}
"""Suffix -> media type of the RDF formats, in the order of preference."""

SHEET_TYPES: dict[str, str] = {
    HTML: "text/html",
    **RDF_TYPES,
    "json": "application/json",
    "md": "text/markdown",
}
"""Suffix -> media type of all that a sheet is told in."""

_BUILD = sha256(f"{__version__} {version('pyoxigraph')}".encode()).hexdigest()[:8]


def pick(types: dict[str, str]) -> str:
    """Give the suffix that Accept prefers, the first of `types` without Accept.

    A profile or a charset that Accept names is passed over. Raises
    NotAcceptable (406).
    """
    if not request.accept_mimetypes:
        return next(iter(types))
    accepted = MIMEAccept(
        (name.partition(";")[0].strip(), quality)
        for name, quality in request.accept_mimetypes
    )
    offered = {media_type: suffix for suffix, media_type in types.items()}
    best = accepted.best_match(list(offered))
    if best is None:
        raise NotAcceptable(", ".join(offered))
    return offered[best]


def lasting(
    name: str, suffix: str, write: Callable[[], bytes], *, immutable: bool = False
) -> Response:
    """Answer bytes under a strong tag made from `name`, or 304 without them.

    `name` must say all that the bytes depend on but the format and the build.
    """
    response = named(f"{name} {suffix}", _content_type(SHEET_TYPES[suffix]), write)
    response.headers["Cache-Control"] = IMMUTABLE if immutable else FRESH
    response.vary.add("Accept")
    return response


def named(name: str, content_type: str, write: Callable[[], bytes]) -> Response:
    """Answer bytes that have one form, under a strong tag made from `name`."""
    tag = sha256(f"{name} {_BUILD}".encode()).hexdigest()[:24]
    known = tag in request.if_none_match
    response = Response(status=304) if known else Response(write())
    if not known:
        response.headers["Content-Type"] = content_type
    response.set_etag(tag)
    response.headers["Cache-Control"] = FRESH
    return response


def open_to_all(response: Response) -> Response:
    """Let programs of other sites read data that anybody may (Fetch, CORS)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link"
    return response


def tagged(page: str, status: int = 200) -> Response:
    """Answer a page that may be kept but must be asked about each time."""
    response = Response(page, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = FRESH
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type[:5] == "text/" else media_type
