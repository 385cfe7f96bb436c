"""Picks the format of an answer, by suffix or Accept, and makes it last.

HTML is first among equals: a browser, `*/*` and no Accept get the page.
"""

import re
from collections.abc import Callable, Iterable
from hashlib import sha256
from importlib.metadata import version

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from commons import __version__
from commons.adapters.rdf.formats import FORMATS
from commons.web.request.answers.sheet_formats import OUTLETS, OutletGroup, list_outlets
from commons.web.request.route_rules import current_rules

HTML = "html"
IMMUTABLE = "public, max-age=604800, s-maxage=300, immutable"
FRESH = "no-cache"

RDF_TYPES: dict[str, str] = {row.suffix: row.media_type for row in FORMATS.values()}
"""Suffix -> media type of the RDF formats, in the order of preference."""

_DATASETS = frozenset(row.suffix for row in FORMATS.values() if row.dataset)
_GRAPHS = frozenset(FORMATS) - _DATASETS
_PAGE_TYPES = ("text/html", "application/xhtml+xml")

_DATA_PATH = re.compile(r"^/(\.well-known|dumps|feeds|media|shapes)/.")
"""What an address of data looks like, also where nothing is."""

BUILD = sha256(f"{__version__} {version('pyoxigraph')}".encode()).hexdigest()[:8]
"""Names the program that makes the bytes, in every tag."""


def sheet_types() -> dict[str, str]:
    """Return suffix -> media type of all that a sheet is told in, its page first."""
    return {
        HTML: "text/html",
        **{row.suffix: row.media_type for row in list_outlets(*OutletGroup)},
    }


def pick_format(types: dict[str, str], *, one_graph: bool = False) -> str:
    """Give the suffix that Accept prefers, the first of `types` without Accept.

    With `one_graph`, who names formats of triples and of quads is told in
    triples, whichever it likes better: a query without GRAPH finds nothing in
    the graph that a sheet's quads name. A profile or a charset that Accept names
    is passed over. Raises NotAcceptable (406).
    """
    if not request.accept_mimetypes:
        return next(iter(types))
    accepted = _accepted()
    offered = {media_type: suffix for suffix, media_type in types.items()}
    best = accepted.best_match(list(offered))
    if best is None:
        raise NotAcceptable(", ".join(offered))
    if one_graph and offered[best] in _DATASETS:
        named = {name for name, quality in accepted if quality > 0}
        triples = [one for one in offered if one in named and offered[one] in _GRAPHS]
        best = accepted.best_match(triples) or best
    return offered[best]


def wants_page() -> bool:
    """Say whether who asks is to be told in a page what cannot be answered.

    Not who names something that it likes better than HTML; and at an address of
    data, only who names HTML.
    """
    data = _DATA_PATH.search(request.path) or request.path.endswith(_data_endings())
    page = current_rules().has_pages and not data
    if not request.accept_mimetypes:
        return page
    accepted = _accepted()
    named = {name: quality for name, quality in accepted if "*" not in name}
    likes = max(named.values(), default=0.0)
    if asked := max((named.get(name, 0.0) for name in _PAGE_TYPES), default=0.0):
        return asked >= likes
    return page and accepted.quality(_PAGE_TYPES[0]) > likes


def _data_endings() -> tuple[str, ...]:
    return tuple(f".{one}" for one in (HTML, *OUTLETS, "xml", "gz"))


def _accepted() -> MIMEAccept:
    """Give what Accept says, without parameters."""
    return MIMEAccept(
        (name.partition(";")[0].strip().lower(), quality)
        for name, quality in request.accept_mimetypes
    )


def lasting_answer(
    name: str,
    suffix: str,
    write: Callable[[], bytes | Iterable[bytes]],
    *,
    immutable: bool = False,
) -> Response:
    """Answer bytes under a strong tag made from `name`, or 304 without them.

    `name` must say all that the bytes depend on but the format and the build.
    """
    response = named_answer(f"{name} {suffix}", OUTLETS[suffix].content_type, write)
    response.headers["Cache-Control"] = IMMUTABLE if immutable else FRESH
    response.vary.add("Accept")
    return response


def named_answer(
    name: str, content_type: str, write: Callable[[], bytes | Iterable[bytes]]
) -> Response:
    """Answer bytes that have one form, under a strong tag made from `name`."""
    tag = sha256(f"{name} {BUILD}".encode()).hexdigest()[:24]
    known = tag in request.if_none_match
    response = Response(status=304) if known else Response(write())
    response.headers["Content-Type"] = content_type
    response.set_etag(tag)
    response.headers["Cache-Control"] = FRESH
    return response


def tagged_answer(page: str, status: int = 200) -> Response:
    """Answer a page that may be kept but must be asked about each time."""
    response = Response(page, status=status, mimetype="text/html")
    response.headers["Cache-Control"] = FRESH
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response
