"""A stem depends on the folded form of a word alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from commons.core.domain.language.folding import fold_typography
from commons.core.text.french.morphology.stemming import (
    LONGEST_WORD,
    ODD_HEADS,
    stem_word,
)
from commons.core.text.french.stop_words import FAINT_WORDS, STOP_WORDS


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yeux", "oeil"),
        ("communication", "communiquer"),
        ("directrices", "directeur"),
        ("heureuse", "heureux"),
        ("anglaises", "anglais"),
        ("genoux", "genou"),
        ("qualites", "qualite"),
    ],
)
def test_forms_of_one_word_share_their_stem(one: str, other: str) -> None:
    assert stem_word(one) == stem_word(other)


def test_words_that_look_alike_keep_theirs() -> None:
    assert stem_word("jeu") != stem_word("jeune")
    assert stem_word("public") != stem_word("publication")


@pytest.mark.parametrize("word", ["ab", "2026", "co2", "bien-vivre", ""])
def test_what_is_no_plain_word_is_its_own_stem(word: str) -> None:
    assert stem_word(word) == word


def test_a_word_that_is_too_long_is_its_own_stem() -> None:
    longest = "a" * (LONGEST_WORD - 2) + "es"
    assert stem_word(longest) != longest
    assert stem_word(f"a{longest}") == f"a{longest}"


def test_threads_stem_side_by_side() -> None:
    words = [
        f"{head}{end}"
        for head in ("jardin", "habit", "partag")
        for end in (
            "er",
            "ier",
            "iere",
            "ant",
            "antes",
            "eait",
            "ons",
            "ement",
            "eront",
        )
    ]
    expected = [stem_word(word) for word in words]
    stem_word.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stem_word, words * 4)) == expected * 4


def test_words_that_say_little_are_folded_and_apart() -> None:
    for word in STOP_WORDS | FAINT_WORDS:
        assert fold_typography(word) == word
    assert not STOP_WORDS & FAINT_WORDS
    assert ("ye", "oe") in ODD_HEADS
    assert not [pair for pair in ODD_HEADS if pair[0] == pair[1]]
