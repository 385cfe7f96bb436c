"""How many of the documents found have each value of each field.

A large set of documents is intersected with the set of each value. Of a small one the
values of each document are looked up instead, and of a whole segment they are kept: so
neither costs more as an index grows by segments that never change.
"""

import weakref
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from commons.adapters.search.port import HIDDEN
from commons.adapters.search.postings.segments import Part, Segment, documents_of
from commons.adapters.search.ranking.ordering import keep_documents

Counts = dict[str, tuple[tuple[str, int], ...]]
"""Field -> its values with their counts, the most frequent first."""

VALUES_EACH = 16
"""About how many values a document has: of so many fewer documents than a segment has
values, each document is looked up."""


class _SegmentValues:
    """The values of a segment, arranged for counting."""

    def __init__(self, segment: Segment) -> None:
        self._values = [
            ((field, value), bits)
            for field, values in segment.facets.items()
            if not field.startswith(HIDDEN)
            for value, bits in values.items()
        ]
        self._size = segment.size
        self._by_document: tuple[array[int], array[int]] | None = None
        self._whole: tuple[int, Counter[tuple[str, str]]] = 0, Counter()

    def count(self, found: int, live: int) -> Mapping[tuple[str, str], int]:
        """Count the (field, value) pairs of the documents found."""
        if found == live:
            return self._count_whole(live)
        if found.bit_count() * VALUES_EACH < len(self._values):
            return self._count_each(found)
        return self._intersect(found)

    def _count_whole(self, live: int) -> Mapping[tuple[str, str], int]:
        kept, counts = self._whole
        if kept != live:
            counts = self._intersect(live)
            self._whole = live, counts
        return counts

    def _intersect(self, found: int) -> Counter[tuple[str, str]]:
        counted = ((pair, (bits & found).bit_count()) for pair, bits in self._values)
        return Counter({pair: number for pair, number in counted if number})

    def _count_each(self, found: int) -> Counter[tuple[str, str]]:
        starts, numbers = self._arranged()
        counts = Counter(
            number
            for place in documents_of(found, self._size)
            for number in numbers[starts[place] : starts[place + 1]]
        )
        return Counter({self._values[n][0]: count for n, count in counts.items()})

    def _arranged(self) -> tuple["array[int]", "array[int]"]:
        """Return where the values of each document begin, and the numbers of values."""
        if self._by_document is None:
            rows: list[list[int]] = [[] for _ in range(self._size)]
            for number, (_, bits) in enumerate(self._values):
                for place in documents_of(bits, self._size):
                    rows[place].append(number)
            starts, numbers = array("I", [0]), array("I")
            for row in rows:
                numbers.extend(row)
                starts.append(len(numbers))
            self._by_document = starts, numbers
        return self._by_document


_ARRANGED: weakref.WeakKeyDictionary[Segment, _SegmentValues] = (
    weakref.WeakKeyDictionary()
)


def count_values(
    parts: Sequence[Part],
    found: Sequence[int],
    filters: Mapping[str, tuple[str, ...]],
    only: Sequence[str] | None = None,
) -> Counts:
    """Count the values of each field, or `only` of some; its own filter does not count."""
    if only is not None:
        return {field: _count_field(parts, found, filters, field) for field in only}
    counted = _count_all(parts, keep_documents(parts, found, filters=filters))
    for field in filters:
        others = {key: values for key, values in filters.items() if key != field}
        own = _count_all(parts, keep_documents(parts, found, filters=others))
        counted = {**counted, field: own.get(field, ())}
    known = {field for part in parts for field in part.segment.facets}
    shown = sorted(field for field in known if not field.startswith(HIDDEN))
    return {field: counted.get(field, ()) for field in shown}


def count_groups(
    parts: Sequence[Part], found: Sequence[int], field: str
) -> tuple[tuple[str, int], ...]:
    """Count the values of one field, be it hidden, the most frequent first."""
    totals: Counter[str] = Counter()
    for part, bits in zip(parts, found, strict=True):
        for value, documents in part.segment.facets.get(field, {}).items():
            if number := (documents & bits).bit_count():
                totals[value] += number
    return _sorted(totals.items())


def _count_all(parts: Sequence[Part], found: Sequence[int]) -> Counts:
    if all(bits == part.live for part, bits in zip(parts, found, strict=True)):
        return _EVERYTHING.count(parts)
    return _count(parts, found)


def _count_field(
    parts: Sequence[Part],
    found: Sequence[int],
    filters: Mapping[str, tuple[str, ...]],
    field: str,
) -> tuple[tuple[str, int], ...]:
    others = {key: values for key, values in filters.items() if key != field}
    kept = keep_documents(parts, found, filters=others)
    return count_groups(parts, kept, field)


def _sorted(pairs: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


class _Everything:
    """The counts of all that is live, as they were counted last."""

    def __init__(self) -> None:
        self._kept: tuple[list[tuple[object, int]], Counts] = [], {}

    def count(self, parts: Sequence[Part]) -> Counts:
        state = [(weakref.ref(part.segment), part.live) for part in parts]
        kept, counts = self._kept
        if kept != state:
            counts = _count(parts, [part.live for part in parts])
            self._kept = [*state], counts
        return counts


_EVERYTHING = _Everything()


def _count(parts: Sequence[Part], found: Sequence[int]) -> Counts:
    totals: Counter[tuple[str, str]] = Counter()
    for part, bits in zip(parts, found, strict=True):
        if bits:
            totals.update(_arranged(part.segment).count(bits, part.live))
    counts: dict[str, list[tuple[str, int]]] = {}
    for (field, value), number in totals.items():
        counts.setdefault(field, []).append((value, number))
    return {field: _sorted(pairs) for field, pairs in counts.items()}


def _arranged(segment: Segment) -> _SegmentValues:
    found = _ARRANGED.get(segment)
    if found is None:
        found = _ARRANGED[segment] = _SegmentValues(segment)
    return found
