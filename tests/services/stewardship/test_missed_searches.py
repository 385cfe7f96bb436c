"""What is noted of a search names nobody, keeps nobody waiting and fails for nobody."""

import time

import pytest

from commons.adapters.store.site import missed_searches as store
from commons.core.domain.site.missed_search import LONGEST_WISH, MissedSearch, Outcome
from commons.errors import FullError, UnfitFormError
from commons.services.stewardship import missed_searches
from commons.services.stewardship.missed_searches import (
    anonymous_words,
    note_search,
    wish_for_sheet,
)
from commons.wiring.components import Components


def noted(parts: Components) -> list[MissedSearch]:
    with parts.store.read() as work:
        return store.list_missed(work, limit=99)


def test_addresses_and_long_numbers_are_left_out(parts: Components) -> None:
    assert anonymous_words("appeler ana@exemple.fr au 06 12 34 56 78") == (
        "appeler … au …"
    )
    note_search(parts.store, "ana@exemple.fr", Outcome.NOTHING)
    note_search(parts.store, " \x00 ", Outcome.NOTHING)
    assert noted(parts) == []
    note_search(parts.store, "x" * 400, Outcome.NOTHING)
    assert len(noted(parts)[0].words) == 100


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("tel:06.12.34.56.78.a et", "… et"),
        ("a1-2-3-4-5-6b 1 2 3", "… 1 2 3"),
        ("06\u00a012\u202f34 56\t78 moulin", "… moulin"),
        ("+33 (0)6 12 34 56 78", "+33 …"),
        ("le 24/12/2025, 12345 pas", "le 24/12/2025, 12345 pas"),
        ("@ana @", "… …"),
    ],
)
def test_what_names_somebody_goes_with_the_word_that_it_stands_in(
    words: str, kept: str
) -> None:
    assert anonymous_words(words) == kept


@pytest.mark.parametrize(
    "part", ["a", "1", "1 ", "1a", "1.a", "a@", "é", " ", "12345x"]
)
def test_words_without_end_take_no_time(part: str) -> None:
    began = time.process_time()
    assert len(anonymous_words(part * (1_000_000 // len(part)))) <= 100
    assert time.process_time() - began < 0.2


def test_readers_see_no_change_of_the_token(parts: Components) -> None:
    before = parts.store.token()
    note_search(parts.store, "un moulin", Outcome.LITTLE)
    assert parts.store.token() == before
    assert [(one.words, one.outcome) for one in noted(parts)] == [
        ("un moulin", Outcome.LITTLE)
    ]


def test_no_reader_waits_for_a_writer(parts: Components) -> None:
    note_search(parts.store, "un lavoir", Outcome.NOTHING)
    with parts.store.write():
        waited = []
        for _ in range(5):
            began = time.monotonic()
            note_search(parts.store, "un moulin", Outcome.NOTHING)
            waited.append(time.monotonic() - began)
    assert min(waited) < 0.02
    assert [one.words for one in noted(parts)] == ["un lavoir"]
    note_search(parts.store, "un moulin", Outcome.NOTHING)
    assert len(noted(parts)) == 2


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_WISH + 1)])
def test_a_wish_says_something_and_not_too_much(parts: Components, text: str) -> None:
    with parts.store.write() as work, pytest.raises(UnfitFormError) as refused:
        wish_for_sheet(work, text, "moulin")
    assert "text" in refused.value.faults


def test_wishes_are_kept_until_there_are_too_many(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missed_searches, "MOST_WANTED", 1)
    with parts.store.write() as work:
        made = wish_for_sheet(work, "  Refaire un moulin ", "moulin ana@exemple.fr")
        assert (made.text, made.words) == ("Refaire un moulin", "moulin …")
        assert store.list_wanted(work, limit=9)[0].id == made.id
        with pytest.raises(FullError):
            wish_for_sheet(work, "Un autre", "")
