"""Words are picked from a text where they stand, in French and in English."""

from commons.core.text.french.occurrences import (
    MOST_SPELT,
    spelling_of,
    stem_occurrences,
)
from commons.core.text.french.stemming import stem_english_word, stem_word


def test_words_of_both_languages_are_picked() -> None:
    text = "Les réunions, the meetings et la réunion."
    stems = {stem_word("reunion"), stem_english_word("meeting")}
    found = [(text[t.start : t.end], t.stem) for t in stem_occurrences(text, stems)]
    assert found == [
        ("réunions", "reun"),
        ("meetings", "en_meet"),
        ("réunion", "reun"),
    ]


def test_a_word_is_given_as_the_text_writes_it() -> None:
    assert spelling_of("À la Médiathèque", "mediatheque") == "Médiathèque"
    assert spelling_of("À la médiathèque", "theque") == ""


def test_the_spelling_of_a_word_is_looked_for_in_a_bounded_part_of_a_text() -> None:
    begun = "mot " * (MOST_SPELT - 1)
    assert spelling_of(f"{begun} Médiathèque", "mediatheque") == "Médiathèque"
    assert spelling_of(f"{begun} mot Médiathèque", "mediatheque") == ""
