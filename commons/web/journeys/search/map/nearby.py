"""Reads near which place somebody asks for sheets; nobody's position is ever asked."""

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from commons.core.kinds.places.location import Location, locate
from commons.core.kinds.places.register import LONGEST_TEXT
from commons.web.display.place_map import MAP_PAGE
from commons.web.journeys.search.results.search_request import NEAR, asked_values
from commons.web.request.context import components

MOST_PROPOSED = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NearbyPlace:
    """What was typed, the place that it means, or pairs (name, address) to choose from."""

    typed: str
    location: Location | None = None
    proposals: tuple[tuple[str, str], ...] = ()

    @property
    def point(self) -> tuple[float, float] | None:
        """The latitude and longitude to measure from."""
        return self.location.point if self.location else None


def read_nearby() -> NearbyPlace:
    """Give the place of the address: a name or a code, of any official place."""
    places = components().places
    typed = " ".join(request.args.get(NEAR, "")[:LONGEST_TEXT].split())
    if not typed:
        return NearbyPlace(typed="")
    code = places.named(typed)
    found = [] if code else places.complete(typed, MOST_PROPOSED)
    if len(found) == 1:
        code = found[0].code
    if code is None:
        asked: dict[str, Any] = {**asked_values(), "page": None}
        return NearbyPlace(
            typed=typed,
            proposals=tuple(
                (
                    places.written(one.code),
                    url_for(MAP_PAGE, **{**asked, NEAR: one.code}),
                )
                for one in found
            ),
        )
    location = locate(places, code)
    return NearbyPlace(typed=places.written(code), location=location)
