"""Words of one verb are told from words that look alike."""

import pytest

from commons.core.text.french.morphology.derivation import are_one_word, derivation_root


@pytest.mark.parametrize(
    "words",
    [
        "animer animation animateur animatrice animations",
        "renover renovation renovateur",
        "cartographier cartographie",
        "mediateur mediation mediatrice",
        "participer participation participants",
        "heberger hebergement",
        "jardiner jardinage",
    ],
)
def test_words_of_one_verb_have_one_root(words: str) -> None:
    assert len({derivation_root(word) for word in words.split()}) == 1
    assert derivation_root(words.split(maxsplit=1)[0])


@pytest.mark.parametrize("word", ["rue", "village", "objectif", "objection", "personne", "nation", "xyz", ""])  # fmt: skip
def test_what_no_verb_makes_has_no_root(word: str) -> None:
    assert derivation_root(word) == ""


@pytest.mark.parametrize(
    ("first", "second", "one"),
    [
        ("reunion", "reunions", True),
        ("mentor", "mentorat", True),
        ("facilitateur", "facilitation", True),
        ("icebreakers", "icebreaker", True),
        ("personne", "personas", False),
        ("faire", "foire", False),
        ("commune", "communs", False),
        ("salle", "sel", False),
    ],
)
def test_words_are_one_or_not(first: str, second: str, one: bool) -> None:  # noqa: FBT001
    assert are_one_word(first, second) is one
    assert are_one_word(second, first) is one
