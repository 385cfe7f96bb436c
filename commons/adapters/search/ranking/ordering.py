"""How the documents that answer are filtered and put in order.

Sets of documents are integers, one bit a document. Scores depend on the live documents alone, not on how they lie in segments,
so that a rebuilt index gives the same answers. What says something of another document
(BEHIND) comes after all that does not.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain, islice
from operator import and_, or_
from types import MappingProxyType

from commons.adapters.search.port import TRIALS, Order
from commons.adapters.search.postings.field_weights import read_span, span_field
from commons.adapters.search.postings.segments import Part, documents_of
from commons.adapters.search.ranking.matching import Answers

FIT = 0.5
"""What fitting a number exactly adds to a score."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A document found: its part's place, its place there, its score."""

    part: int
    document: int
    score: float


def keep_documents(
    parts: Sequence[Part],
    found: Sequence[int],
    *,
    filters: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    fits: Mapping[str, int] = MappingProxyType({}),
) -> list[int]:
    """Give those found that each filter lets through and whose spans hold each number."""
    kept = []
    for part, bits in zip(parts, found, strict=True):
        sets = (
            *(_chosen(part, field, values) for field, values in filters.items()),
            *(_fitting(part, name, number) for name, number in fits.items()),
        )
        kept.append(reduce(and_, sets, bits))
    return kept


def score_fits(
    parts: Sequence[Part], answers: Sequence[Answers], fits: Mapping[str, int]
) -> list[Answers]:
    """Add all that fits some numbers to what answers the words: the tightest first.

    What answers the words comes before; of equal answers, what fits more tightly.
    """
    scored = []
    for part, one in zip(parts, answers, strict=True):
        scores = list(one.scores)
        for name, number in fits.items():
            for low, _, bits in _spans_around(part, name, number):
                for document in documents_of(bits & part.live, part.segment.size):
                    scores[document] += FIT * max(low, 0) / number
        scored.append(replace(one, found=part.live, scores=scores, scored=True))
    return scored


def spans_of(
    part: Part, document: int, fits: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """Give the spans that a document has for what some numbers ask."""
    return {
        name: read_span(span)
        for name in fits
        for span, bits in part.segment.facets.get(span_field(name), {}).items()
        if bits >> document & 1
    }


def score_order(
    parts: Sequence[Part], answers: Sequence[Answers], order: Order
) -> list[Answers]:
    """Score the answers by another order, relevance deciding only what is equal."""
    if order is Order.RELEVANCE:
        return list(answers)
    if order is Order.RECENT:
        return [
            replace(one, scores=[0.0] * len(one.scores), scored=False)
            for one in answers
        ]
    scored = []
    for part, one in zip(parts, answers, strict=True):
        scores = [score / (1 + score) for score in one.scores]
        for count, bits in part.segment.facets.get(TRIALS, {}).items():
            for document in documents_of(bits & one.found, part.segment.size):
                scores[document] += int(count)
        scored.append(replace(one, scores=scores, scored=True))
    return scored


def documents_by_value(
    parts: Sequence[Part], found: Sequence[int], field: str, only: Sequence[str] = ()
) -> dict[str, list[int]]:
    """Give the documents found that have each value of a field, a set for each part.

    Values that nothing found has are left out; `only` names those wanted, () for all.
    """
    known = [part.segment.facets.get(field, {}) for part in parts]
    values = only or {value for row in known for value in row}
    sets = {
        value: [
            row.get(value, 0) & bits for row, bits in zip(known, found, strict=True)
        ]
        for value in values
    }
    return {value: bits for value, bits in sets.items() if any(bits)}


def rank_documents(
    parts: Sequence[Part],
    answered: Sequence[Answers],
    found: Sequence[int],
    most: int,
) -> list[Ranked]:
    """Give the best of the documents found, at most `most`; the youngest when equal.

    Those that are BEHIND come after the others.
    """
    if most <= 0:
        return []
    everything = sum(part.segment.size for part in parts)
    if not any(one.scored for one in answered) and (
        sum(bits.bit_count() for bits in found) ** 2 > most * everything
    ):
        return _youngest(parts, found, most)
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


def _youngest(parts: Sequence[Part], found: Sequence[int], most: int) -> list[Ranked]:
    """Give the youngest of many documents that score nothing, without looking at all."""
    tiers = [dict(_tiers(part, bits)) for part, bits in zip(parts, found, strict=True)]
    return [
        Ranked(part=place, document=document, score=0.0)
        for _, place, document in islice(
            chain.from_iterable(
                heapq.merge(
                    *(
                        _falling(place, part, sets.get(first, 0))
                        for place, (part, sets) in enumerate(
                            zip(parts, tiers, strict=True)
                        )
                    ),
                    reverse=True,
                )
                for first in (True, False)
            ),
            most,
        )
    ]


def _falling(place: int, part: Part, bits: int) -> Iterator[tuple[int, int, int]]:
    """Give the documents of a set with their sequences, the youngest first."""
    if not bits:
        return
    segment = part.segment
    row = bits.to_bytes(segment.size // 8 + 1, "little")
    for document in segment.youngest_first:
        if row[document >> 3] >> (document & 7) & 1:
            yield segment.sequences[document], place, document


def _tiers(part: Part, found: int) -> tuple[tuple[bool, int], ...]:
    """Part the documents found into those that come first and those BEHIND."""
    behind = part.segment.behind
    if not found & behind:  # as in most segments
        return ((True, found),)
    return (True, found & ~behind), (False, found & behind)


def _chosen(part: Part, field: str, values: tuple[str, ...]) -> int:
    """Give the documents that have one of the values."""
    known = part.segment.facets.get(field, {})
    return reduce(or_, (known.get(value, 0) for value in values), 0)


def _fitting(part: Part, name: str, number: int) -> int:
    """Give the documents that have a span around a number."""
    return reduce(or_, (bits for _, _, bits in _spans_around(part, name, number)), 0)


def _spans_around(part: Part, name: str, number: int) -> Iterator[tuple[int, int, int]]:
    """Give the ends and the documents of each span that a number stands in."""
    for span, bits in part.segment.facets.get(span_field(name), {}).items():
        low, high = read_span(span)
        if low <= number <= high:
            yield low, high, bits
