"""Names of places are alike whatever their signs, and with few typing errors."""

import pytest

from commons.core.kinds.places.name_matching import (
    errors_between,
    errors_forgiven,
    similar_words,
)

VOCABULARY = b"brest\nbrestot\nquimper\nquimperle\nrennes\n"


@pytest.mark.parametrize(
    ("word", "errors"), [(b"", 0), (b"pau", 0), (b"lyon", 1), (b"quimper", 1)]
)
def test_short_words_forgive_less(word: bytes, errors: int) -> None:
    assert errors_forgiven(word) == errors
    assert errors_forgiven(word * 20 if word else b"a" * 99) == 2


@pytest.mark.parametrize(
    ("typed", "word", "errors"),
    [
        (b"brest", b"brest", 0),
        (b"bre", b"brest", 0),
        (b"brset", b"brest", 1),
        (b"brast", b"brest", 1),
        (b"breest", b"brest", 1),
        (b"best", b"brest", 1),
        (b"rbset", b"brest", 2),
    ],
)
def test_errors_are_counted_against_how_a_word_begins(
    typed: bytes, word: bytes, errors: int
) -> None:
    assert errors_between(typed, word, 2) == errors


def test_past_the_most_errors_are_only_known_to_be_more() -> None:
    assert errors_between(b"rennes", b"brest", 1) > 1
    assert errors_between(b"a", b"b", 0) == 1


def test_the_nearest_words_come_first() -> None:
    assert similar_words(VOCABULARY, b"quimpre") == [
        (1, b"quimper"),
        (1, b"quimperle"),
    ]
    assert similar_words(VOCABULARY, b"brest") == [(0, b"brest"), (0, b"brestot")]
    assert similar_words(VOCABULARY, b"marseille") == []


def test_no_more_than_twelve_words_are_given() -> None:
    many = b"".join(b"quimper%d\n" % number for number in range(10, 60))
    assert len(similar_words(many, b"quimper")) == 12
