"""Puts places that would cover one another on a map together."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor, hypot

from commons.core.kinds.places.projection import Frame, Point, place_on_plane
from commons.services.search.map.place_counts import PlaceCount

AreaOf = Callable[[PlaceCount], str]
"""Gives the code of the larger place that a place is drawn with, or its own key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Places drawn as one, most sheets first; x and y are on the plane.

    `area` is the code of the larger place that they all stand in, "" for none.
    """

    x: float
    y: float
    count: int
    places: tuple[PlaceCount, ...]
    area: str = ""


class ClustersFromWest:
    """Clusters by where they stand, so that those of a part are found without all."""

    def __init__(self, clusters: Iterable[Cluster]) -> None:
        self._clusters = sorted(clusters, key=lambda one: one.x)
        self._eastings = [one.x for one in self._clusters]

    def between(self, west: float, east: float) -> Sequence[Cluster]:
        """Return those whose x is from `west` to `east`, both within."""
        first = bisect_left(self._eastings, west)
        return self._clusters[first : bisect_right(self._eastings, east)]


def department_of(one: PlaceCount) -> str:
    """Give the department that a place stands in, or is; else its own key."""
    return one.location.department_or_self


def region_of(one: PlaceCount) -> str:
    """Give the region that a place stands in, or is; else its own key."""
    return one.location.region_or_self


def cluster_by_area(
    counted: Iterable[PlaceCount], area_of: AreaOf, frames: Sequence[Frame] = ()
) -> list[Cluster]:
    """Give one cluster for each area, where most of its sheets are.

    `counted` has the places with most sheets first. Those in a department of one of
    `frames` are drawn in that frame, and those that stand nowhere are left out.
    """
    framed = {key: frame for frame in frames for key in frame.departments}
    areas: dict[str, list[tuple[Point, PlaceCount]]] = {}
    for one in counted:
        if (at := _stands_at(one, framed)) is not None:
            areas.setdefault(area_of(one), []).append((at, one))
    return [_together(inside, area) for area, inside in areas.items()]


def cluster_by_distance(
    clusters: Iterable[Cluster], separation: float
) -> list[Cluster]:
    """Join clusters that are nearer than `separation`, the largest first.

    Each joins the first near enough, which stays where it is: the cost rises with the
    number of clusters alone.
    """
    cells: dict[tuple[int, int], list[int]] = {}
    joined: list[list[Cluster]] = []
    for one in sorted(clusters, key=lambda one: (-one.count, one.x, one.y)):
        column, row = floor(one.x / separation), floor(one.y / separation)
        around = product(range(column - 1, column + 2), range(row - 1, row + 2))
        close = (
            number
            for cell in around
            for number in cells.get(cell, ())
            if hypot(joined[number][0].x - one.x, joined[number][0].y - one.y)
            < separation
        )
        number = next(close, None)
        if number is None:
            cells.setdefault((column, row), []).append(len(joined))
            joined.append([one])
        else:
            joined[number].append(one)
    return [_merged(group) for group in joined]


def lone_clusters(counted: Iterable[PlaceCount]) -> list[Cluster]:
    """Give each place that stands somewhere as a cluster of its own."""
    return [
        Cluster(x=at[0], y=at[1], count=one.count, places=(one,))
        for one in counted
        if (at := _stands_at(one, {})) is not None
    ]


def _stands_at(one: PlaceCount, framed: Mapping[str, Frame]) -> Point | None:
    point = one.location.point
    if point is None:
        return None
    frame = framed.get(one.location.department)
    return frame.place(point) if frame else place_on_plane(point)


def _together(inside: list[tuple[Point, PlaceCount]], area: str) -> Cluster:
    total = sum(one.count for _, one in inside)
    return Cluster(
        x=sum(at[0] * one.count for at, one in inside) / total,
        y=sum(at[1] * one.count for at, one in inside) / total,
        count=total,
        places=tuple(one for _, one in inside),
        area=area,
    )


def _merged(group: list[Cluster]) -> Cluster:
    if len(group) == 1:
        return group[0]
    first = group[0]
    places = [one for cluster in group for one in cluster.places]
    return Cluster(
        x=first.x,
        y=first.y,
        count=sum(cluster.count for cluster in group),
        places=tuple(sorted(places, key=lambda one: (-one.count, one.location.key))),
    )
