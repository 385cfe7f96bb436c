"""What a page draws of a map: clusters of sheets over the outlines of France."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import format_decimal, gettext, ngettext

from commons.core.kinds.places.hierarchy import REGIONS
from commons.core.kinds.places.location import Location
from commons.core.kinds.places.outlines import Outlines, read_outlines
from commons.core.kinds.places.projection import (
    OVERSEAS,
    PARIS,
    WHOLE,
    Box,
    Point,
    box_around,
    place_on_plane,
)
from commons.services.search.map.clusters import (
    Cluster,
    cluster_by_area,
    cluster_by_distance,
    department_of,
    lone_clusters,
    region_of,
)
from commons.services.search.map.place_counts import PlaceCount
from commons.web.request.context import components

MAP_PAGE = "maps.map_page"
MOST_TOGETHER = 12
"""How many places an address names at most."""
_LEAST_WIDTH = 500.0
"""How wide the ground around one place is drawn, in units of the plane: some 55 km."""
_RATIO = 0.8
"""The height of a map of a part of France, by its width."""

_NEAREST, _NEARBY_KM, _NEAREST_SHOWN = 2, 100, 12
"""Around a place are shown the nearest places, however far, and those within some
kilometres, to so many in all."""

AddressOf = Callable[[Cluster], str]

_WIDE_RADII, _NARROW_RADII = (195.0, 290.0), (420.0, 560.0)
_PART_RADII = (0.036, 0.048)
"""The least and the most, in units of the plane; of a part, by its width."""
_WIDE_SEPARATION, _NARROW_SEPARATION, _PART_SEPARATION = 380, 880, 0.085


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A link on a map: a disc of radius `r` at x, y of the plane.

    `text` is its count, "" for one sheet, and `size` how high it is written.
    """

    x: int
    y: int
    r: int
    text: str
    size: int
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapDrawing:
    """A map: the box of the plane that it shows, and its points.

    `wide` points are for where there is room, `narrow` ones for a small screen; where
    they are the same, `narrow` is (). `here` are the departments that stand out, and
    `centre` is where the place lies that distances are measured from, if any.
    """

    box: Box
    outlines_url: str
    wide: tuple[MapPoint, ...]
    narrow: tuple[MapPoint, ...]
    here: tuple[str, ...]
    centre: Point | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of France is drawn."""
        return self.box == WHOLE

    @property
    def view_box(self) -> str:
        """The box as SVG says it."""
        box = self.box
        return f"{box.x:.0f} {box.y:.0f} {box.width:.0f} {box.height:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeClusters:
    """What all of France is drawn with: departments where there is room, else regions."""

    wide: Sequence[Cluster]
    narrow: Sequence[Cluster]


def shipped_outlines() -> Outlines:
    """Give the outlines of the departments."""
    return read_outlines(components().places.file.parents[1])


def cluster_whole(counted: Sequence[PlaceCount]) -> WholeClusters:
    """Put places together for a map of all of France."""
    departments = cluster_by_area(counted, department_of, (PARIS, *OVERSEAS))
    regions = cluster_by_area(counted, region_of, OVERSEAS)
    return WholeClusters(
        wide=cluster_by_distance(departments, _WIDE_SEPARATION),
        narrow=cluster_by_distance(regions, _NARROW_SEPARATION),
    )


def draw_whole(clusters: WholeClusters, address_of: AddressOf) -> MapDrawing:
    """Draw all of France."""
    return MapDrawing(
        box=WHOLE,
        outlines_url=outlines_address(),
        wide=_points(clusters.wide, WHOLE, _WIDE_RADII, address_of),
        narrow=_points(clusters.narrow, WHOLE, _NARROW_RADII, address_of),
        here=(),
    )


def draw_part(
    counted: Iterable[PlaceCount],
    box: Box,
    address_of: AddressOf,
    here: Sequence[str] = (),
    centre: Point | None = None,
) -> MapDrawing:
    """Draw a part of France, each place by itself where it does not cover another.

    What stands so near the sides that it would not show whole is left out. `centre` is
    a latitude and longitude to mark.
    """
    return draw_clusters(lone_clusters(counted), box, address_of, here, centre)


def draw_clusters(
    standing: Iterable[Cluster],
    box: Box,
    address_of: AddressOf,
    here: Sequence[str] = (),
    centre: Point | None = None,
) -> MapDrawing:
    """Draw a part of France with what stands there, as `draw_part` does with places."""
    least, most = (share * box.width for share in _PART_RADII)
    inside = [one for one in standing if _holds(box, one, most)]
    clusters = cluster_by_distance(inside, box.width * _PART_SEPARATION)
    return MapDrawing(
        box=box,
        outlines_url=outlines_address(),
        wide=_points(clusters, box, (least, most), address_of),
        narrow=(),
        here=tuple(here),
        centre=place_on_plane(centre) if centre else None,
    )


def box_of(locations: Iterable[Location]) -> Box | None:
    """Give the box that shows some places whole, None where nothing locates them."""
    corners: list[Point] = []
    outlines = shipped_outlines()
    for one in locations:
        covered = outlines.corners(departments_of(one))
        at = place_on_plane(one.point) if one.point else None
        corners += covered or ([at] if at else [])
    return _framed(corners) if corners else None


def box_near(point: Point, counted: Sequence[PlaceCount]) -> Box | None:
    """Give the box around a point that shows the nearest of places, nearest first."""
    at = place_on_plane(point)
    near = (
        one.location.point
        for number, one in enumerate(counted[:_NEAREST_SHOWN])
        if number < _NEAREST or (one.distance_km or 0) <= _NEARBY_KM
    )
    placed = (place_on_plane(other) for other in near if other)
    return _framed([at, *(one for one in placed if one)]) if at else None


def departments_of(location: Location) -> tuple[str, ...]:
    """Give the departments that a department or a region is made of, () for others."""
    sort, _, number = location.value.partition(":")
    if sort == "department":
        return (number,)
    return REGIONS.get(number, ()) if sort == "region" else ()


def cluster_address(cluster: Cluster, asked: dict[str, Any] | None = None) -> str:
    """Give the address of the map that shows the places of a cluster alone."""
    places = [one.location.value for one in cluster.places]
    kept = dict(asked or {})
    if len(places) > 1 and cluster.area:
        return url_for(MAP_PAGE, **{**kept, "territory": cluster.area})
    if len(places) > MOST_TOGETHER:
        return url_for(MAP_PAGE, **{**kept, "near": places[0]})
    return url_for(MAP_PAGE, **{**kept, "territory": places})


def territory_address(cluster: Cluster) -> str:
    """Give the page of the one official place of a cluster, or of its area; else its map."""
    first, single = cluster.places[0].location, len(cluster.places) == 1
    code = first.value if single and first.official else cluster.area
    if not code or (single and not first.official):
        return cluster_address(cluster)
    return url_for("entities.territory_page", code=code)


def cluster_name(cluster: Cluster) -> str:
    """Give what a cluster is called: its place, the area around, or its largest place."""
    others = len(cluster.places) - 1
    first = cluster.places[0].location.name
    if not others:
        return first
    if cluster.area:
        return components().places.label(cluster.area)
    return str(
        ngettext(
            "%(place)s et %(num)s autre lieu",
            "%(place)s et %(num)s autres lieux",
            others,
            place=first,
        )
    )


def distance_words(kilometres: float) -> str:
    """Give a distance in words: "à 12 km", "à moins de 1 km"."""
    if kilometres < 0.5:
        return str(gettext("ici même"))
    return str(gettext("à %(km)s km", km=format_decimal(max(1, round(kilometres)))))


def outlines_address() -> str:
    """Give the address of the drawn outlines, which changes as they do."""
    return url_for("map_data.outlines_svg", v=shipped_outlines().digest)


def _framed(corners: list[Point]) -> Box:
    return box_around(corners, _LEAST_WIDTH, _RATIO)


def _holds(box: Box, one: Cluster, margin: float) -> bool:
    """Say whether a cluster lies in a box, so far from its sides or farther."""
    return (
        margin <= one.x - box.x <= box.width - margin
        and margin <= one.y - box.y <= box.height - margin
    )


def _points(
    clusters: Sequence[Cluster],
    box: Box,
    radii: tuple[float, float],
    address_of: AddressOf,
) -> tuple[MapPoint, ...]:
    """Give the points of clusters: discs by how many sheets, whole within the box."""
    least, most = radii
    largest = max((one.count for one in clusters), default=1)
    return tuple(
        _point(one, box, least + (most - least) * (one.count / largest) ** 0.5, url)
        for one in clusters
        if (url := address_of(one))
    )


def _point(cluster: Cluster, box: Box, radius: float, url: str) -> MapPoint:
    text = str(format_decimal(cluster.count)) if cluster.count > 1 else ""
    return MapPoint(
        x=round(min(max(cluster.x, box.x + radius), box.x + box.width - radius)),
        y=round(min(max(cluster.y, box.y + radius), box.y + box.height - radius)),
        r=round(radius),
        text=text,
        size=round(radius * min(1.05, 2.6 / max(1, len(text)))),
        label=_label(cluster),
        url=url,
    )


def _label(cluster: Cluster) -> str:
    sheets = ngettext("%(num)s fiche", "%(num)s fiches", cluster.count)
    return str(
        gettext("%(place)s : %(sheets)s", place=cluster_name(cluster), sheets=sheets)
    )
