"""What an index holds, whatever stores it: postings, segments, sets of documents.

Sets of documents are integers, one bit a document.
"""

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from typing import Protocol

from commons.adapters.search.postings.field_weights import LEADING


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The documents of a term, rising, their weights, and the same as bits.

    `leading` are the bits of those that are about it, whose weight says so.
    """

    documents: Sequence[int]
    weights: Sequence[float]
    bits: int
    leading: int


NO_POSTINGS = Postings(documents=array("I"), weights=array("f"), bits=0, leading=0)


class Segment(Protocol):
    """A part of an index that never changes; documents count from 0."""

    @property
    def size(self) -> int:
        """How many documents it has, gone ones included."""

    @property
    def sequences(self) -> Sequence[int]:
        """The sequence of each document."""

    @property
    def meanings(self) -> Sequence[str]:
        """The meaning of each document, as `encode_meaning` writes it."""

    @property
    def youngest_first(self) -> Sequence[int]:
        """The documents, those with the highest sequence first; of equals the last."""

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """The documents of each value of each field."""

    @property
    def behind(self) -> int:
        """The documents that are BEHIND."""

    def exact(self, form: str) -> Postings:
        """Give the documents that hold this exact form."""

    def stem(self, root: str) -> Postings:
        """Give the documents that hold this stem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A segment with the bits of its live documents."""

    segment: Segment
    live: int


def term_postings(
    documents: Sequence[int], weights: Sequence[float], size: int
) -> Postings:
    """Give the postings of a term, of a segment of that size."""
    pairs = zip(documents, weights, strict=True)
    about = (document for document, weight in pairs if weight >= LEADING)
    return Postings(
        documents=documents,
        weights=weights,
        bits=bits_of(documents, size),
        leading=bits_of(about, size),
    )


def term_rarity(number: int, everything: int) -> float:
    """Return how much it tells that so many of all documents hold a term (BM25)."""
    return math.log1p((everything - number + 0.5) / (number + 0.5))


def falling_order(sequences: Sequence[int]) -> Sequence[int]:
    """Give the documents of some sequences, the highest first; of equals the last."""
    falling = range(len(sequences) - 1, -1, -1)
    if all(one <= other for one, other in pairwise(sequences)):  # as in most segments
        return falling
    return array("I", sorted(falling, key=sequences.__getitem__, reverse=True))


def bits_of(documents: Iterable[int], size: int) -> int:
    """Give a set of documents as bits."""
    row = bytearray(size // 8 + 1)
    for document in documents:
        row[document >> 3] |= 1 << (document & 7)
    return int.from_bytes(row, "little")


def documents_of(bits: int, size: int) -> Iterable[int]:
    """Give the documents of a set, rising."""
    if bits.bit_count() <= _FEW:
        return _few_documents(bits)
    flags = f"{bits:0{size}b}"[::-1].encode().translate(_FLAGS)
    return compress(range(size), flags)


_FEW = 24
"""Of so many documents each is found by itself, whatever the size of the segment."""


def _few_documents(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


def best_weights(rows: Sequence[Postings]) -> Iterable[tuple[int, float]]:
    """Give each document once, with its greatest weight."""
    if len(rows) == 1:
        return zip(rows[0].documents, rows[0].weights, strict=True)
    best: dict[int, float] = {}
    for row in rows:
        for place, weight in zip(row.documents, row.weights, strict=True):
            if weight > best.get(place, 0.0):
                best[place] = weight
    return best.items()
