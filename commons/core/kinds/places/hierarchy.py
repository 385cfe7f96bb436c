"""Knows in which larger places a place of France stands."""

from collections.abc import Mapping
from functools import lru_cache

from commons.core.kinds.places.register import OfficialPlace, Places

REGIONS: Mapping[str, tuple[str, ...]] = {
    region: tuple(departments.split())
    for region, departments in {
        "01": "971",
        "02": "972",
        "03": "973",
        "04": "974",
        "06": "976",
        "11": "75 77 78 91 92 93 94 95",
        "24": "18 28 36 37 41 45",
        "27": "21 25 39 58 70 71 89 90",
        "28": "14 27 50 61 76",
        "32": "02 59 60 62 80",
        "44": "08 10 51 52 54 55 57 67 68 88",
        "52": "44 49 53 72 85",
        "53": "22 29 35 56",
        "75": "16 17 19 23 24 33 40 47 64 79 86 87",
        "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
        "84": "01 03 07 15 26 38 42 43 63 69 73 74",
        "93": "04 05 06 13 83 84",
        "94": "2A 2B",
    }.items()
}
"""Code of a region -> codes of its departments (INSEE, Code officiel géographique)."""

_REGION_OF = {
    department: region
    for region, departments in REGIONS.items()
    for department in departments
}


def place_and_parents(place: OfficialPlace) -> tuple[str, ...]:
    """Give the code of a place, then of the department and region it stands in."""
    sort, _, number = place.code.partition(":")
    department = number if sort == "department" else place.department
    above = [f"department:{place.department}"] if place.department else []
    if department in _REGION_OF:
        above.append(f"region:{_REGION_OF[department]}")
    return (place.code, *above)


@lru_cache(maxsize=50_000)
def codes_around(places: Places, code: str) -> tuple[str, ...]:
    """Give the codes of where a code stands, today's for a merged commune.

    A code that no list has stands alone.
    """
    place = places.get(code)
    return place_and_parents(place) if place else (code,)
