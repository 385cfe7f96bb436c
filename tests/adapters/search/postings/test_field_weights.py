"""What a word weighs depends on its document alone."""

import pytest

from commons.adapters.search.postings.field_weights import (
    LEADING,
    MOST_WORDS,
    weigh_terms,
)

NO_TEXT = dict.fromkeys(("title", "summary", "keywords", "needs", "main", "body"), "")


def weight(word: str, **texts: str) -> float:
    """Give what the exact form of a word weighs in these texts."""
    return weigh_terms({**NO_TEXT, **texts})[0].get(word, 0.0)


def test_what_a_document_is_about_weighs_more_than_what_runs_in_it() -> None:
    for key in ("title", "summary", "keywords", "needs"):
        assert LEADING <= weight("jardin", **{key: "jardin"}) < 1
    for key in ("main", "body"):
        assert 0 < weight("jardin", **{key: "jardin " * 500}) < LEADING


def test_a_word_weighs_less_among_many_and_more_when_it_comes_back() -> None:
    alone = weight("jardin", body="jardin")
    assert weight("jardin", body="jardin " + "mot " * 400) < alone
    assert weight("jardin", body="jardin jardin") > alone
    assert weight("jardin", title="jardin", body="jardin") > weight(
        "jardin", title="jardin"
    )


def test_stop_words_are_kept_where_titles_hold_nothing_else() -> None:
    assert weight("nous", title="Nous") >= LEADING
    assert weight("nous", body="nous") == 0.0


def test_forms_of_a_word_share_their_stem() -> None:
    exact, stems = weigh_terms({**NO_TEXT, "body": "jardin jardins"})
    assert exact.keys() == {"jardin", "jardins"}
    assert len(stems) == 1


def test_a_book_is_indexed_up_to_its_most_words() -> None:
    words = " ".join(f"mot{number}" for number in range(MOST_WORDS + 500))
    exact, _ = weigh_terms({**NO_TEXT, "title": "jardin", "body": words})
    assert "jardin" in exact
    assert "mot0" in exact
    assert MOST_WORDS - 10 <= len(exact) <= MOST_WORDS


def test_texts_without_words_weigh_nothing() -> None:
    assert weigh_terms(NO_TEXT) == ({}, {})
    with pytest.raises(KeyError, match="title"):
        weigh_terms({})
