"""Words are picked from a text where they stand, in French and in English."""

from hypothesis import given, strategies

from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.morphology.stemming import stem_english_word, stem_word
from commons.core.text.french.occurrences import (
    MOST_SPELT,
    spelling_of,
    stem_occurrences,
)


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


WORDS = [
    *("L’été", "l'habitante", "d’œuvres", "Les", "yeux", "aujourd’hui", "presqu’île"),
    *("lectures", "lu", "LU", "vus", "O’Clock", "S.C.I.C.", "acteur·ice", "ŒUVRE"),
    *("co-construire", "e\u0301te\u0301", "Éléphant", "qu’une", "qu\u02bcelle", "Ça"),
    *("d'd’eau", "straße", "l\u02bc\u0131le", "漢字"),
]


@given(
    strategies.lists(
        strategies.one_of(
            strategies.sampled_from(WORDS),
            strategies.text("aeéïlsdœ'’-.·L", max_size=9),
        ),
        max_size=12,
    ),
    strategies.sampled_from([" ", ", ", "'", "."]),
)
def test_the_same_words_are_picked_as_by_analysing_all(
    words: list[str], between: str
) -> None:
    text = between.join(words)
    known = [token for token in analyse_text(text) if not token.without]
    for stem in {token.stem for token in known}:
        found = [(t.start, t.end) for t in stem_occurrences(text, {stem})]
        assert found == [(t.start, t.end) for t in known if t.stem == stem]
