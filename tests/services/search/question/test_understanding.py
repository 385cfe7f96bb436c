"""Numbers and fields are read out of a question, and what cannot be is left alone."""

from itertools import product

import pytest

from commons.core.domain.schema.kind import Values
from commons.services.search.facets import (
    MINUTES,
    NO_END,
    PEOPLE,
    fitting_numbers,
    list_facets,
)
from commons.services.search.question.understanding import read_question
from commons.wiring.assembly import load_schema
from tests.core.kinds.examples import revision

SCHEMA, PLACES = load_schema()
FACETS = list_facets(SCHEMA, PLACES)
VALUES = {"kind": ("method", "tool"), "theme": ("culture", "food"), "mode": ("remote",)}

PEOPLE_SAID = [
    ("nous sommes 25", 25), ("on est 12", 12), ("On sera une vingtaine", 20),
    ("pour 8 personnes", 8), ("avec une trentaine d’élèves", 30),
    ("un groupe de douze", 12), ("we are 40", 40), ("for ten people", 10),
    ("nous sommes environ 15 adultes", 15), ("pour deux enfants", 2),
]  # fmt: skip
TIME_SAID = [
    ("on a deux heures", 120), ("nous avons 1 h 30", 90), ("pendant 45 minutes", 45),
    ("en une demi-heure", 30), ("on a une heure et demie", 90), ("en 2h", 120),
    ("nous disposons d’une journée", 1440), ("pendant trois jours", 4320),
    ("we have half an hour", 30), ("in 20 min", 20),
]  # fmt: skip
SUBJECTS = ["un débat", "atelier dehors"]


@pytest.mark.parametrize(
    ("people", "time", "subject"), list(product(PEOPLE_SAID, TIME_SAID, SUBJECTS))
)
def test_people_and_time_are_read_whatever_is_asked(
    people: tuple[str, int], time: tuple[str, int], subject: str
) -> None:
    read = read_question(f"{subject}, {people[0]}, {time[0]}", FACETS, dict)
    assert dict(read.numbers) == {PEOPLE: people[1], MINUTES: time[1]}
    assert read.words.startswith(subject)
    assert not any(sign.isdigit() for sign in read.words)


@pytest.mark.parametrize(
    "typed",
    [
        "rendez-vous à 18 h", "les 56 innovations sociales", "agenda 21", "phillips 6x6",
        "l’assemblée de 2018", "une journée portes ouvertes", "on est perdus",
        "faire travailler 150 élus", "nous sommes fatigués", "depuis deux heures", "",
    ],
)  # fmt: skip
def test_other_numbers_are_words(typed: str) -> None:
    read = read_question(typed, FACETS, dict)
    assert (read.words, dict(read.numbers)) == (typed, {})


def test_what_says_numbers_alone_asks_for_no_word() -> None:
    assert read_question("nous sommes 25 et on a deux heures", FACETS, dict).words == ""


def test_a_number_that_is_not_to_be_read_is_no_word_either() -> None:
    read = read_question("débat pour 8 personnes", FACETS, dict, frozenset({PEOPLE}))
    assert (read.words, dict(read.numbers)) == ("débat", {})


def test_fields_that_are_known_become_filters() -> None:
    read = read_question(
        'jeu sorte:méthode thème:"culture" inconnu:rien', FACETS, lambda: VALUES
    )
    assert dict(read.filters) == {"kind": ("method",), "theme": ("culture",)}
    assert read.words == "jeu inconnu:rien"


@pytest.mark.parametrize(
    ("values", "fits"),
    [
        (
            {"group_min": 6, "group_max": 12, "duration": "PT1H"},
            {PEOPLE: (6, 12), MINUTES: (60, NO_END)},
        ),
        ({"group_max": 30}, {PEOPLE: (1, 30)}),
        ({"group_min": 8}, {PEOPLE: (8, 8)}),
        ({"duration": "P1D"}, {MINUTES: (1440, NO_END)}),
        ({}, {}),
    ],
)
def test_a_sheet_says_what_it_fits(
    values: Values, fits: dict[str, tuple[int, int]]
) -> None:
    assert fitting_numbers(revision("method", values)) == fits
