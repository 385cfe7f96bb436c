"""Words that mean nearly the same are near, and texts that are made of such words."""

import pytest

from commons.core.text.french.meaning.vectors import (
    DIMENSIONS,
    NOTHING,
    mixed_vector,
    similarity,
    text_vector,
)
from commons.core.text.french.morphology.stemming import stem_word


def stems(text: str) -> list[tuple[str, float]]:
    return [(stem_word(word), 1.0) for word in text.split()]


def nearness(one: str, other: str) -> float:
    return similarity(text_vector(stems(one)), text_vector(stems(other)))


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
def test_a_word_is_nearer_to_what_says_the_same(word: str, near: str, far: str) -> None:
    assert nearness(word, near) > nearness(word, far)


def test_a_text_is_as_near_as_can_be_to_itself() -> None:
    assert nearness("jardin partage", "jardin partage") == pytest.approx(1, abs=0.02)
    assert len(text_vector(stems("jardin"))) == DIMENSIONS


def test_words_that_are_not_known_have_no_meaning() -> None:
    assert text_vector([("xyzzyx", 1.0)]) == NOTHING == text_vector([])
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
