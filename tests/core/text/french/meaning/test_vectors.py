"""Words that mean nearly the same are near, and texts that are made of such words."""

import pytest

from commons.core.text.french.meaning import vectors
from commons.core.text.french.meaning.vectors import (
    DEFINED,
    DIMENSIONS,
    NOTHING,
    USED,
    Nearness,
    known_stems,
    mixed_vector,
    similarity,
    text_vector,
)
from commons.core.text.french.morphology.stemming import stem_word


def stems(text: str) -> list[tuple[str, float]]:
    return [(stem_word(word), 1.0) for word in text.split()]


def nearness(one: str, other: str, source: Nearness = DEFINED) -> float:
    return similarity(
        text_vector(stems(one), source), text_vector(stems(other), source)
    )


@pytest.mark.parametrize("source", [DEFINED, USED])
@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("dispute", "querelle", "legume"),
        ("poubelle", "dechet", "musique"),
        ("docteur", "malade", "voiture"),
        ("argent", "monnaie", "foret"),
        ("voisin", "proche", "microscope"),
    ],
)
def test_a_word_is_nearer_to_what_says_the_same(
    source: Nearness, word: str, near: str, far: str
) -> None:
    assert nearness(word, near, source) > nearness(word, far, source)


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("voisins fachent", "apaiser conflits quartier", "jardin potager"),
        ("personne parler", "donner parole", "budget annuel"),
        ("vieux seuls maison", "isolement personnes agees", "toit panneaux"),
    ],
)
def test_what_is_told_in_other_words_is_near_in_use(
    question: str, near: str, far: str
) -> None:
    assert nearness(question, near, USED) > nearness(question, far, USED)


@pytest.mark.parametrize("source", [DEFINED, USED])
def test_a_text_is_as_near_as_can_be_to_itself(source: Nearness) -> None:
    garden = "jardin partage"
    assert nearness(garden, garden, source) == pytest.approx(1, abs=0.03)
    assert len(text_vector(stems("jardin"), source)) == DIMENSIONS


def test_each_word_has_numbers_of_its_own_in_use() -> None:
    rows = vectors.read_rows(USED)
    count = len(known_stems())
    assert len(rows) == count * USED.width
    every = {rows[n * USED.width : (n + 1) * USED.width] for n in range(count)}
    assert len(every) > 0.95 * count  # few words are written alike but for an accent


@pytest.mark.parametrize("source", [DEFINED, USED])
def test_words_that_are_not_known_have_no_meaning(source: Nearness) -> None:
    unknown = [("xyzzyx", 1.0)]
    assert text_vector(unknown, source) == NOTHING == text_vector([], source)
    assert mixed_vector([([], 1.0), ([("xyzzyx", 1.0)], 2.0)]) == NOTHING
    assert similarity(NOTHING, text_vector(stems("jardin"))) == 0


def test_the_weight_of_a_text_says_how_far_it_counts() -> None:
    garden, money = stems("jardin potager"), stems("argent monnaie")
    mixed = mixed_vector([(garden, 3.0), (money, 1.0)])
    assert similarity(mixed, text_vector(garden)) > similarity(
        mixed, text_vector(money)
    )


def test_frequent_words_say_less_than_rare_ones() -> None:
    both = text_vector(stems("chose compost"))
    assert similarity(both, text_vector(stems("compost"))) > similarity(
        both, text_vector(stems("chose"))
    )
