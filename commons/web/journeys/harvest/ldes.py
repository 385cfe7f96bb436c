"""The feed of changes, for other networks: everything, and then what is new.

A closed page is the same for ever within its edition, but for sheets that were deleted
since: it no longer tells what they said, so a cache between us and a harvester asks again
within minutes. An edition that is over answers 410.
"""

from collections.abc import Callable

from flask import Response, request
from werkzeug.exceptions import NotFound

from commons.adapters.rdf.formats import Triples, write_dataset, write_graph
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.log.feed_edition import current_edition
from commons.core.domain.people.account import Permission
from commons.feeds import ldes
from commons.feeds.encoding.namespaces import PREFIXES
from commons.feeds.ldes import FeedNodes
from commons.web.guard.journey import Journey
from commons.web.middleware.content_encoding import PLAIN, choose_coding, encode_body
from commons.web.request.answers.negotiation import (
    RDF_TYPES,
    lasting_answer,
    pick_format,
)
from commons.web.request.context import components
from commons.web.request.route_rules import Frozen

feeds = Journey("feeds", __name__, has_pages=False)

TYPES = {suffix: RDF_TYPES[suffix] for suffix in ("nq", "trig", "jsonld")}
FROZEN_FEED = Frozen(form="nq", suffixes=("nq",))
"""A copy made of files has the feed in one format: pages lead to pages in it."""
CLOSED = "public, max-age=31536000, s-maxage=300, immutable"


@feeds.get("/feeds/ldes", needs=Permission.READ, frozen=FROZEN_FEED)
@feeds.get("/feeds/ldes.<suffix:suffix>", needs=Permission.READ, frozen=FROZEN_FEED)
def feed_root(suffix: str = "") -> Response:
    """Answer what the stream is and where its newest page is."""
    form = _form(suffix)
    with components().store.read() as work:
        nodes = FeedNodes(edition=current_edition(work), suffix=suffix)
        head = revisions.head_sequence(work)
        name = f"root {nodes.root} {feed_edition.state_token(work)}"
        return _graph(name, form, lambda: ldes.root_triples(work, nodes, head))


@feeds.get(
    "/feeds/ldes/<number:edition>/<number:number>",
    needs=Permission.READ,
    frozen=FROZEN_FEED,
)
@feeds.get(
    "/feeds/ldes/<number:edition>/<number:number>.<suffix:suffix>",
    needs=Permission.READ,
    frozen=FROZEN_FEED,
)
def feed_page(edition: int, number: int, suffix: str = "") -> Response:
    """Answer a page of the log."""
    nodes, form = FeedNodes(edition=edition, suffix=suffix), _form(suffix)
    node, base = nodes.page(number), components().settings.base_url
    with components().store.read() as work:
        if not _stands(work, edition):
            return _gone(nodes, node, form)
        head = revisions.head_sequence(work)
        if number > ldes.count_pages(head):
            raise NotFound

        def body() -> bytes:
            written = ldes.page_block(work, nodes, number, head)
            return write_dataset(written, form, base, PREFIXES)

        if ldes.is_closed(number, head):
            untold = ldes.untold_members(work, number)
            name = f"{node} without {untold}" if untold else node
            return _lasts(_answer(name, form, body))
        return _answer(f"{node} {feed_edition.state_token(work)}", form, body)


def _stands(work: Work, edition: int) -> bool:
    """Say whether an edition is the present one; False for one that is over."""
    present = current_edition(work)
    if edition > present:
        raise NotFound
    return edition == present


def _form(suffix: str) -> str:
    """Return the format to answer in: that of the suffix, else what Accept prefers."""
    if suffix and suffix not in TYPES:
        raise NotFound
    return suffix or pick_format(TYPES)


def _graph(name: str, suffix: str, told: Callable[[], Triples]) -> Response:
    base = components().settings.base_url
    return _answer(name, suffix, lambda: write_graph(told(), suffix, base, PREFIXES))


def _answer(name: str, suffix: str, body: Callable[[], bytes]) -> Response:
    """Answer a node of the feed; `name` says all that its triples depend on."""
    way = choose_coding(request.environ)
    base = components().settings.base_url
    response = lasting_answer(
        f"{base} {name} {way}", suffix, lambda: encode_body(body(), way)
    )
    response.vary.add("Accept-Encoding")
    if response.status_code == 200:
        response.headers["Content-Type"] = f"{TYPES[suffix]};{ldes.PROFILE}"
        if way != PLAIN:
            response.headers["Content-Encoding"] = way
    return response


def _lasts(response: Response) -> Response:
    """Say that a node never changes; ldes-client believes this header alone."""
    response.headers["Cache-Control"] = CLOSED
    return response


def _gone(nodes: FeedNodes, node: str, suffix: str) -> Response:
    response = _graph(f"gone {node}", suffix, lambda: ldes.gone_triples(nodes, node))
    if response.status_code == 200:
        response.status_code = 410
    return response
