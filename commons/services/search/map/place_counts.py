"""Counts the sheets that a search finds by their places, and gives some of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commons.adapters.search.port import PLACED, Group, Index
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Revision
from commons.core.kinds.places.hierarchy import codes_around
from commons.core.kinds.places.location import Location, distance_km, locate
from commons.core.kinds.places.register import Places
from commons.services.search.find import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceCount:
    """A place with the number of sheets found there.

    `distance_km` is from the place that was asked for, None where there is none.
    """

    location: Location
    count: int
    distance_km: float | None = None


def count_places(
    places: Places, groups: Sequence[Group], near: Location | None = None
) -> list[PlaceCount]:
    """Give the places of what was found, grouped by PLACED.

    The nearest to a place come first, those that nothing locates last; the department
    and the region that it stands in are no way off. Without it the places with most
    sheets come first, then by name.
    """
    located = [(locate(places, group.value), group.count) for group in groups]
    here = codes_around(places, near.value) if near else ()
    counted = (
        PlaceCount(location=at, count=count, distance_km=_distance(near, here, at))
        for at, count in located
    )
    return sorted(counted, key=_by_distance if near else _by_count)


def sheets_at(
    index: Index, work: Work, found: Results, keys: Sequence[str], limit: int
) -> dict[str, list[Revision]]:
    """Give the first `limit` sheets of each place, of those that a search found."""
    if not keys:
        return {}
    filters = {**found.asked.filters, PLACED: tuple(keys)}
    asked = replace(
        found.asked, filters=filters, grouped=PLACED, group_size=limit, page=1, size=1
    )
    groups = index.search(asked).groups
    heads = revisions.get_heads(work, [one for group in groups for one in group.first])
    return {
        group.value: [
            heads[one] for one in group.first if one in heads and not heads[one].deleted
        ]
        for group in groups
    }


def _distance(
    near: Location | None, here: Sequence[str], one: Location
) -> float | None:
    if near is None or near.point is None or one.point is None:
        return None
    return 0.0 if one.value in here else distance_km(near.point, one.point)


def _by_distance(one: PlaceCount) -> tuple[bool, float, int, bytes]:
    far = one.distance_km
    return far is None, far or 0.0, -one.count, one.location.folded_name


def _by_count(one: PlaceCount) -> tuple[int, bytes]:
    return -one.count, one.location.folded_name
