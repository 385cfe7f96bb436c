"""Knows where the place of a sheet stands on a map, from the row that names it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import asin, cos, radians, sin, sqrt

from commons.core.domain.language.folding import fold_words
from commons.core.domain.schema.kind import Value
from commons.core.kinds.places.hierarchy import place_and_parents
from commons.core.kinds.places.register import OfficialPlace, Places

EARTH_KM = 6371.0
_KEY = re.compile(r"(.+)\t(-?[0-9]{1,3}\.[0-9]{4}),(-?[0-9]{1,3}\.[0-9]{4})", re.DOTALL)


@dataclass(frozen=True, kw_only=True)  # with room for what is made out once
class Location:
    """A place of sheets. `value` is what the territory facet counts it under.

    `official` is the place of its code, None for a place that has only a name.
    `point` is latitude and longitude in degrees, None when nothing says where it is.
    """

    key: str
    value: str
    name: str
    official: OfficialPlace | None
    point: tuple[float, float] | None

    @cached_property
    def department(self) -> str:
        """The code of the department it stands in, or is; "" for a region or a name."""
        if self.official is None:
            return ""
        sort, _, number = self.official.code.partition(":")
        return number if sort == "department" else self.official.department

    @cached_property
    def folded_name(self) -> bytes:
        """The name as places are sorted by it."""
        return fold_words(self.name)

    @cached_property
    def department_or_self(self) -> str:
        """The code of the department it stands in, or is; else its own key."""
        return f"department:{self.department}" if self.department else self.key

    @cached_property
    def region_or_self(self) -> str:
        """The code of the region it stands in, or is; a name alone is its own key."""
        return place_and_parents(self.official)[-1] if self.official else self.key


def location_key(places: Places, row: Mapping[str, Value]) -> str:
    """Give the key by which a place is indexed: where `locate` finds it again.

    An official place is its code of today, whatever coordinates stand beside it; any
    other place is its name, with its coordinates where it has both. "" for no place.
    """
    code, name = str(row.get("code") or ""), str(row.get("name") or "")
    if code:
        place = places.get(code)
        return place.code if place else code
    point = _degrees(row.get("latitude"), 90), _degrees(row.get("longitude"), 180)
    if name and None not in point:
        return f"{name}\t{point[0]:.4f},{point[1]:.4f}"
    return name


@lru_cache(maxsize=50_000)
def locate(places: Places, key: str) -> Location:
    """Give the place of a key, be it unknown: then it is a name without a point.

    A name that ends as an official one does ("pays de Brest") stands there.
    """
    official = places.get(key)
    if official is not None:
        name = places.label(key)
        return _located(key, official.code, name, official, _point_of(official))
    if found := _KEY.fullmatch(key):
        name, latitude, longitude = found.groups()
        return _located(key, name, name, None, (float(latitude), float(longitude)))
    near = places.get(places.named(key.rpartition(" de ")[2]) or "")
    point = _point_of(near) if near else None
    return _located(key, key, places.label(key), None, point)


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the distance of two points over the ground (haversine)."""
    (lat0, lon0), (lat1, lon1) = (map(radians, point) for point in (one, other))
    half = (
        sin((lat1 - lat0) / 2) ** 2
        + cos(lat0) * cos(lat1) * sin((lon1 - lon0) / 2) ** 2
    )
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _located(
    key: str,
    value: str,
    name: str,
    official: OfficialPlace | None,
    point: tuple[float, float] | None,
) -> Location:
    return Location(key=key, value=value, name=name, official=official, point=point)


def _point_of(place: OfficialPlace) -> tuple[float, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return place.latitude, place.longitude


def _degrees(value: Value | None, most: int) -> float | None:
    """Read degrees; None for what is none, or goes beyond a pole or round the earth."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        degrees = float(value)
    except ValueError:
        return None
    return degrees if -most <= degrees <= most else None
