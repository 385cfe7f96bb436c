"""Searching and browsing, as a page and as JSON."""

from dataclasses import replace
from typing import Any

from flask import Response, jsonify, render_template, url_for
from flask_babel import lazy_gettext as _l

from commons.adapters.search.port import Query
from commons.adapters.store.log.projections.trials import trials_by_place
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.site.missed_search import Outcome
from commons.errors import UnfinishedError
from commons.services.reuse.trials import TrialSummary, sum_up
from commons.services.search.browsing.browse import THEMES, theme_counts
from commons.services.search.find import PAGE_SIZE, Result, Results
from commons.services.search.ways_out import (
    WayOut,
    count_unfiltered,
    find_ways_out,
)
from commons.services.stewardship.missed_searches import note_search
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.search.related_panel import RELATED_PANELS
from commons.web.journeys.search.results.applied_filters import (
    exact_address,
    number_label,
    orders,
)
from commons.web.journeys.search.results.explanation import (
    explaining_address,
    reason_as_json,
    reason_label,
)
from commons.web.journeys.search.results.filter_form import filter_form
from commons.web.journeys.search.results.search_request import (
    WHOLE,
    answer_search,
    asked_values,
    read_query,
)
from commons.web.request.context import components, localised
from commons.web.request.limits.rate_limits import SEARCHES
from commons.web.request.locale import mark_language, page_language
from commons.web.request.logging import log_unanswered
from commons.web.request.route_rules import Frozen

search_pages = Journey(
    "search",
    __name__,
    entries=(
        NavigationEntry(
            endpoint="search.search_page", label=_l("Toutes les fiches"), order=20
        ),
        NavigationEntry(
            endpoint="search.search_page",
            label=_l("Toutes les fiches"),
            order=10,
            place="footer",
        ),
    ),
    panels=RELATED_PANELS,
)

MOST_THEMES = 8
FEW = 1
"""So few close sheets are written down as if nothing was found."""


@search_pages.get(
    "/search",
    needs=Permission.READ,
    reads=SEARCHES,
    crawled=False,
    frozen=Frozen(any_query=True),
)
def search_page() -> str:
    """Show what was found, with the facets that narrow it."""
    query = read_query()
    found = answer_search(query)
    outcome = _outcome(found)
    if outcome is not None:
        log_unanswered(found.words)
        note_search(components().store, found.words, outcome)
    shown = max(0, found.close - (found.page - 1) * PAGE_SIZE)
    return render_template(
        "search/page.html",
        query=query,
        found=found,
        near=found.results[:shown],
        tail=found.results[shown:],
        **filter_form(query, found),
        themes=_themes() if not found.total else (),
        few=FEW,
        others=_others(found) if found.close <= FEW else (),
        unfiltered=_unfiltered(query, found),
        kinds=components().schema.kinds,
        page_address=_page_address,
        feed_address=_feed_address(),
        map_address=_map_address(),
        exact_address=exact_address(query, found),
        reason_label=reason_label,
        explaining_address=explaining_address(),
        orders=orders(query, found) if found.total > 1 else (),
        unfitting=[number_label(*pair) for pair in found.unfitting.items()],
    )


@search_pages.get("/search.json", needs=Permission.READ, reads=SEARCHES, crawled=False)
def search_json() -> Response:
    """Answer the same as JSON; the README says the form.

    Raises UnfinishedError rather than count what is only a part.
    """
    base = components().settings.base_url
    found = answer_search(read_query())
    if found.unfinished:
        raise UnfinishedError
    tried = _summaries([result.revision.sheet for result in found.results])
    results = [
        {
            "id": result.revision.sheet,
            "kind": result.revision.kind,
            "title": result.revision.title,
            "summary": result.revision.text("summary"),
            "url": iri.sheet_iri(result.revision.sheet, base),
            "score": round(result.score, 4),
            "trials": result.trials,
            "tried_in": len(tried[result.revision.sheet].places),
            **_why(result),
        }
        for result in found.results
    ]
    counts = {
        name: [
            {"value": c.value, "label": localised(c.label), "count": c.count}
            for c in choices
        ]
        for name, choices in found.facets.items()
    }
    response = jsonify(
        total=found.total,
        close=found.close,
        corrections=[{"typed": typed, "put": put} for typed, put in found.corrections],
        also=found.also,
        demanded=found.numbers,
        filters=found.filters,
        page=found.page,
        pages=found.pages,
        results=results,
        facets=counts,
    )
    mark_language(response, page_language())
    return response


def _summaries(sheets: list[str]) -> dict[str, TrialSummary]:
    """Return what the trials of some sheets say together."""
    here = components()
    with here.store.read() as work:
        found = trials_by_place(work, sheets)
    return {one: sum_up(here.places, found.get(one, ())) for one in sheets}


def _why(result: Result) -> dict[str, Any]:
    """Return why a sheet was found, for programs that ask."""
    reasons = [reason_as_json(one) for one in result.reasons]
    return {"why": reasons} if reasons else {}


def _outcome(found: Results) -> Outcome | None:
    """Return what is written down of a search, None for one that went well."""
    narrowed = found.filters or found.numbers or found.page > 1
    if not found.words or narrowed or found.unfinished:
        return None
    if not found.total:
        return Outcome.NOTHING
    if found.corrections:
        return Outcome.CORRECTED
    return Outcome.LITTLE if found.close <= FEW else None


def _others(found: Results) -> list[WayOut]:
    """Return other words to search for where these found little."""
    if not found.words or found.unfinished:
        return []
    here = components()
    return find_ways_out(
        here.schema, here.index, found.words, page_language(), found.close
    )


def _unfiltered(query: Query, found: Results) -> int:
    """Return how many sheets the words find without filters, 0 where some are found."""
    if found.total or not (found.filters or found.numbers):
        return 0
    return count_unfiltered(components().index, replace(query, words=found.words))


def _themes() -> list[tuple[str, str]]:
    """Give (label, address) of the themes that hold most sheets."""
    here = components()
    with here.store.read() as work:
        counts, _ = theme_counts(here.index, work)
    concepts = here.schema.schemes[THEMES].concepts
    most = sorted(counts, key=lambda key: (-counts[key], key))[:MOST_THEMES]
    return [
        (localised(concepts[key].label), url_for("entities.theme_page", key=key))
        for key in most
        if key in concepts
    ]


def _page_address(page: int) -> str:
    asked: dict[str, Any] = asked_values()
    return url_for("search.search_page", **{**asked, "page": page})


def _map_address() -> str:
    asked: dict[str, Any] = asked_values()
    return url_for("maps.map_page", **{**asked, "page": None, WHOLE: None})


def _feed_address() -> str:
    asked: dict[str, Any] = asked_values()
    return url_for("search_feeds.search_atom", **{**asked, "page": None})
