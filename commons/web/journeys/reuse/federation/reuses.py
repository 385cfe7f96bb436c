"""What was made of sheets at other sites, for machines: a graph a sheet, and a feed."""

from flask import Response, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from commons.adapters.rdf.formats import FORMATS, write_graph
from commons.adapters.rdf.triples.notice_triples import reuse_triples
from commons.adapters.rdf.triples.terms import SHEET_PREFIXES
from commons.adapters.store.federation import incoming
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.site.notice import IncomingNotice, ReceivedState
from commons.errors import DeletedError
from commons.feeds.syndication.atom import MEDIA_TYPE
from commons.feeds.syndication.reuses import write_reuses
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import (
    RDF_TYPES,
    lasting_answer,
    named_answer,
    pick_format,
)
from commons.web.request.context import components, feed_instance
from commons.web.request.limits.rate_limits import FEEDS
from commons.web.request.route_rules import FROZEN, Frozen

MOST_TOLD = 500
MOST_IN_FEED = 50

reuses = Journey("reuses", __name__, has_pages=False)


@reuses.get(
    "/sheets/<sheet_id:sheet>/reuses",
    needs=Permission.READ,
    reads=FEEDS,
    frozen=Frozen(form="ttl"),
)
def negotiate_reuses(sheet: str) -> Response:
    """Answer what was made of a sheet elsewhere, by Accept."""
    response = _graph(sheet, pick_format(RDF_TYPES, one_graph=True))
    response.vary.add("Accept")
    return response


@reuses.get(
    "/sheets/<sheet_id:sheet>/reuses.<suffix:suffix>",
    needs=Permission.READ,
    reads=FEEDS,
    frozen=FROZEN,
)
def reuses_in(sheet: str, suffix: str) -> Response:
    """Answer what was made of a sheet elsewhere, in a format of RDF."""
    if suffix not in FORMATS:
        raise NotFound
    return _graph(sheet, suffix)


@reuses.get(
    "/feeds/reuses",
    needs=Permission.READ,
    reads=FEEDS,
    frozen=Frozen(form="atom", pages=("sheet",)),
)
def reuses_feed() -> Response:
    """Answer what was made elsewhere, of all sheets or of one, newest first."""
    sheet = request.args.get("sheet", "")
    said = feed_instance()
    here = f"{said.base}/feeds/reuses" + (f"?sheet={sheet}" if sheet else "")
    if sheet and not iri.is_id(sheet):
        raise NotFound
    with components().store.read() as work:
        if sheet:
            head = revisions.get_head(work, sheet)
            if head.deleted:
                raise DeletedError(sheet)
            found = incoming.adapted_elsewhere(work, sheet, limit=MOST_IN_FEED)
            title = gettext("%(title)s : adaptée ailleurs", title=head.title)
        else:
            accepted = ReceivedState.ACCEPTED
            found = incoming.incoming_in(work, accepted, limit=MOST_IN_FEED)
            title = gettext("%(site)s : adaptées ailleurs", site=said.name)
    name = f"reuses {here} {said.schema.digest} {title} {_state(found)}"
    return named_answer(
        name, MEDIA_TYPE, lambda: write_reuses(said, title, here, found)
    )


def _graph(sheet: str, suffix: str) -> Response:
    base, schema = components().settings.base_url, components().schema
    with components().store.read() as work:
        if revisions.get_head(work, sheet).deleted:
            raise DeletedError(sheet)
        found = incoming.adapted_elsewhere(work, sheet, limit=MOST_TOLD)
    name = f"reuses {base} {sheet} {schema.digest} {_state(found)}"
    return lasting_answer(
        name,
        suffix,
        lambda: write_graph(
            reuse_triples(schema, sheet, found), suffix, base, SHEET_PREFIXES
        ),
    )


def _state(found: list[IncomingNotice]) -> str:
    return repr([(one.id, one.version, one.made) for one in found])
