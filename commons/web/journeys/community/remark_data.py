"""What is asked and said under sheets, for machines: a collection, and a feed."""

from dataclasses import asdict

from flask import Response, request
from flask_babel import gettext
from werkzeug.exceptions import NotFound

from commons.adapters.rdf.formats import write_graph
from commons.adapters.rdf.triples.remark_triples import RemarkPage, remark_triples
from commons.adapters.rdf.triples.terms import SHEET_PREFIXES
from commons.adapters.store.community.remarks import (
    count_remarks,
    latest_questions,
    shown_remarks,
)
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.errors import DeletedError
from commons.feeds.syndication.atom import MEDIA_TYPE
from commons.feeds.syndication.questions import write_questions
from commons.web.guard.journey import Journey
from commons.web.request.answers.negotiation import (
    HTML,
    RDF_TYPES,
    lasting_answer,
    named_answer,
)
from commons.web.request.context import components, feed_instance
from commons.web.request.limits.rate_limits import FEEDS
from commons.web.request.route_rules import Frozen

PAGE_TYPES = {HTML: "text/html", **RDF_TYPES}
MOST_ON_PAGE = 100
"""How many notes a page of the collection has."""
MOST_IN_FEED = 50

remark_data = Journey("remark_data", __name__, has_pages=False)


def answer_remarks(sheet: str, suffix: str, page: int) -> Response:
    """Answer a page of what anybody may read under a sheet, in a format of RDF.

    Raises DeletedError, NotFound after the last page.
    """
    base = components().settings.base_url
    with components().store.read() as work:
        head = revisions.get_head(work, sheet)
        if head.deleted:
            raise DeletedError(sheet)
        total = count_remarks(work, sheet).total
        offset = (page - 1) * MOST_ON_PAGE
        found = shown_remarks(work, sheet, limit=MOST_ON_PAGE, offset=offset)
    pages = max(1, -(-total // MOST_ON_PAGE))
    if page > pages:
        raise NotFound
    told = RemarkPage(
        sheet=sheet, number=page, pages=pages, total=total, remarks=tuple(found)
    )
    digest = repr([asdict(one) for one in found])
    return lasting_answer(
        f"remarks {base} {sheet} {page} {total} {digest}",
        suffix,
        lambda: write_graph(remark_triples(told), suffix, base, SHEET_PREFIXES),
    )


@remark_data.get(
    "/feeds/questions",
    needs=Permission.READ,
    reads=FEEDS,
    frozen=Frozen(form="atom", pages=("sheet",)),
)
def questions_feed() -> Response:
    """Answer the questions of all sheets or of one, the newest first."""
    sheet = request.args.get("sheet", "")
    said = feed_instance()
    here = f"{said.base}/feeds/questions" + (f"?sheet={sheet}" if sheet else "")
    if sheet and not iri.is_id(sheet):
        raise NotFound
    title = gettext("%(site)s : questions", site=said.name)
    with components().store.read() as work:
        if sheet:
            head = revisions.get_head(work, sheet)
            if head.deleted:
                raise DeletedError(sheet)
            title = gettext("%(title)s : questions", title=head.title)
        found = latest_questions(work, sheet=sheet, limit=MOST_IN_FEED)
    digest = repr([(asdict(one), name) for one, name in found])
    return named_answer(
        f"questions {here} {title} {digest}",
        MEDIA_TYPE,
        lambda: write_questions(said, title, here, found),
    )
