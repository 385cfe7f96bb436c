"""The map as data: places as GeoJSON, one place with its sheets, the outlines."""

import json
from hashlib import sha256
from typing import Any

from flask import Response, jsonify, request, url_for
from werkzeug.exceptions import NotFound

from commons.core.domain.people.account import Permission
from commons.core.kinds.places.projection import ground_of
from commons.errors import UnfinishedError
from commons.services.search.map.place_counts import PlaceCount
from commons.services.search.suggestions.field_suggestions import MOST
from commons.web.display.place_map import shipped_outlines
from commons.web.guard.journey import Journey
from commons.web.journeys.search.map.map_answer import (
    PlaceRow,
    answer_map,
    draw_answer,
    place_around,
    place_rows,
)
from commons.web.request.answers.negotiation import IMMUTABLE, named_answer
from commons.web.request.context import components, localised
from commons.web.request.limits.rate_limits import PICTURES, PROPOSALS, SEARCHES
from commons.web.request.locale import mark_language, page_language
from commons.web.request.route_rules import Frozen

map_data = Journey("map_data", __name__, has_pages=False)

MOST_FEATURES = 1_500
GEOJSON_TYPE = "application/geo+json"
AT = "at"
"""Names, in addresses, a place of the map by its id there."""


@map_data.get("/map.json", needs=Permission.READ, reads=SEARCHES, crawled=False)
def map_json() -> Response:
    """Answer the places of what was found as GeoJSON (RFC 7946), with their counts.

    The `MOST_FEATURES` that come first are told; `left` says how many are not. `bbox` is
    what the page shows. Raises UnfinishedError rather than count what is only a part.
    """
    answer = answer_map()
    if answer.found.unfinished:
        raise UnfinishedError
    placed = [one for one in answer.counted if one.location.point]
    told = {
        "type": "FeatureCollection",
        "bbox": [round(one, 4) for one in ground_of(draw_answer(answer).box)],
        "total": answer.found.total,
        "left": max(0, len(placed) - MOST_FEATURES),
        "features": [_feature(one) for one in placed[:MOST_FEATURES]],
    }
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    if answer.found.level:
        name = f"map {sha256(body).hexdigest()}"
        response = named_answer(name, GEOJSON_TYPE, lambda: body)
    else:  # what the index has yet to read must not be missed until the next save
        response = Response(body, content_type=GEOJSON_TYPE)
    mark_language(response, page_language())
    return response


@map_data.get("/map/place.json", needs=Permission.READ, reads=SEARCHES, crawled=False)
def place_json() -> Response:
    """Answer one place of what was found (`at`, its id in `/map.json`) with sheets.

    Raises NotFound for a place where nothing was found.
    """
    answer = answer_map()
    key = request.args.get(AT, "")
    row = next((one for one in answer.counted if one.location.key == key), None)
    if row is None:
        raise NotFound
    (told,) = place_rows(answer, [row])
    response = jsonify(_place(told))
    mark_language(response, page_language())
    return response


@map_data.get("/map/places.json", needs=Permission.READ, reads=PROPOSALS, crawled=False)
def places_json() -> Response:
    """Answer {"items": [{"text", "label", "hint"}]}: places for what is typed (q)."""
    places = components().places
    found = places.complete(request.args.get("q", ""), MOST)
    response = jsonify(
        items=[
            {
                "text": places.written(one.code),
                "label": one.name,
                "hint": places.label(f"department:{one.department}")
                if one.department
                else "",
            }
            for one in found
        ]
    )
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@map_data.get(
    "/map/outlines.svg",
    needs=Permission.READ,
    reads=PICTURES,
    crawled=False,
    frozen=Frozen(any_query=True),
)
def outlines_svg() -> Response:
    """Answer the departments as drawn, each with an id."""
    return _outlines("image/svg+xml", shipped_outlines().svg)


@map_data.get(
    "/map/outlines.json", needs=Permission.READ, reads=PICTURES, crawled=False
)
def outlines_json() -> Response:
    """Answer the departments as GeoJSON."""
    return _outlines(GEOJSON_TYPE, shipped_outlines().geojson)


def _outlines(media_type: str, body: bytes) -> Response:
    digest = shipped_outlines().digest
    response = named_answer(f"outlines {digest} {media_type}", media_type, lambda: body)
    if request.args.get("v") == digest:
        response.headers["Cache-Control"] = IMMUTABLE
    return response


def _feature(one: PlaceCount) -> dict[str, Any]:
    latitude, longitude = one.location.point or (0.0, 0.0)
    return {
        "type": "Feature",
        "id": one.location.key,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        "properties": {
            "name": one.location.name,
            "around": place_around(one.location),
            "territory": one.location.value,
            "count": one.count,
        },
    }


def _place(row: PlaceRow) -> dict[str, Any]:
    kinds = components().schema.kinds
    return {
        "name": row.name,
        "around": row.around,
        "distance": row.distance,
        "count": row.count,
        "url": row.url,
        "all": row.all_url,
        "sheets": [
            {
                "title": sheet.title,
                "language": sheet.language,
                "kind": sheet.kind,
                "kind_label": localised(kinds[sheet.kind].label),
                "url": url_for("sheets.sheet_page", sheet=sheet.sheet, slug=sheet.slug),
            }
            for sheet in row.sheets
        ],
    }
