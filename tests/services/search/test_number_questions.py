"""Whatever is asked with numbers, no sheet that does not fit them comes unsaid."""

from itertools import product

import pytest

from commons.adapters.search.port import Query
from commons.services.search.facets import MINUTES, PEOPLE, fitting_numbers, list_facets
from commons.services.search.find import search_fitting, understand_query
from commons.wiring.assembly import load_schema
from tests.relevance.engines import indexed_sheets
from tests.relevance.judged import read_sheets, read_starter_sheets

PEOPLE_SAID = [
    ("on est 12", 12), ("nous sommes vingt-cinq", 25), ("pour une dizaine de jeunes", 10),
    ("à 40 personnes", 40), ("un groupe de six", 6), ("nous serons entre 8 et 15", 15),
    ("avec une trentaine d’habitants", 30), ("on est trois", 3),
    ("pour cent vingt personnes", 120), ("we are twenty", 20),
]  # fmt: skip
TIME_SAID = [
    ("une heure et demie", 90), ("en 2 h", 120), ("on a trois quarts d’heure", 45),
    ("pendant une heure", 60), ("de 18 h à 20 h", 120), ("un quart d’heure", 15),
    ("en une demi-journée", 240), ("une heure et quart", 75), ("1h30", 90), ("in 90 min", 90),
]  # fmt: skip
SUBJECTS = ["", "dehors"]


@pytest.fixture(scope="module")
def sheets():
    found = {**read_sheets(), **read_starter_sheets()}
    return found, indexed_sheets(found), list_facets(*load_schema())


def test_there_are_two_hundred_questions() -> None:
    assert len(list(product(PEOPLE_SAID, TIME_SAID, SUBJECTS))) == 200


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("people", PEOPLE_SAID)
def test_what_does_not_fit_is_not_there(sheets, people, subject) -> None:
    known, index, facets = sheets
    by_id = {one.sheet: one for one in known.values()}
    for said, minutes in TIME_SAID:
        typed = ", ".join(filter(None, (people[0], said, subject)))
        query = Query(words=typed, size=100)
        asked = understand_query(facets, index, query)
        assert dict(asked.fits) == {PEOPLE: people[1], MINUTES: minutes}, typed
        found, answered = search_fitting(index, asked, query)
        assert found.total or answered == asked, typed
        for hit in found.hits:
            spans = fitting_numbers(by_id[hit.id])
            for name, number in answered.fits.items():
                low, high = spans[name]
                assert low <= number <= high, (typed, hit.id)
