"""What is noted of a search names nobody, keeps nobody waiting and fails for nobody."""

import time

import pytest

from commons.adapters.store.site import missed_searches as store
from commons.core.domain.missed_search import LONGEST_WISH, MissedSearch, Outcome
from commons.errors import FullError, UnfitFormError
from commons.services.stewardship import missed_searches
from commons.services.stewardship.missed_searches import (
    anonymous_words,
    note_search,
    wish_for_sheet,
)
from commons.wiring import Components


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


def test_readers_see_no_change_of_the_token(parts: Components) -> None:
    before = parts.store.token()
    note_search(parts.store, "un moulin", Outcome.LITTLE)
    assert parts.store.token() == before
    assert [(one.words, one.outcome) for one in noted(parts)] == [
        ("un moulin", Outcome.LITTLE)
    ]


def test_no_reader_waits_for_a_writer(parts: Components) -> None:
    with parts.store.write():
        began = time.monotonic()
        note_search(parts.store, "un moulin", Outcome.NOTHING)
        assert time.monotonic() - began < 1
    assert noted(parts) == []


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
