"""The filters of a search as its page tells them, each with the address without it.

An address here says by itself all that was read in the words: they are left out of it,
or what is taken back would be read in them again.
"""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext as _l, ngettext

from commons.adapters.search.port import Order, Query
from commons.core.domain.language.durations import from_minutes, in_words
from commons.services.search.facets import PEOPLE, Facets
from commons.services.search.find import Results
from commons.web.display.messages import labelled_text
from commons.web.request.context import localised
from commons.web.request.locale import page_language

EXACT = "exact"
"""Says, in addresses, that words are searched for as they were typed."""

SORT = "sort"
"""Says, in addresses, what comes first, when that is not what answers best."""
_ORDERS = {
    Order.RELEVANCE: _l("Pertinence"),
    Order.RECENT: _l("Les plus récentes"),
    Order.TRIED: _l("Les plus essayées"),
}

FITS_FIRST = "fit"
"""Says, in addresses, that the question is about its numbers more than its words."""

Chip = tuple[str, str]
"""What a filter says, and the address of the same search without it."""


def search_address(query: Query, found: Results, changes: Mapping[str, Any]) -> str:
    """Return the address of a search that was answered, with some values changed.

    None for a value leaves it out.
    """
    values: dict[str, Any] = {
        "q": found.words or None,
        EXACT: "1" if query.verbatim else None,
        SORT: _said(query.order),
        FITS_FIRST: "1" if found.fits_first else None,
        **found.numbers,
        **found.filters,
        **changes,
    }
    return url_for("search.search_page", **values)


def exact_address(query: Query, found: Results) -> str:
    """Return the address of the same search for the words as they were typed."""
    return search_address(query, found, {EXACT: "1"})


def bare_address(query: Query, found: Results) -> str:
    """Return the address of the same words without a filter."""
    left_out = dict.fromkeys((*found.filters, EXACT, FITS_FIRST))
    changes = {**_refused(found), **left_out}
    return search_address(query, found, changes)


def orders(query: Query, found: Results) -> list[tuple[str, str, bool]]:
    """Return (label, address, whether it stands) of each order to choose from.

    Without words nothing answers better than another: the youngest come first.
    """
    standing = query.order
    if not found.words and standing is Order.RELEVANCE:
        standing = Order.RECENT
    return [
        (
            str(label),
            search_address(query, found, {SORT: _said(order)}),
            order is standing,
        )
        for order, label in _ORDERS.items()
        if found.words or order is not Order.RELEVANCE
    ]


def applied_filters(facets: Facets, query: Query, found: Results) -> list[Chip]:
    """Return each filter that is applied, with the address without it."""
    return [
        *_numbers(query, found),
        *_values(facets, query, found),
        *_as_typed(query, found),
    ]


def number_label(name: str, number: int) -> str:
    """Return what a number demands, in words."""
    if name == PEOPLE:
        crowd = ngettext("Pour %(num)s personne", "Pour %(num)s personnes", number)
        return str(crowd)
    return str(gettext("En %(time)s au plus", time=time_label(number)))


def time_label(minutes: int) -> str:
    """Return a number of minutes in words."""
    return in_words(from_minutes(minutes), page_language())


def _said(order: Order) -> str | None:
    return None if order is Order.RELEVANCE else order.value


def _numbers(query: Query, found: Results) -> list[Chip]:
    refused = _refused(found)
    last = {FITS_FIRST: None} if len(found.numbers) == 1 else {}
    return [
        (
            number_label(name, number),
            search_address(query, found, {name: refused[name], **last}),
        )
        for name, number in found.numbers.items()
    ]


def _refused(found: Results) -> dict[str, str | None]:
    """Return what keeps numbers from being read in the words that are left."""
    return dict.fromkeys(found.numbers, "0" if found.words else None)


def _values(facets: Facets, query: Query, found: Results) -> list[Chip]:
    return [
        (
            labelled_text(localised(facet.label), localised(choice.label)),
            search_address(
                query,
                found,
                {name: [v for v in found.filters[name] if v != choice.value]},
            ),
        )
        for name, facet in facets.items()
        for choice in found.facets.get(name, ())
        if choice.chosen
    ]


def _as_typed(query: Query, found: Results) -> list[Chip]:
    if not (query.verbatim and query.words):
        return []
    label = str(gettext("Mots tels quels"))
    return [(label, search_address(query, found, {EXACT: None}))]
