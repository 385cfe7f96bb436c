"""The maps on the pages of territories and of people."""

from collections.abc import Mapping

from commons.adapters.search.port import Group, Index
from commons.core.kinds.places.location import locate
from commons.core.kinds.places.register import OfficialPlace
from commons.services.search.counted_values import counted_values
from commons.services.search.map.place_counts import count_places
from commons.web.display.place_map import (
    MapDrawing,
    box_of,
    departments_of,
    draw_part,
    draw_whole,
    territory_address,
)
from commons.web.request.context import components

WIDEST_PART = 4_000
"""Places that spread wider, in units of the plane, are drawn over all of France."""


def draw_territory(index: Index, place: OfficialPlace) -> MapDrawing | None:
    """Draw a territory with all sheets of it and around, None where nothing locates it."""
    places = components().places
    location = locate(places, place.code)
    box = box_of([location])
    if box is None:
        return None
    counted = count_places(places, counted_values(index).groups)
    return draw_part(counted, box, territory_address, departments_of(location))


def draw_territories(counts: Mapping[str, int]) -> MapDrawing | None:
    """Draw some territories, by code, with the sheets of each; None for none."""
    groups = [Group(value=code, count=n, first=()) for code, n in counts.items()]
    counted = count_places(components().places, groups)
    box = box_of(one.location for one in counted)
    if box is None:
        return None
    if box.width > WIDEST_PART:
        return draw_whole(counted, territory_address)
    return draw_part(counted, box, territory_address)
