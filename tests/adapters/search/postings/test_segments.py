"""Sets of documents are integers; postings say who holds a term and who is about it."""

import pytest

from commons.adapters.search.postings.field_weights import LEADING
from commons.adapters.search.postings.segments import (
    NO_POSTINGS,
    bits_of,
    documents_of,
    term_postings,
    term_rarity,
)


@pytest.mark.parametrize("documents", [[], [0], [7, 8, 9], [0, 63, 64, 999]])
def test_a_set_gives_back_its_documents_rising(documents: list[int]) -> None:
    bits = bits_of(documents, 1_000)
    assert bits == sum(1 << document for document in documents)
    assert list(documents_of(bits, 1_000)) == documents


def test_postings_tell_apart_who_is_about_a_term() -> None:
    found = term_postings([1, 4], [LEADING / 2, LEADING], 5)
    assert (found.bits, found.leading) == (0b10010, 0b10000)
    assert (NO_POSTINGS.bits, list(NO_POSTINGS.documents)) == (0, [])


def test_a_term_tells_the_more_the_fewer_hold_it_and_never_less_than_nothing() -> None:
    told = [term_rarity(number, 100) for number in range(101)]
    assert told == sorted(told, reverse=True)
    assert told[0] > 5 > told[50] > told[100] > 0
