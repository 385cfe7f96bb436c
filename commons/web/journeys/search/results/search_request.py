"""Reads a search out of an address, and answers it."""

from flask import request

from commons.adapters.search.port import Order, Query
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.services.search.facets import MINUTES, PEOPLE, Facets, list_facets
from commons.services.search.find import PAGE_SIZE, Results, find_sheets
from commons.services.search.question.question_numbers import MOST
from commons.services.search.question.understanding import LONGEST_QUERY
from commons.web.journeys.search.results.applied_filters import EXACT, FITS_FIRST, SORT
from commons.web.request.context import components, page_number, positive_int
from commons.web.request.locale import PARAMETER

MOST_PAGES = 10_000
MOST_CHOSEN = 30
"""How many values of a facet may be chosen at once."""
EXPLAIN = "explain"
"""Says, in addresses, that each result is to tell why it was found."""
WHOLE = "all"
"""Names, in addresses, the facet whose values are all shown."""

NEAR = "near"
"""Names, in addresses of the map, the place that distances are measured from."""

_SWITCHES = (EXPLAIN, EXACT, FITS_FIRST)
_OURS = ("q", "page", PARAMETER, WHOLE, SORT, NEAR, PEOPLE, MINUTES, *_SWITCHES)
"""What an address may say beside the facets."""


def current_facets() -> Facets:
    """Return what sheets can be filtered by."""
    here = components()
    return list_facets(here.schema, here.places)


def answer_search(query: Query) -> Results:
    """Return what a search finds."""
    here = components()
    with here.store.read() as work:
        whole = request.args.get(WHOLE, "")
        return find_sheets(current_facets(), here.index, work, query, whole)


def read_query() -> Query:
    """Return what the address asks for. Raises BadRequest for a page that is none."""
    asked = asked_values()
    filters = {
        name: tuple(dict.fromkeys(map(facet.asked, filter(None, asked.get(name, [])))))
        for name, facet in current_facets().items()
    }
    return Query(
        thesaurus=thesaurus_of(components().schema),
        words=request.args.get("q", "")[:LONGEST_QUERY].strip(),
        filters={name: values for name, values in filters.items() if values},
        fits={name: number for name in MOST if (number := _number(name)) is not None},
        order=_order(),
        explain=_is_on(EXPLAIN),
        verbatim=_is_on(EXACT),
        fits_first=_is_on(FITS_FIRST),
        page=page_number(MOST_PAGES),
        size=PAGE_SIZE,
    )


def asked_values() -> dict[str, list[str]]:
    """Return what the address asks for, each value once, not too many of a name."""
    return {
        name: list(dict.fromkeys(request.args.getlist(name)))[:MOST_CHOSEN]
        for name in (*_OURS, *current_facets())
        if name in request.args
    }


def _is_on(name: str) -> bool:
    return request.args.get(name) == "1"


def _order() -> Order:
    """Give the order that the address asks for; of a word that is none, the usual."""
    asked = request.args.get(SORT, "")
    return next((one for one in Order if one == asked), Order.RELEVANCE)


def _number(name: str) -> int | None:
    """Give a number that the address demands: 0 for none, None when it says nothing."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    return positive_int(text, MOST[name]) or 0
