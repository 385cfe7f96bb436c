"""The signs of experts are read, and leave the words at their places."""

import pytest

from commons.adapters.search.port import Index
from commons.adapters.search.question.syntax import flat_words, read_syntax
from tests.adapters.search.makers import a_document, ask, filled, ids


def test_what_has_no_sign_is_as_it_was() -> None:
    read = read_syntax("mettre l’eau-de-vie à 10 % - ou pas ?")
    assert read.plain == "mettre l’eau-de-vie à 10 % - ou pas ?"
    assert (read.phrases, read.excluded, read.titled) == ((), (), ())


@pytest.mark.parametrize("typed", ['"Prix libre" -vote', "«\u00a0prix libre\u00a0» -vote", "“prix LIBRE” −vote"])  # fmt: skip  # noqa: RUF001 - the signs that people type
def test_phrases_and_excluded_words_are_told_apart(typed: str) -> None:
    read = read_syntax(typed)
    assert (read.phrases, read.excluded) == (("prix libre",), ("vote",))
    assert len(read.plain) == len(typed)
    assert "vote" not in read.plain


def test_dashes_alone_exclude_nothing() -> None:
    assert read_syntax("-vote").excluded == ()
    assert read_syntax("- - -").excluded == ()
    assert read_syntax('"-vote"').excluded == ()


def test_words_are_flat_when_only_letters_and_blanks_are_left() -> None:
    assert flat_words("L’Œuvre : à\n2 mains !") == "l oeuvre a 2 mains"


def test_a_phrase_must_stand_word_for_word(index: Index) -> None:
    filled(
        index,
        a_document("whole", texts={"body": "Un prix libre, et juste."}),
        a_document("apart", texts={"body": "Libre de choisir le prix."}, sequence=2),
    )
    assert ids(ask(index, '"prix libre"')) == ["whole"]
    assert set(ids(ask(index, "prix libre"))) == {"whole", "apart"}


def test_an_excluded_word_stands_nowhere(index: Index) -> None:
    filled(
        index,
        a_document("public", title="Réunion publique"),
        a_document("other", title="Réunion d’équipe", sequence=2),
        a_document("plural", title="Réunions publiques", sequence=3),
    )
    assert ids(ask(index, "réunion -publique")) == ["other"]


def test_a_word_of_the_title_stands_there(index: Index) -> None:
    filled(
        index,
        a_document("title", title="Des cartes"),
        a_document("body", texts={"body": "une carte"}, sequence=2),
    )
    assert ids(ask(index, "titre:carte")) == ["title"]


def test_nothing_is_corrected_within_quotation_marks(index: Index) -> None:
    filled(index, a_document("a", title="Jardinage"))
    assert ask(index, '"jardinnage"').corrections == ()
    assert ask(index, "jardinnage").corrections == (("jardinnage", "jardinage"),)
