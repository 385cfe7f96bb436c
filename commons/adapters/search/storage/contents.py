"""What a new segment holds: documents by their terms, from entries and older segments.

Places count from 0: first the live documents of the absorbed segments, then the new.
"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from commons.adapters.search.postings.segments import documents_of
from commons.adapters.search.storage.entries import IndexEntry

TERM_FIELDS = ("exact", "stem")

TermRow: TypeAlias = tuple["array[int]", "array[float]"]
"""The documents of a term, rising, and its weight in each."""
TermRows: TypeAlias = dict[str, TermRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentContents:
    """What a segment holds of each document, by place, and of each term, by field.

    `facets` are the documents of each value of each field.
    """

    identifiers: Sequence[str]
    sequences: Sequence[int]
    meanings: Sequence[str]
    stored: Sequence[Mapping[str, Any]]
    facets: Mapping[str, Mapping[str, Sequence[int]]]
    terms: Mapping[str, TermRows]

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.identifiers)


class AbsorbedSegment(Protocol):
    """A segment that is written again as a part of a new one."""

    @property
    def size(self) -> int:
        """How many documents it has, gone ones included."""

    @property
    def identifiers(self) -> Sequence[str]:
        """The identifier of each document."""

    @property
    def sequences(self) -> Sequence[int]:
        """The sequence of each document."""

    @property
    def meanings(self) -> Sequence[str]:
        """The meaning of each document, as it was written."""

    @property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """The documents of each value of each field, as bits."""

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document."""

    def term_rows(self, field: str) -> Iterable[tuple[str, TermRow]]:
        """Give every term of a field."""


def build_contents(
    absorbed: Iterable[tuple[AbsorbedSegment, int]], entries: Iterable[IndexEntry]
) -> SegmentContents:
    """Give what a segment of these holds; bits say which documents of each are live."""
    made = _Making()
    for segment, live in absorbed:
        made.add_segment(segment, live)
    for entry in entries:
        made.add_entry(entry)
    return SegmentContents(
        identifiers=made.identifiers,
        sequences=made.sequences,
        meanings=made.meanings,
        stored=made.stored,
        facets=made.facets,
        terms=made.terms,
    )


class _Making:
    """The contents of a segment while they are put together."""

    def __init__(self) -> None:
        self.identifiers: list[str] = []
        self.sequences: list[int] = []
        self.meanings: list[str] = []
        self.stored: list[Mapping[str, Any]] = []
        self.facets: dict[str, dict[str, list[int]]] = {}
        self.terms: dict[str, TermRows] = {field: {} for field in TERM_FIELDS}

    def add_entry(self, entry: IndexEntry) -> None:
        """Add a document."""
        place = len(self.identifiers)
        self.identifiers.append(entry.id)
        self.sequences.append(entry.sequence)
        self.meanings.append(entry.meaning)
        self.stored.append(entry.stored)
        for field, values in entry.facets.items():
            for value in dict.fromkeys(values):
                self._facet(field, value).append(place)
        for field, rows in self.terms.items():
            for term, weight in entry.terms[field].items():
                row = rows.get(term)
                if row is None:
                    rows[term] = array("I", (place,)), array("f", (weight,))
                else:
                    row[0].append(place)
                    row[1].append(weight)

    def add_segment(self, segment: AbsorbedSegment, live: int) -> None:
        """Add the live documents of a segment."""
        kept = list(documents_of(live, segment.size))
        if not kept:
            return
        first = len(self.identifiers)
        moved = dict(zip(kept, range(first, first + len(kept)), strict=True))
        self.identifiers += [segment.identifiers[place] for place in kept]
        self.sequences += [segment.sequences[place] for place in kept]
        self.meanings += [segment.meanings[place] for place in kept]
        self.stored += [segment.stored(place) for place in kept]
        for field, values in segment.facets.items():
            for value, bits in values.items():
                if bits & live:
                    found = documents_of(bits & live, segment.size)
                    self._facet(field, value).extend(moved[place] for place in found)
        for field, rows in self.terms.items():
            _add_rows(rows, segment.term_rows(field), moved)

    def _facet(self, field: str, value: str) -> list[int]:
        return self.facets.setdefault(field, {}).setdefault(value, [])


def _add_rows(
    rows: TermRows, more: Iterable[tuple[str, TermRow]], moved: Mapping[int, int]
) -> None:
    """Add the terms of a segment whose documents move; those that do not are left."""
    for term, (documents, weights) in more:
        places = [moved[document] for document in documents if document in moved]
        kept = weights
        if len(places) < len(documents):
            pairs = zip(documents, weights, strict=True)
            kept = array("f", [weight for at, weight in pairs if at in moved])
        row = rows.get(term)
        if row is not None:
            row[0].extend(places)
            row[1].extend(kept)
        elif places:
            rows[term] = array("I", places), kept
