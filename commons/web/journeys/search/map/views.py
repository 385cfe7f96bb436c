"""The map as a page: drawn, and the same place by place."""

from typing import Any
from urllib.parse import urlsplit

from flask import Response, make_response, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from commons.core.domain.people.account import Permission
from commons.web.display.place_map import MAP_PAGE
from commons.web.guard.access import allow_images_from
from commons.web.guard.journey import Journey, NavigationEntry
from commons.web.journeys.search.map.live_map import live_options
from commons.web.journeys.search.map.map_answer import (
    answer_map,
    draw_answer,
    list_address,
    place_rows,
)
from commons.web.journeys.search.results.filter_form import filter_form
from commons.web.journeys.search.results.search_request import NEAR, asked_values
from commons.web.request.context import components
from commons.web.request.limits.rate_limits import SEARCHES

maps = Journey(
    "maps",
    __name__,
    entries=(NavigationEntry(endpoint=MAP_PAGE, label=_l("Carte"), order=25),),
)

PLACES_SHOWN = 12
"""How many places a page of the list has."""


@maps.get("/map", needs=Permission.READ, reads=SEARCHES, crawled=False)
def map_page() -> Response:
    """Show what was found on a map, and the same place by place."""
    answer = answer_map()
    pages = max(1, -(-len(answer.counted) // PLACES_SHOWN))
    page = min(answer.query.page, pages)
    shown = answer.counted[(page - 1) * PLACES_SHOWN : page * PLACES_SHOWN]
    settings, chosen = components().settings, answer.territories
    body = render_template(
        "search/map/page.html",
        query=answer.query,
        found=answer.found,
        near=answer.near,
        place=chosen[0].name if len(chosen) == 1 else "",
        drawing=draw_answer(answer),
        live=live_options(answer),
        placed=answer.placed,
        place_total=len(answer.counted),
        rows=place_rows(answer, shown),
        page=page,
        pages=pages,
        page_address=_page_address,
        search_address=list_address(),
        **filter_form(answer.query, answer.found, _on_map),
        kinds=components().schema.kinds,
    )
    response = make_response(body)
    if settings.tile_origin:
        allow_images_from(response, settings.tile_origin)
    return response


def _page_address(page: int) -> str:
    asked: dict[str, Any] = asked_values()
    return url_for(MAP_PAGE, **{**asked, "page": page})


def _on_map(address: str) -> str:
    """Turn an address of the search page into the map's, near the same place."""
    found = urlsplit(address)
    near = urlsplit(url_for(MAP_PAGE, near=request.args.get(NEAR))).query
    query = "&".join(filter(None, [found.query, near]))
    moved = urlsplit(url_for(MAP_PAGE))._replace(query=query, fragment=found.fragment)
    return moved.geturl()
