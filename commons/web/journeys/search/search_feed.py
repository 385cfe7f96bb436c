"""A search as a feed: what answers it closely, the youngest first, to be followed."""

from dataclasses import replace
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext

from commons.adapters.search.port import Order, Query
from commons.adapters.store.log import version_times
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import Revision
from commons.errors import UnfinishedError
from commons.feeds.syndication import atom
from commons.services.search.find import Results
from commons.web.guard.journey import Journey
from commons.web.journeys.search.results.applied_filters import SORT, search_address
from commons.web.journeys.search.results.search_request import (
    answer_search,
    asked_values,
    read_query,
)
from commons.web.request.answers.negotiation import named_answer
from commons.web.request.context import components, feed_instance
from commons.web.request.limits.rate_limits import SEARCHES
from commons.web.request.locale import page_language

search_feeds = Journey("search_feeds", __name__, has_pages=False)


@search_feeds.get("/search.atom", needs=Permission.READ, reads=SEARCHES, crawled=False)
def search_atom() -> Response:
    """Answer a search in Atom, the youngest first unless the address says otherwise.

    Raises UnfinishedError rather than tell only a part.
    """
    query = read_query()
    if SORT not in request.args:
        query = replace(query, order=Order.RECENT)
    found = answer_search(query)
    if found.unfinished:
        raise UnfinishedError
    before = (found.page - 1) * query.size
    heads = [one.revision for one in found.results[: max(0, found.close - before)]]
    said = feed_instance()
    versions = [(one.sheet, one.number, one.instant.isoformat()) for one in heads]
    told = f"{page_language()} {found.page} {found.close} {versions}"
    name = f"search {said.base} {asked_values()} {told} {said.schema.digest}"
    return named_answer(
        name, atom.MEDIA_TYPE, lambda: atom.write_atom(said, _feed(query, found, heads))
    )


def _feed(query: Query, found: Results, heads: list[Revision]) -> atom.Feed:
    said, base = feed_instance(), components().settings.base_url
    asked: dict[str, Any] = asked_values()

    def at(page: int) -> str:
        values = {**asked, "page": page if page > 1 else None}
        return base + url_for("search_feeds.search_atom", **values)

    with components().store.read() as work:
        born = version_times.first_published(work, [head.sheet for head in heads])
    words = gettext("« %(words)s »", words=query.words) if query.words else ""
    more = found.close > found.page * query.size
    return atom.Feed(
        title=" – ".join(filter(None, [said.name, words])),
        page=base + search_address(query, found, {"q": query.words or None}),
        first=at(1),
        here=at(found.page),
        older=at(found.page + 1) if more else "",
        heads=heads,
        born=born,
    )
