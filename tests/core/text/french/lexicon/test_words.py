"""The words of French: which are, under which entry, and how they are written."""

import pytest

from commons.core.text.french.lexicon.words import (
    LEAST_RARE,
    dictionary_form,
    frequent_words,
    is_english,
    is_word,
    rareness,
)


@pytest.mark.parametrize(
    ("form", "entry"),
    [
        ("jardins", "jardin"),
        ("formatrices", "formateur"),
        ("viennent", "venir"),
        ("animer", "animer"),
        ("zzz", ""),
        ("zythum", "zythum"),
    ],
)
def test_a_form_stands_under_its_entry(form: str, entry: str) -> None:
    assert dictionary_form(form) == entry


@pytest.mark.parametrize("word", ["balade", "impact", "covid", "brainstorming", "repair", "comment"])  # fmt: skip
def test_words_of_today_and_frequent_english_are_known(word: str) -> None:
    assert is_word(word)


@pytest.mark.parametrize("word", ["coment", "atelie", "mouvan", "budjet", ""])
def test_errors_are_not_words(word: str) -> None:
    assert not is_word(word)


def test_frequent_words_have_their_accents_and_their_rank() -> None:
    known = frequent_words()
    assert known["ecole"].written == "école"
    assert known["de"].rank < known["ecole"].rank < known["bibliotheque"].rank
    assert is_english("meeting")
    assert not is_english("jardin")


def test_a_frequent_word_is_less_rare_than_others() -> None:
    rows = [rareness(word) for word in ("faire", "personnes", "organiser", "compost", "xyzzy")]  # fmt: skip
    assert rows == sorted(rows)
    assert LEAST_RARE <= rows[0] < 0.7 < rows[-2] < rows[-1] == 1.0
    assert rareness("organisons") == rareness("organiser")
