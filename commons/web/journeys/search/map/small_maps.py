"""The maps on the pages of territories and of people."""

from collections.abc import Mapping
from functools import partial

from commons.adapters.search.port import Group, Index, SearchResults
from commons.core.kinds.places.location import locate
from commons.core.kinds.places.register import OfficialPlace, Places
from commons.services.search.counted_values import made_of_counts
from commons.services.search.map.clusters import ClustersFromWest, lone_clusters
from commons.services.search.map.place_counts import count_places
from commons.web.display.place_map import (
    MapDrawing,
    box_of,
    cluster_whole,
    departments_of,
    draw_clusters,
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
    clusters = made_of_counts(index, "clusters", partial(_all_clusters, places))
    standing = clusters.between(box.x, box.x + box.width)
    return draw_clusters(standing, box, territory_address, departments_of(location))


def _all_clusters(places: Places, counted: SearchResults) -> ClustersFromWest:
    return ClustersFromWest(lone_clusters(count_places(places, counted.groups)))


def draw_territories(counts: Mapping[str, int]) -> MapDrawing | None:
    """Draw some territories, by code, with the sheets of each; None for none."""
    groups = [Group(value=code, count=n, first=()) for code, n in counts.items()]
    counted = count_places(components().places, groups)
    box = box_of(one.location for one in counted)
    if box is None:
        return None
    if box.width > WIDEST_PART:
        return draw_whole(cluster_whole(counted), territory_address)
    return draw_part(counted, box, territory_address)
