"""How the documents that answer are filtered, counted and put in order.

Facets are counted by intersecting sets of documents, which are integers, one bit a
document. Scores depend on the live documents alone, not on how they lie in segments,
so that a rebuilt index gives the same answers. What says something of another document
(BEHIND) comes after all that does not.
"""

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import and_, or_
from types import MappingProxyType

from commons.adapters.search.field_weights import read_span, span_field
from commons.adapters.search.matching import Answers
from commons.adapters.search.port import HIDDEN, TRIALS, Order
from commons.adapters.search.segments import Part, documents_of

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
        scored.append(replace(one, found=part.live, scores=scores))
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
        return [replace(one, scores=[0.0] * len(one.scores)) for one in answers]
    scored = []
    for part, one in zip(parts, answers, strict=True):
        scores = [score / (1 + score) for score in one.scores]
        for count, bits in part.segment.facets.get(TRIALS, {}).items():
            for document in documents_of(bits & one.found, part.segment.size):
                scores[document] += int(count)
        scored.append(replace(one, scores=scores))
    return scored


def count_values(
    parts: Sequence[Part], found: Sequence[int], filters: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[tuple[str, int], ...]]:
    """Count the values of each field; its own filter does not count."""
    bases = {"": keep_documents(parts, found, filters=filters)}
    for field in filters:
        others = {key: values for key, values in filters.items() if key != field}
        bases[field] = keep_documents(parts, found, filters=others)
    counts: dict[str, Counter[str]] = {}
    for place, part in enumerate(parts):
        for field, values in part.segment.facets.items():
            if field.startswith(HIDDEN):
                continue
            base = bases.get(field, bases[""])[place]
            counter = counts.setdefault(field, Counter())
            if not base:
                continue
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
