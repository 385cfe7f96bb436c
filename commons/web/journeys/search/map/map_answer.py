"""What a search finds by place: counted, drawn, and told place by place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext

from commons.adapters.search.port import PLACED, Query, SearchResults
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import place_and_parents
from commons.core.kinds.places.location import Location, locate
from commons.core.kinds.places.register import Places
from commons.core.kinds.rules.categories import TERRITORY
from commons.services.search.counted_values import made_of_counts
from commons.services.search.find import Results
from commons.services.search.map.place_counts import PlaceCount, count_places, sheets_at
from commons.web.display.place_map import (
    MapDrawing,
    WholeClusters,
    box_near,
    box_of,
    cluster_address,
    cluster_whole,
    departments_of,
    distance_words,
    draw_part,
    draw_whole,
)
from commons.web.journeys.search.map.nearby import NearbyPlace, read_nearby
from commons.web.journeys.search.results.search_request import (
    NEAR,
    answer_search,
    asked_values,
    read_query,
)
from commons.web.request.context import components

SHEETS_SHOWN = 4
"""How many sheets of a place are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAnswer:
    """What a search finds, by place; `near` is where distances are measured from.

    `everything` says that all there is was asked for, and no distance.
    """

    query: Query
    found: Results
    near: NearbyPlace
    counted: Sequence[PlaceCount]
    everything: bool

    @property
    def placed(self) -> int:
        """How many sheets name a place."""
        return sum(one.count for one in self.counted)

    @property
    def territories(self) -> list[Location]:
        """The territories that were chosen."""
        codes = self.found.filters.get(TERRITORY, ())
        return [locate(components().places, code) for code in codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """A place as the list tells it, with its first sheets.

    `around` is the larger place it stands in, `distance` in words; both may be "", as
    may `url`, its page. `all_url` finds all its sheets.
    """

    name: str
    around: str
    distance: str
    count: int
    on_map: bool
    sheets: Sequence[Revision]
    url: str
    all_url: str


def answer_map() -> MapAnswer:
    """Return what the address asks for. Raises BadRequest for a page that is none."""
    here, query, near = components(), read_query(), read_nearby()
    everything = not (near.location or query.words or query.filters or query.fits)
    query = replace(query, grouped="" if everything else PLACED, size=1)
    found = answer_search(replace(query, page=1))
    counted = (
        made_of_counts(here.index, "places", partial(_all_places, here.places))
        if everything
        else count_places(here.places, found.groups, near.location)
    )
    return MapAnswer(
        query=query, found=found, near=near, counted=counted, everything=everything
    )


def draw_answer(answer: MapAnswer) -> MapDrawing:
    """Draw the territories that were chosen, else around a place, else all of France."""
    asked: dict[str, Any] = {**asked_values(), "page": None}
    address = partial(cluster_address, asked=asked)
    box = box_of(answer.territories)
    if box is None and answer.near.point:
        box = box_near(answer.near.point, answer.counted)
    if box is None:
        return draw_whole(_clusters_of(answer), address)
    here = [code for one in answer.territories for code in departments_of(one)]
    return draw_part(answer.counted, box, address, here, answer.near.point)


def _all_places(places: Places, counted: SearchResults) -> Sequence[PlaceCount]:
    return count_places(places, counted.groups)


def _clusters_of(answer: MapAnswer) -> WholeClusters:
    if not answer.everything:
        return cluster_whole(answer.counted)
    index = components().index
    return made_of_counts(
        index, "whole clusters", lambda _: cluster_whole(answer.counted)
    )


def place_rows(answer: MapAnswer, shown: Sequence[PlaceCount]) -> list[PlaceRow]:
    """Return what is told of some places of an answer."""
    here = components()
    keys = [one.location.key for one in shown]
    with here.store.read() as work:
        sheets = sheets_at(here.index, work, answer.found, keys, SHEETS_SHOWN)
    return [
        PlaceRow(
            name=one.location.name,
            around=place_around(one.location),
            count=one.count,
            distance="" if one.distance_km is None else distance_words(one.distance_km),
            on_map=one.location.point is not None,
            sheets=sheets.get(one.location.key, ()),
            url=_place_url(one.location),
            all_url=list_address(territory=one.location.value),
        )
        for one in shown
    ]


def place_around(location: Location) -> str:
    """Give the name of the larger place that a place stands in; of a region, its sort."""
    if location.official is None:
        return ""
    _, *above = place_and_parents(location.official)
    return components().places.label(above[0]) if above else str(gettext("région"))


def list_address(**changes: Any) -> str:
    """Return the address of the search page for what is asked, with some changes."""
    asked: dict[str, Any] = {**asked_values(), NEAR: None, "page": None}
    return url_for("search.search_page", **{**asked, **changes})


def _place_url(location: Location) -> str:
    if location.official is None:
        return ""
    return url_for("entities.territory_page", code=location.value)
