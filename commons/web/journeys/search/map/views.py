"""The map as a page, as GeoJSON, and the outlines that both are drawn over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from flask import Response, render_template, request, url_for
from flask_babel import gettext, lazy_gettext as _l

from commons.adapters.search.port import PLACED, Query
from commons.core.domain.account import Permission
from commons.core.kinds.places.hierarchy import place_and_parents
from commons.core.kinds.places.location import Location, locate
from commons.core.kinds.rules.categories import TERRITORY
from commons.errors import UnfinishedError
from commons.services.map.place_counts import PlaceCount, count_places, sheets_at
from commons.services.search.find import Results
from commons.web.display.place_map import (
    MAP_PAGE,
    MapDrawing,
    box_near,
    box_of,
    cluster_address,
    departments_of,
    distance_words,
    draw_part,
    draw_whole,
    shipped_outlines,
)
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.search.filter_form import filter_form
from commons.web.journeys.search.map.nearby import NearbyPlace, read_nearby
from commons.web.journeys.search.search_request import (
    NEAR,
    answer_search,
    asked_values,
    read_query,
)
from commons.web.request.context import components
from commons.web.request.negotiation import IMMUTABLE, named_answer
from commons.web.request.rate_limits import PICTURES, SEARCHES

maps = Journey(
    "maps",
    __name__,
    entries=(NavigationEntry(endpoint=MAP_PAGE, label=_l("Carte"), order=25),),
)

PLACES_SHOWN = 12
SHEETS_SHOWN = 4
"""How many places a page of the list has, and how many sheets of each."""
NEAREST_SHOWN = 12
"""How many of the nearest places the map shows around a place."""
MOST_FEATURES = 1_500
GEOJSON_TYPE = "application/geo+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAnswer:
    """What a search finds, by place; `near` is where distances are measured from."""

    query: Query
    found: Results
    near: NearbyPlace
    counted: list[PlaceCount]

    @property
    def placed(self) -> int:
        """How many sheets name a place."""
        return sum(one.count for one in self.counted)


@maps.get("/map", needs=Permission.READ, reads=SEARCHES, crawled=False)
def map_page() -> str:
    """Show what was found on a map, and the same place by place."""
    answer = _answer()
    pages = max(1, -(-len(answer.counted) // PLACES_SHOWN))
    page = min(answer.query.page, pages)
    shown = answer.counted[(page - 1) * PLACES_SHOWN : page * PLACES_SHOWN]
    return render_template(
        "map/page.html",
        query=answer.query,
        found=answer.found,
        near=answer.near,
        place=_title_place(answer),
        drawing=_draw(answer),
        off_map=sum(one.count for one in answer.counted if not one.location.point),
        placed=answer.placed,
        place_total=len(answer.counted),
        rows=_rows(answer, shown),
        page=page,
        pages=pages,
        page_address=lambda number: _map_address(page=number),
        search_address=_moved_to("search.search_page", page=None),
        **filter_form(answer.query, answer.found, _on_map),
        kinds=components().schema.kinds,
    )


@maps.get("/map.json", needs=Permission.READ, reads=SEARCHES, crawled=False)
def map_json() -> Response:
    """Answer the places of what was found as GeoJSON (RFC 7946), with their counts.

    The `MOST_FEATURES` that come first are told; `left` says how many are not. Raises
    UnfinishedError rather than count what is only a part.
    """
    answer = _answer()
    if answer.found.unfinished:
        raise UnfinishedError
    placed = [one for one in answer.counted if one.location.point]
    told = {
        "type": "FeatureCollection",
        "total": answer.found.total,
        "left": max(0, len(placed) - MOST_FEATURES),
        "features": [_feature(one) for one in placed[:MOST_FEATURES]],
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    if not answer.found.level:  # it must not be kept until the next save
        return Response(body, content_type=GEOJSON_TYPE)
    name = f"map {sha256(body).hexdigest()}"
    return named_answer(name, GEOJSON_TYPE, lambda: body)


@maps.get("/map/outlines.svg", needs=Permission.READ, reads=PICTURES, crawled=False)
def outlines_svg() -> Response:
    """Answer the departments as drawn, each with an id."""
    outlines = shipped_outlines()
    return _outlines(outlines.digest, "image/svg+xml", outlines.svg)


@maps.get("/map/outlines.json", needs=Permission.READ, reads=PICTURES, crawled=False)
def outlines_json() -> Response:
    """Answer the departments as GeoJSON."""
    outlines = shipped_outlines()
    return _outlines(outlines.digest, GEOJSON_TYPE, outlines.geojson)


def _outlines(digest: str, media_type: str, body: bytes) -> Response:
    response = named_answer(f"outlines {digest}", media_type, lambda: body)
    if request.args.get("v") == digest:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def _answer() -> MapAnswer:
    query = replace(read_query(), grouped=PLACED, size=1)
    near = read_nearby()
    found = answer_search(replace(query, page=1))
    counted = count_places(components().places, found.groups, near.point)
    return MapAnswer(query=query, found=found, near=near, counted=counted)


def _draw(answer: MapAnswer) -> MapDrawing:
    """Draw the territories that were chosen, else around a place, else all of France."""
    chosen = _chosen(answer.found)
    asked: dict[str, Any] = {**asked_values(), "page": None}
    address = partial(cluster_address, asked=asked)
    box = box_of(chosen)
    if box is None and answer.near.point:
        box = box_near(answer.near.point, answer.counted, NEAREST_SHOWN)
    if box is None:
        return draw_whole(answer.counted, address)
    here = [code for one in chosen for code in departments_of(one)]
    return draw_part(answer.counted, box, address, here)


def _title_place(answer: MapAnswer) -> str:
    """Give the name of the one territory that was chosen, "" for none or several."""
    chosen = _chosen(answer.found)
    return chosen[0].name if len(chosen) == 1 else ""


def _chosen(found: Results) -> list[Location]:
    codes = found.filters.get(TERRITORY, ())
    return [locate(components().places, code) for code in codes]


def _rows(answer: MapAnswer, shown: Sequence[PlaceCount]) -> list[dict[str, Any]]:
    """Give what the list says of each place."""
    here = components()
    keys = [one.location.key for one in shown]
    with here.store.read() as work:
        sheets = sheets_at(here.index, work, answer.found, keys, SHEETS_SHOWN)
    return [
        {
            "name": one.location.name,
            "around": _around(one.location),
            "count": one.count,
            "distance": _distance(one),
            "on_map": one.location.point is not None,
            "sheets": sheets.get(one.location.key, ()),
            "place_url": _place_url(one.location),
            "all_url": _moved_to(
                "search.search_page", page=None, territory=one.location.value
            ),
        }
        for one in shown
    ]


def _around(location: Location) -> str:
    """Give the name of the larger place that a place stands in; of a region, its sort."""
    if location.official is None:
        return ""
    _, *above = place_and_parents(location.official)
    return components().places.label(above[0]) if above else str(gettext("région"))


def _distance(one: PlaceCount) -> str:
    return "" if one.distance_km is None else distance_words(one.distance_km)


def _place_url(location: Location) -> str:
    if location.official is None:
        return ""
    return url_for("entities.territory_page", code=location.value)


def _feature(one: PlaceCount) -> dict[str, Any]:
    latitude, longitude = one.location.point or (0.0, 0.0)
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "name": one.location.name,
            "around": _around(one.location),
            "value": one.location.value,
            "count": one.count,
        },
    }


def _map_address(**changes: Any) -> str:
    asked: dict[str, Any] = asked_values()
    return url_for(MAP_PAGE, **{**asked, **changes})


def _moved_to(endpoint: str, **changes: Any) -> str:
    asked: dict[str, Any] = {**asked_values(), NEAR: None}
    return url_for(endpoint, **{**asked, **changes})


def _on_map(address: str) -> str:
    """Turn an address of the search page into the map's, near the same place."""
    found = urlsplit(address)
    near = urlsplit(url_for(MAP_PAGE, near=request.args.get(NEAR))).query
    query = "&".join(filter(None, [found.query, near]))
    moved = urlsplit(url_for(MAP_PAGE))._replace(query=query, fragment=found.fragment)
    return moved.geturl()
