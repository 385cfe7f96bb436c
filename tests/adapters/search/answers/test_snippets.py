"""The lines under a result show where its text answers."""

from hypothesis import given, strategies as st

from commons.adapters.search.answers.snippets import (
    LENGTH,
    LONGEST_START,
    best_stretch,
    groups_answered,
    opening_words,
)
from commons.adapters.search.port import Extract
from commons.adapters.search.question.word_groups import word_groups

ASKED = word_groups("jardin partagé")
FAR = "Rien ici. " * 60


def words(extract: Extract) -> str:
    return "".join(piece for _, piece in extract)


def marked(extract: Extract) -> list[str]:
    return [piece for asked, piece in extract if asked]


def test_an_opening_marks_the_words_that_answer() -> None:
    found = opening_words("Les jardins\nà partager.", ASKED)
    assert found == (
        (False, "Les "),
        (True, "jardins"),
        (False, " à "),
        (True, "partager"),
        (False, "."),
    )


def test_a_long_opening_is_cut_between_two_words() -> None:
    found = opening_words(FAR, ASKED)
    assert words(found).endswith(" …")
    assert len(words(found)) <= LONGEST_START + 2
    assert FAR.startswith(words(found).removesuffix(" …"))
    assert FAR[len(words(found)) - 2] == " "
    assert opening_words("", ASKED) == ()


def test_the_stretch_is_where_most_words_are_answered() -> None:
    text = f"Un jardin. {FAR}Les jardins sont partagés. {FAR}"
    found = best_stretch([text], ASKED)
    assert marked(found) == ["jardins", "partagés"]
    assert words(found).startswith("… ")
    assert words(found).endswith(" …")
    assert len(words(found)) <= LENGTH + 4


def test_the_first_text_that_answers_as_many_wins() -> None:
    texts = ["Rien.", "Un jardin.", "Deux jardins.", "Partager nos jardins."]
    assert words(best_stretch(texts[:3], ASKED)) == "Un jardin."
    assert words(best_stretch(texts, ASKED)) == "Partager nos jardins."


def test_a_stretch_keeps_within_its_paragraph() -> None:
    found = best_stretch(["Titre\n\nUn jardin.\n\nPartagé"], ASKED)
    assert words(found) == "Un jardin."


def test_what_does_not_answer_has_no_stretch() -> None:
    assert best_stretch(["Rien.", ""], ASKED) == ()
    assert best_stretch([], ASKED) == ()
    assert best_stretch(["Un jardin."], ()) == ()


def test_the_groups_that_texts_answer_are_known() -> None:
    garden, shared = ASKED
    assert groups_answered(["Un jardin", "rien"], ASKED) == {garden}
    assert groups_answered(["Un jardin", "à partager"], ASKED) == {garden, shared}
    assert groups_answered([], ASKED) == set()


@given(st.lists(st.sampled_from(["jardin", "partagé", " ", "\n\n", "mot", "·s", "é"])))
def test_an_opening_that_is_not_cut_is_the_text(pieces: list[str]) -> None:
    text = "".join(pieces)[: LONGEST_START - 1]
    found = opening_words(text, ASKED)
    assert words(found) == text.rstrip().replace("\n", " ")
    assert all(piece for _, piece in found)
