"""How documents are found, counted and put in order, whatever stores them.

Sets of documents are integers, one bit a document: facets are counted by
intersecting them. Scores depend on the live documents alone, not on how they
lie in segments, so that a rebuilt index gives the same answers.
"""

import heapq
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import or_
from typing import Protocol

from commons.search.words import Group

EXACT_BONUS = 0.5
"""What the exact form adds to the weight of its stem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postings:
    """The documents of a term, rising, their weights, and the same as bits."""

    documents: Sequence[int]
    weights: Sequence[float]
    bits: int


NO_POSTINGS = Postings(documents=array("I"), weights=array("f"), bits=0)


class Segment(Protocol):
    """A part of an index that never changes; documents count from 0."""

    @property
    def size(self) -> int:
        """How many documents it has, gone ones included."""

    @property
    def sequences(self) -> Sequence[int]:
        """The sequence of each document."""

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """The documents of each value of each field."""

    def exact(self, form: str) -> Postings:
        """Give the documents that hold this exact form."""

    def stem(self, root: str) -> Postings:
        """Give the documents that hold this stem."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A segment with the bits of its live documents."""

    segment: Segment
    live: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A document found: its part's place, its place there, its score."""

    part: int
    document: int
    score: float


def frequency(parts: Sequence[Part], group: Group) -> int:
    """Count the live documents that answer a group."""
    return sum((_bits(part, group) & part.live).bit_count() for part in parts)


def matched(parts: Sequence[Part], groups: Sequence[Group]) -> list[int]:
    """Give, for each part, the live documents that answer any group.

    Without groups all do.
    """
    if not groups:
        return [part.live for part in parts]
    return [
        part.live & reduce(or_, (_bits(part, group) for group in groups))
        for part in parts
    ]


def narrow(
    parts: Sequence[Part], found: Sequence[int], filters: Mapping[str, tuple[str, ...]]
) -> list[int]:
    """Give the documents found that the filters let through."""
    return [
        reduce(
            lambda bits, field: bits & _chosen(part, field, filters[field]),
            filters,
            bits,
        )
        for part, bits in zip(parts, found, strict=True)
    ]


def count(
    parts: Sequence[Part], found: Sequence[int], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the values of each field; its own filter does not count."""
    bases = {"": narrow(parts, found, filters)}
    for field in filters:
        others = {key: values for key, values in filters.items() if key != field}
        bases[field] = narrow(parts, found, others)
    counts: dict[str, Counter[str]] = {}
    for place, part in enumerate(parts):
        for field, values in part.segment.facets.items():
            base = bases.get(field, bases[""])[place]
            counter = counts.setdefault(field, Counter())
            for value, bits in values.items():
                counter[value] += (bits & base).bit_count()
    return {
        field: tuple(
            sorted(
                ((value, number) for value, number in counter.items() if number),
                key=lambda pair: (-pair[1], pair[0]),
            )
        )
        for field, counter in sorted(counts.items())
    }


def rank(
    parts: Sequence[Part],
    found: Sequence[int],
    groups: Mapping[Group, int],
    most: int,
) -> list[Ranked]:
    """Give the best documents, at most `most`; the youngest first when equal.

    `groups` says how many documents answer each. A document's score is that of
    BM25F times the square of the share of the words, by rarity, it answers.
    """
    everything = sum(part.live.bit_count() for part in parts)
    rarities = {
        group: math.log1p((everything - number + 0.5) / (number + 0.5))
        for group, number in groups.items()
    }
    best = heapq.nlargest(
        most,
        (
            (score, sequence, place, document)
            for place, part in enumerate(parts)
            for score, sequence, document in _scored(part, found[place], rarities)
        ),
    )
    return [
        Ranked(part=place, document=document, score=score)
        for score, _, place, document in best
    ]


def bits_of(documents: Iterable[int], size: int) -> int:
    """Give a set of documents as bits."""
    row = bytearray(size // 8 + 1)
    for document in documents:
        row[document >> 3] |= 1 << (document & 7)
    return int.from_bytes(row, "little")


def documents_of(bits: int, size: int) -> Iterable[int]:
    """Give the documents of a set, rising."""
    flags = f"{bits:0{size}b}"[::-1].encode().translate(_FLAGS)
    return compress(range(size), flags)


_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


def _bits(part: Part, group: Group) -> int:
    """Give the documents of a part, live or not, that answer a group."""
    roots = {root for _, root in group.forms}
    return reduce(or_, (part.segment.stem(root).bits for root in roots))


def _chosen(part: Part, field: str, values: tuple[str, ...]) -> int:
    """Give the documents that have one of the values."""
    known = part.segment.facets.get(field, {})
    return reduce(or_, (known.get(value, 0) for value in values), 0)


def _scored(
    part: Part, found: int, rarities: Mapping[Group, float]
) -> list[tuple[float, int, int]]:
    """Give score, sequence and place of the documents found in a part."""
    segment, size = part.segment, part.segment.size
    if not found:
        return []
    places = list(documents_of(found, size))
    sequences = segment.sequences
    if not rarities:
        return [(0.0, sequences[place], place) for place in places]
    scores, shares = [0.0] * size, [0.0] * size
    for group, rarity in rarities.items():
        for place, weight in _answers(segment, group):
            scores[place] += rarity * weight
            shares[place] += rarity
    whole = sum(rarities.values())
    return [
        (scores[place] * (shares[place] / whole) ** 2, sequences[place], place)
        for place in places
    ]


def _answers(segment: Segment, group: Group) -> Iterable[tuple[int, float]]:
    """Give the documents that answer a group, with the weight of the best form."""
    exacts = _best([segment.exact(form) for form, _ in group.forms])
    roots = dict.fromkeys(root for _, root in group.forms)
    stems = _best([segment.stem(root) for root in roots])
    bonus = dict(exacts)
    return [
        (place, weight + EXACT_BONUS * bonus.get(place, 0.0)) for place, weight in stems
    ]


def _best(rows: list[Postings]) -> Iterable[tuple[int, float]]:
    """Give each document once, with its greatest weight."""
    if len(rows) == 1:
        return zip(rows[0].documents, rows[0].weights, strict=True)
    best: dict[int, float] = {}
    for row in rows:
        for place, weight in zip(row.documents, row.weights, strict=True):
            if weight > best.get(place, 0.0):
                best[place] = weight
    return best.items()
