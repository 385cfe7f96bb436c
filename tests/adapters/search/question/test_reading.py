"""A query is read as a whole: what is put right, what is begun, what is quoted."""

import time

import pytest

from commons.adapters.search.port import Deletion, Index
from commons.adapters.search.question.correction import KnownWords, words_beginning
from commons.adapters.search.question.spelling import build_lexicon
from tests.adapters.search.makers import a_document, ask, filled, ids


def test_a_word_of_deleted_sheets_alone_begins_nothing(index: Index) -> None:
    filled(index, a_document("a", title="Covoiturage"), a_document("b", title="Jardin"))
    index.apply([Deletion("a")], 2)
    for typed in ("covoitu", "jardin covoitu"):
        found = ask(index, typed)
        assert found.corrections == ()
    assert ids(ask(index, "jard")) == ["b"]


@pytest.mark.parametrize("typed", ["« mediaton »", '"mediaton"', "“mediaton”", '"co voiturage"'])  # fmt: skip
def test_nothing_is_put_right_within_quotation_marks(index: Index, typed: str) -> None:
    filled(index, a_document("a", title="Médiation et covoiturage"))
    assert ask(index, typed).corrections == ()
    assert ask(index, typed.strip('«»“”" ')).corrections != ()


def test_the_last_word_is_begun_after_a_word_that_was_put_right(index: Index) -> None:
    filled(
        index,
        a_document("both", title="Médiation et comparaison"),
        a_document("other", title="Médiation et composition", sequence=2),
        a_document("one", title="Médiation", sequence=3),
    )
    found = ask(index, "mediaton comp")
    assert found.corrections == (("mediaton", "médiation"),)
    assert set(ids(found)) == {"both", "other"}


def test_a_word_too_long_is_left_as_it_is(index: Index) -> None:
    filled(index, a_document("a", title="Covoiturage"))
    began = time.thread_time()
    found = ask(index, " ".join(["covoiturag" * 30, "x" * 41, "covoituragee" * 10]))
    assert found.corrections == ()
    assert time.thread_time() - began < 0.5


def test_the_shortest_beginnings_are_counted_and_no_more() -> None:
    counted: list[str] = []

    def count(word: str) -> int:
        counted.append(word)
        return len(word) % 2

    words = ["abaque", *("abaque" + "s" * n for n in range(1, 300))]
    known = KnownWords(
        lexicons=[build_lexicon(words)],
        count=count,
        frequency=lambda _: 0,
        written=str,
        others={},
        other_lexicon={},
    )
    assert words_beginning("abaq", known)[0] == "abaques"
    assert max(map(len, counted)) < 110


def test_a_joined_word_is_cut_once(index: Index) -> None:
    filled(index, a_document("a", title="Covoiturage"))
    assert ask(index, "co voiturage").corrections == (("co voiturage", "covoiturage"),)
