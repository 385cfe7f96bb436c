"""The bytes of a segment: what is written is read, and what is cut is told."""

from array import array

import pytest

from commons.adapters.search.question.spelling import nearest_words
from commons.adapters.search.storage.encoding import (
    decode_lexicon,
    decode_row,
    decode_summary,
    encode_lexicon,
    encode_row,
    encode_summary,
)
from tests.adapters.search.makers import a_document
from tests.adapters.search.storage.test_contents import made_of


@pytest.mark.parametrize("size", [1, 65_536, 65_537, 10_000_000])
def test_postings_are_read_as_they_were_written(size: int) -> None:
    row = array("I", [0, size // 2, size - 1]), array("f", [0.25, 0.5, 0.75])
    documents, weights = decode_row(encode_row(row, size), size)
    assert (list(documents), list(weights)) == (list(row[0]), list(row[1]))


def test_postings_are_the_same_bytes_on_every_machine() -> None:
    row = array("I", [1, 258]), array("f", [0.5, 1.0])
    assert encode_row(row, 300) == bytes.fromhex("010002010000003f0000803f")


def test_postings_that_are_cut_short_are_refused() -> None:
    encoded = encode_row((array("I", [1, 2]), array("f", [0.5, 0.5])), 3)
    for length in range(1, len(encoded)):
        if length % 6:
            with pytest.raises(ValueError, match=r"short|multiple"):
                decode_row(encoded[:length], 3)


def test_postings_of_documents_that_are_not_there_are_refused() -> None:
    encoded = encode_row((array("I", [7, 2]), array("f", [0.5, 0.5])), 8)
    assert list(decode_row(encoded, 8)[0]) == [7, 2]
    with pytest.raises(ValueError, match="not there"):
        decode_row(encoded, 7)


def test_summary_and_lexicon_are_read_as_they_were_written() -> None:
    contents = made_of(
        [
            a_document("a", title="Enquête", facets={"place": ("Île-d’Yeu", "x\x1fy")}),
            a_document("b", title="Vélos", sequence=9),
        ]
    )
    summary = decode_summary(encode_summary(contents))
    assert summary.identifiers == ["a", "b"]
    assert list(summary.sequences) == [1, 9]
    assert summary.facets == contents.facets
    lexicon = decode_lexicon(encode_lexicon(contents))
    assert nearest_words("enquette", [lexicon]) == ["enquete"]
