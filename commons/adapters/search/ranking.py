"""How documents are found, counted and put in order, whatever stores them.

Sets of documents are integers, one bit a document: facets are counted by
intersecting them. Scores depend on the live documents alone, not on how they
lie in segments, so that a rebuilt index gives the same answers.

What answers a question, and in which order:

1. Stop words are not asked; faint ones ("faire", "gens") order and find nothing.
2. A word counts by its rarity, for each document among those that use the word as
   it does: as a word of the title, summary or keywords (see weights.LEADING), or at
   all. "Parler" runs in nearly every text and says nothing there; the few sheets that
   have it in their title are about it.
3. When several words are asked, a document must answer NEEDED of what the best one
   answers: one of two words is enough, a common word beside a rare one is not. The
   best itself is always there, and so is all that answers a word asked alone.
4. The score is that of BM25F, times the square of the share of the words answered.
5. What says something of another document (BEHIND) comes after all that does not.
"""

import heapq
import math
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import compress
from operator import attrgetter, or_
from typing import Protocol

from commons.adapters.search.field_weights import LEADING
from commons.adapters.search.port import BEHIND
from commons.adapters.search.query import Group

EXACT_BONUS = 0.5
"""What the exact form adds to the weight of its stem."""
NEEDED = 0.4
"""How much a document must answer, of what the best one does."""
FAINT = 0.15
"""What is left of the rarity of a faint word."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The documents of a part that answer, and the score of each by its place."""

    found: int
    scores: Sequence[float]


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


def document_frequency(parts: Sequence[Part], group: Group) -> int:
    """Count the live documents that answer a group."""
    return _live(parts, group, attrgetter("bits"))


def matching_documents(
    parts: Sequence[Part], groups: Collection[Group]
) -> list[Answers]:
    """Give what answers the groups in each part; without groups, all does."""
    if not groups:
        return [
            Answers(found=part.live, scores=[0.0] * part.segment.size) for part in parts
        ]
    rarities = _rarities(parts, groups)
    counters = [_tally(part, rarities) for part in parts]
    best = max((covered[n] for held, covered, _ in counters for n in held), default=0.0)
    needed = NEEDED * best if len(groups) > 1 else 0.0
    whole = sum(max(both) for group, both in rarities.items() if not group.faint)
    answered: list[Answers] = []
    for part, (held, covered, scores) in zip(parts, counters, strict=True):
        found = [place for place in held if covered[place] >= needed]
        for place in found:
            scores[place] *= (covered[place] / whole) ** 2
        bits = bits_of(found, part.segment.size)
        answered.append(Answers(found=bits, scores=scores))
    return answered


def apply_filters(
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


def count_values(
    parts: Sequence[Part], found: Sequence[int], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the values of each field; its own filter does not count."""
    bases = {"": apply_filters(parts, found, filters)}
    for field in filters:
        others = {key: values for key, values in filters.items() if key != field}
        bases[field] = apply_filters(parts, found, others)
    counts: dict[str, Counter[str]] = {}
    for place, part in enumerate(parts):
        for field, values in part.segment.facets.items():
            if field == BEHIND:
                continue
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


def rank_documents(
    parts: Sequence[Part],
    answered: Sequence[Answers],
    found: Sequence[int],
    most: int,
) -> list[Ranked]:
    """Give the best of the documents found, at most `most`; the youngest when equal.

    Those that are BEHIND come after the others.
    """
    best = heapq.nlargest(
        most,
        (
            (first, one.scores[document], sequences[document], place, document)
            for place, (part, one) in enumerate(zip(parts, answered, strict=True))
            if found[place] and (sequences := part.segment.sequences)
            for first, bits in _tiers(part, found[place])
            for document in documents_of(bits, part.segment.size)
        ),
    )
    return [
        Ranked(part=place, document=document, score=score)
        for _, score, _, place, document in best
    ]


def _tiers(part: Part, found: int) -> tuple[tuple[bool, int], ...]:
    """Part the documents found into those that come first and those BEHIND."""
    behind = reduce(or_, part.segment.facets.get(BEHIND, {}).values(), 0)
    if not found & behind:  # as in most segments
        return ((True, found),)
    return (True, found & ~behind), (False, found & behind)


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


def _live(parts: Sequence[Part], group: Group, bits: Callable[[Postings], int]) -> int:
    """Count the live documents that hold a stem of the group in such a way."""
    roots = {root for _, root in group.forms}
    return sum(
        (
            part.live & reduce(or_, (bits(part.segment.stem(root)) for root in roots))
        ).bit_count()
        for part in parts
    )


def _chosen(part: Part, field: str, values: tuple[str, ...]) -> int:
    """Give the documents that have one of the values."""
    known = part.segment.facets.get(field, {})
    return reduce(or_, (known.get(value, 0) for value in values), 0)


def _rarities(
    parts: Sequence[Part], groups: Collection[Group]
) -> dict[Group, tuple[float, float]]:
    """Give how rare it is to hold each known group, and to be about it."""
    everything = sum(part.live.bit_count() for part in parts)
    rarities: dict[Group, tuple[float, float]] = {}
    for group in groups:
        share = FAINT if group.faint else 1.0
        usual = document_frequency(parts, group)
        leading = _live(parts, group, attrgetter("leading"))
        if usual:
            rarities[group] = (
                share * _rarity(usual, everything),
                share * _rarity(leading, everything) if leading else 0.0,
            )
    return rarities


def _rarity(number: int, everything: int) -> float:
    return math.log1p((everything - number + 0.5) / (number + 0.5))


def _tally(
    part: Part, rarities: Mapping[Group, tuple[float, float]]
) -> tuple[list[int], list[float], list[float]]:
    """Give the live documents with a telling word, what each answers, its BM25F.

    Faint words count in the last alone.
    """
    segment, size = part.segment, part.segment.size
    covered, scores = [0.0] * size, [0.0] * size
    held = 0
    for group, (usual, leading) in rarities.items():
        if not group.faint:
            held |= _bits(part, group)
        for place, weight, whole in _weights(segment, group):
            rarity = leading if weight >= LEADING else usual
            scores[place] += rarity * whole
            if not group.faint:
                covered[place] += rarity
    return list(documents_of(held & part.live, size)), covered, scores


def _weights(segment: Segment, group: Group) -> Iterable[tuple[int, float, float]]:
    """Give the documents of a group, with the weight of the best form.

    The second weight counts the exact form too.
    """
    exacts = _best([segment.exact(form) for form, _ in group.forms])
    roots = dict.fromkeys(root for _, root in group.forms)
    stems = _best([segment.stem(root) for root in roots])
    bonus = dict(exacts)
    return [
        (place, weight, weight + EXACT_BONUS * bonus.get(place, 0.0))
        for place, weight in stems
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
