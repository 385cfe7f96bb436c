"""Where the place of a sheet stands."""

from math import isclose

import pytest

from commons.core.domain.schema.kind import Value
from commons.core.kinds.places.location import distance_km, locate, location_key
from commons.core.kinds.places.register import read_places
from commons.wiring.shipped import shipped_folder

PLACES = read_places(shipped_folder("schemas"))
BREST = (48.39, -4.49)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ({"code": "commune:29019"}, "commune:29019"),
        ({"code": "commune:29019", "latitude": 1.0, "longitude": 2.0}, "commune:29019"),
        ({"code": "commune:50099"}, "commune:50099"),
        ({"code": "commune:99999"}, "commune:99999"),
        ({"name": "pays de Brest"}, "pays de Brest"),
        ({"name": "Iroise", "latitude": 48.4}, "Iroise"),
        ({"name": "Iroise", "latitude": 48.4, "longitude": "-5"}, "Iroise\t48.4000,-5.0000"),
        ({"name": "Iroise", "latitude": 91, "longitude": 0}, "Iroise"),
        ({"name": "Iroise", "latitude": "nan", "longitude": 0}, "Iroise"),
        ({"name": "Iroise", "latitude": True, "longitude": 0}, "Iroise"),
        ({"name": "Iroise", "latitude": [], "longitude": "x"}, "Iroise"),
        ({}, ""),
    ],
)  # fmt: skip
def test_a_place_has_a_key_and_the_key_leads_back(
    row: dict[str, Value], key: str
) -> None:
    assert location_key(PLACES, row) == key
    assert locate(PLACES, key).name == PLACES.label(key).partition("\t")[0]


def test_a_merged_commune_stands_under_the_code_of_today() -> None:
    key = location_key(PLACES, {"code": "commune:50173"})
    assert key == "commune:50129"
    assert locate(PLACES, key).name == "Cherbourg-en-Cotentin"


def test_an_official_place_knows_its_point_and_its_department() -> None:
    brest = locate(PLACES, "commune:29019")
    assert brest.point is not None
    assert distance_km(brest.point, BREST) < 2
    assert (brest.value, brest.department) == ("commune:29019", "29")
    assert locate(PLACES, "department:29").department == "29"
    assert locate(PLACES, "region:53").department == ""


def test_a_name_stands_at_its_coordinates_or_where_its_last_words_are() -> None:
    sea = locate(PLACES, "Mer d’Iroise\t48.3000,-5.0000")
    assert (sea.name, sea.value, sea.official) == ("Mer d’Iroise", "Mer d’Iroise", None)
    assert sea.point == (48.3, -5.0)
    country = locate(PLACES, "pays de Brest")
    assert country.point == locate(PLACES, "commune:29019").point
    assert country.official is None


def test_what_nothing_locates_has_no_point() -> None:
    assert locate(PLACES, "en ligne").point is None
    assert locate(PLACES, "commune:98818").point is None  # in Nouvelle-Calédonie
    assert locate(PLACES, "commune:99999").point is None


def test_distances_go_over_the_ground() -> None:
    paris, brest = (48.8566, 2.3522), (48.3904, -4.4861)
    assert 500 < distance_km(paris, brest) < 510
    assert distance_km(paris, paris) == 0
    assert isclose(distance_km((0, 0), (0, 180)), 20_015, rel_tol=0.001)
