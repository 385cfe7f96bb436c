"""How many people and how much time is read, however it is said."""

import time
from itertools import product

import pytest

from commons.services.search.facets import MINUTES, PEOPLE
from commons.services.search.question.question_numbers import said_numbers

PEOPLE_SAID = [
    ("nous sommes 25", 25), ("on est vingt-cinq", 25), ("on est soixante-dix", 70),
    ("nous serons quatre-vingt-dix", 90), ("on sera cent vingt", 120),
    ("nous sommes vingt et un", 21), ("nous serons entre 8 et 12", 12),
    ("pour une bonne dizaine de personnes", 10), ("avec 15 à 20 jeunes", 20),
    ("un groupe de quarante", 40), ("une classe de 28 élèves", 28),
    ("une équipe de dix-sept", 17), ("pour deux cents habitants", 200),
    ("il y aura une centaine de participants", 100), ("we are twenty five", 25),
    ("for about thirty students", 30), ("a group of twelve", 12),
    ("autour de 30 personnes", 30), ("on attend 60 voisins", 60),
    ("pour six à huit adultes", 8), ("nous sommes plus de cinquante", 50),
    ("nous sommes autour de 30", 30), ("on sera autour d’une trentaine", 30),
    ("nous serons moins d’une dizaine", 10), ("on est plus d’une centaine", 100),
    ("un repas à 14", 14), ("un groupe de 6 à 12", 12), ("un jeu pour 8 à 10", 10),
    ("entre 6 et 12 personnes", 12), ("un tour de table à 9", 9),
]  # fmt: skip
TIME_SAID = [
    ("on a deux heures", 120), ("une heure et quart", 75), ("demie heure", 30),
    ("en trois quarts d’heure", 45), ("pendant vingt-cinq minutes", 25),
    ("une heure trente", 90), ("1h45", 105), ("2 h 30 min", 150), ("1,5 h", 90),
    ("une demi-journée", 240), ("de 18 h à 20 h", 120), ("de 9h30 à 12h", 150),
    ("1 à 2 heures", 120), ("entre une heure et une heure et demie", 90),
    ("une heure ou deux heures", 120), ("un quart d’heure", 15), ("1/4 d’heure", 15),
    ("two and a half hours", 150), ("an hour and a half", 90), ("90 min", 90),
    ("quarante-cinq minutes", 45), ("une demi heure", 30), ("half an hour", 30),
    ("deux heures et demie", 150), ("trois heures moins", 180),
]  # fmt: skip


def _said(typed: str) -> dict[str, int]:
    return {one.name: one.number for one in said_numbers(typed)}


@pytest.mark.parametrize(("typed", "number"), PEOPLE_SAID)
@pytest.mark.parametrize(
    "around", ["{}", "un débat, {}", "{} dehors", "{}, sans écran"]
)
def test_people_are_read(typed: str, number: int, around: str) -> None:
    assert _said(around.format(typed)) == {PEOPLE: number}


@pytest.mark.parametrize(("typed", "number"), TIME_SAID)
@pytest.mark.parametrize(
    "around", ["{}", "un débat, {}", "{} dehors", "{}, sans écran"]
)
def test_time_is_read(typed: str, number: int, around: str) -> None:
    assert _said(around.format(typed)) == {MINUTES: number}


@pytest.mark.parametrize(
    ("people", "length"), list(product(PEOPLE_SAID[::3], TIME_SAID[::4]))
)
def test_both_are_read_in_any_order(
    people: tuple[str, int], length: tuple[str, int]
) -> None:
    both = {PEOPLE: people[1], MINUTES: length[1]}
    assert _said(f"{people[0]}, {length[0]}") == both
    assert _said(f"{length[0]}, {people[0]}, dehors") == both


@pytest.mark.parametrize(
    "typed",
    [
        "nous sommes trois communes", "les 3 personnes qui décident", "à 18 h",
        "dans les années 80", "100 % bio", "zone à 30 km", "le plan 2030",
        "on est le 12 mars", "1 000 euros", "pour 8 euros", "article 49",
        "un enfant de 8 ans", "phillips 6x6", "des jeunes de 16 à 25 ans", "",
        "nous avons trois ordinateurs", "avec deux animatrices", "10 idées",
        "de 12 à 18", "enfants de 6 à 12", "ouvert de 9 à 17", "de douze à dix-huit",
        "entre 12 à 18", "mardi à 14", "une réunion jeudi soir à 20", "demain à 10",
        "samedi 12 à 14", "le 3 décembre à 18", "cet après-midi à 15", "de midi à 14",
        "rendez-vous à 14", "aujourd’hui à 17",
    ],
)  # fmt: skip
def test_other_numbers_are_left_alone(typed: str) -> None:
    assert _said(typed) == {}


def test_a_long_question_costs_little() -> None:
    for piece in ("nous sommes vingt ", "entre 8 et ", "une heure et ", "12 personnes"):
        began = time.thread_time()
        said_numbers(piece * 30)
        assert time.thread_time() - began < 0.2
