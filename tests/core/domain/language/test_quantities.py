"""Numbers of people are read as people write them."""

import time

import pytest

from commons.core.domain.language.quantities import Span, read_number, read_quantity


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("8", (8, 8)),
        ("1\u202f000", (1000, 1000)),
        ("huit", (8, 8)),
        ("30 personnes", (30, 30)),
        ("25 habitant.e.s", (25, 25)),
        ("12 participant·e·s", (12, 12)),
        ("douze joueurs/joueuses", (12, 12)),
        ("une dizaine", (10, 10)),
        ("une vingtaine de personnes", (20, 20)),
        ("une centaine d’élèves", (100, 100)),
        ("environ 25 habitants", (25, 25)),
        ("deux douzaines", (24, 24)),
        ("une bonne vingtaine de personnes", (20, 20)),
        ("une petite dizaine", (10, 10)),
        ("une 20aine", (20, 20)),
        ("12 env.", (12, 12)),
        ("20 or so", (20, 20)),
        ("à deux", (2, 2)),
        ("un groupe de 10", (10, 10)),
        ("12 animatrices", (12, 12)),
        ("a dozen people", (12, 12)),
        ("entre 8 et 12", (8, 12)),
        ("8-12", (8, 12)),
        ("8 – 12 personnes", (8, 12)),
        ("5-20", (5, 20)),
        ("2-100", (2, 100)),
        ("de 6 à 30 participant(e)s", (6, 30)),
        ("8 à 10 pers.", (8, 10)),
        ("10-15", (10, 15)),
        ("dix à vingt", (10, 20)),
        ("from 5 to 8 people", (5, 8)),
        ("8 → 12", (8, 12)),
        ("8 -> 12 pers", (8, 12)),
        ("groupes de 8 à 12 personnes", (8, 12)),
        ("10 à 15 pers. max", (10, 15)),
        ("10 minimum, 30 maximum", (10, 30)),
        ("min 5, max 10", (5, 10)),
        ("10 (max 15)", (10, 15)),
        ("de 8 jusqu’à 12", (8, 12)),
        ("à partir de 6", (6, None)),
        ("6+", (6, None)),
        ("10 personnes ou plus", (10, None)),
        ("6 personnes minimum", (6, None)),
        ("jusqu’à 20", (None, 20)),
        ("max. 12", (None, 12)),
        ("12 personnes max", (None, 12)),
        ("up to 40 people", (None, 40)),
        ("pas plus de 12", (None, 12)),
        ("un maximum de 30 personnes", (None, 30)),
        ("no more than 12", (None, 12)),
    ],
)
def test_a_number_a_range_and_a_bound_are_read(text: str, span: Span) -> None:
    assert read_quantity(text) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "beaucoup",
        "20 minutes",
        "1 à 2 h",
        "10-12-14",
        "entre 12 et 8",
        "min 30, max 10",
        "par groupes de 4",
        "10 adultes et 5 enfants",
        "à 14 h",
        "12 semaines",
        "3,5",
        "a few",
    ],
)
def test_what_says_no_number_of_people_is_none(text: str) -> None:
    assert read_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("vingt-cinq", 25),
        ("vingt et un", 21),
        ("soixante et onze", 71),
        ("soixante-dix-sept", 77),
        ("quatre-vingts", 80),
        ("quatre-vingt-dix-neuf", 99),
        ("cent un", 101),
        ("deux cents", 200),
        ("deux mille", 2000),
        ("three hundred and five", 305),
        ("deux trois", None),
        ("8 a 10", None),
    ],
)
def test_numbers_in_words(text: str, number: int | None) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "piece", ["un ", "8-", "a ", "max ", "é·e·s", "+", "entre ", "1 max "]
)
def test_a_long_text_costs_nothing(piece: str) -> None:
    started = time.process_time()
    for length in (20, 80, 100_000):
        read_quantity((piece * length)[:length])
    assert time.process_time() - started < 0.5
