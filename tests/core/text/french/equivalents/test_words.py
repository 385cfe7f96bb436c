"""Words have others that say the same, in French and from English."""

import pytest

from commons.core.text.french.equivalents.words import french_of, synonyms_of
from commons.core.text.french.morphology.stemming import (
    ENGLISH,
    stem_english_word,
    stem_word,
)


@pytest.mark.parametrize(
    ("word", "other"),
    [("ordures", "déchet"), ("toubib", "médecin"), ("bouquin", "livre")],
)
def test_a_word_has_others_that_say_the_same(word: str, other: str) -> None:
    plain = other.replace("é", "e")
    assert stem_word(plain) in synonyms_of(stem_word(word))


def test_an_english_word_has_words_of_french() -> None:
    neighbour = stem_english_word("neighbours").removeprefix(ENGLISH)
    assert french_of(neighbour)[0] == stem_word("voisin")


def test_what_no_dictionary_has_has_none() -> None:
    assert synonyms_of("zzyzx") == french_of("zzyzx") == ()
    assert synonyms_of("") == synonyms_of("ordur dechet") == ()
