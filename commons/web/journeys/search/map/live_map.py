"""What the script of the map page is told: addresses, where to look, and its words."""

from typing import Any

from flask import url_for
from flask_babel import gettext

from commons.core.kinds.places.projection import FRAMES, METROPOLE, Frame
from commons.web.display.place_map import departments_of, shipped_outlines
from commons.web.journeys.search.map.map_answer import MapAnswer
from commons.web.journeys.search.results.search_request import asked_values
from commons.web.request.context import components


def live_options(answer: MapAnswer) -> dict[str, Any]:
    """Return what `assets/live_map.js` reads."""
    settings = components().settings
    return {
        "places": _data_address("map_data.map_json"),
        "place": _data_address("map_data.place_json"),
        "outlines": url_for("map_data.outlines_json", v=shipped_outlines().digest),
        "here": [code for one in answer.territories for code in departments_of(one)],
        "centre": answer.near.point,
        "frames": _frames(answer),
        "tiles": settings.map_tiles,
        "credit": settings.map_credit,
        "words": {
            "zoom_in": gettext("Agrandir"),
            "zoom_out": gettext("Réduire"),
            "close": gettext("Fermer"),
            "map": gettext("Carte des fiches trouvées"),
            "sheet": gettext("{n} fiche"),
            "sheets": gettext("{n} fiches"),
            "other": gettext("{place} et {n} autre lieu"),
            "others": gettext("{place} et {n} autres lieux"),
            "place": gettext("{place} : {sheets}"),
            "all": gettext("Voir les {n} fiches"),
            "page": gettext("Voir ce territoire"),
            "failed": gettext("La liste, sous la carte, dit quelles fiches sont ici."),
        },
    }


def _data_address(endpoint: str) -> str:
    asked: dict[str, Any] = {**asked_values(), "page": None}
    return url_for(endpoint, **asked)


def _frames(answer: MapAnswer) -> list[dict[str, Any]]:
    """Give the parts of France far apart where something was found, [] for one alone."""
    points = [one.location.point for one in answer.counted if one.location.point]
    held = [one for one in FRAMES if any(map(one.holds, points))]
    if len(held) < 2:
        return []
    return [{"name": _name(one), "bbox": one.ground_box} for one in held]


def _name(frame: Frame) -> str:
    if frame is METROPOLE:
        return str(gettext("Métropole"))
    (code,) = frame.departments
    place = components().places.get(f"department:{code}")
    return place.name if place else code
