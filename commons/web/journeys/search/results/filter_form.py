"""What the form of filters shows: the search page and the map have the same."""

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from commons.adapters.search.port import Query
from commons.services.search.facets import FIRST, MINUTES
from commons.services.search.find import FacetChoice, Results
from commons.web.journeys.search.results.applied_filters import (
    applied_filters,
    bare_address,
    time_label,
)
from commons.web.journeys.search.results.search_request import (
    WHOLE,
    asked_values,
    current_facets,
)
from commons.web.request.context import localised

TIMES = (15, 30, 60, 90, 120, 180, 240, 1440)
"""The times to choose from, in minutes."""

Row = tuple[str, str, int, bool]
"""A choice of a facet: value, label, count, whether it is chosen."""


def filter_form(
    query: Query, found: Results, moved: Callable[[str], str] = str
) -> dict[str, Any]:
    """Return what `search/_filters.html` is filled in with.

    `moved` turns an address of the search page into one of the page that shows it.
    """
    return {
        "facets": _titled(found),
        "chosen": [
            (label, moved(url))
            for label, url in applied_filters(current_facets(), query, found)
        ],
        "opens": len(FIRST),
        "opened": {*found.filters, request.args.get(WHOLE, "")},
        "whole_address": lambda facet: moved(_whole_address(facet)),
        "times": _times(found),
        "bare_address": moved(bare_address(query, found)),
    }


def _titled(found: Results) -> list[tuple[str, str, list[Row], int]]:
    """Give (name, title, rows, how many more) of each facet with a choice to make."""
    return [
        (
            name,
            localised(facet.label),
            [_row(c) for c in choices],
            found.left.get(name, 0),
        )
        for name, facet in current_facets().items()
        if (choices := found.facets.get(name, ()))
        if len(choices) > 1 or any(choice.chosen for choice in choices)
    ]


def _times(found: Results) -> list[tuple[int, str, bool]]:
    """Give (minutes, label, whether it is demanded) of the times to choose from."""
    chosen = found.numbers.get(MINUTES, 0)
    every = sorted({*TIMES, chosen} - {0})
    return [(minutes, time_label(minutes), minutes == chosen) for minutes in every]


def _row(choice: FacetChoice) -> Row:
    return choice.value, localised(choice.label), choice.count, choice.chosen


def _whole_address(facet: str) -> str:
    asked: dict[str, Any] = asked_values()
    kept = {name: values for name, values in asked.items() if name != "page"}
    return url_for(
        "search.search_page", **{**kept, WHOLE: facet}, _anchor=f"by-{facet}"
    )
