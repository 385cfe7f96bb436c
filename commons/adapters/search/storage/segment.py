"""A segment of an index, read as far as asked, and kept; whatever stores its bytes."""

import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Protocol

from commons.adapters.search.port import BEHIND, YES
from commons.adapters.search.postings import segments
from commons.adapters.search.postings.segments import NO_POSTINGS, Postings
from commons.adapters.search.question.spelling import Lexicon
from commons.adapters.search.storage import encoding
from commons.adapters.search.storage.contents import TermRow

_KEPT_TERMS = 4_096


class SegmentReader(Protocol):
    """Reads the bytes of one segment, as `encoding` writes them."""

    def summary(self) -> bytes:
        """Give the summary."""

    def lexicon(self) -> bytes:
        """Give the lexicon."""

    def row(self, field: str, term: str) -> bytes | None:
        """Give the postings of a term; None where no document has it."""

    def rows(self, field: str) -> Iterable[tuple[str, bytes]]:
        """Give the postings of every term of a field."""

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document: its id and its texts."""

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Know what will be asked of `stored` by this thread."""


class StoredSegment:
    """A segment that never changes; safe for threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self._lock = threading.RLock()
        self._kept: dict[tuple[str, str], Postings] = {}
        summary = encoding.decode_summary(reader.summary())
        self.identifiers = summary.identifiers
        self.size = len(summary.identifiers)
        self.sequences: Sequence[int] = array("q", summary.sequences)
        self.meanings = summary.meanings
        self.facets: Mapping[str, Mapping[str, int]] = {
            field: {
                value: segments.bits_of(documents, self.size)
                for value, documents in values.items()
            }
            for field, values in summary.facets.items()
        }
        self.behind = self.facets.get(BEHIND, {}).get(YES, 0)

    def exact(self, form: str) -> Postings:
        """Give the documents that hold this exact form."""
        return self._postings("exact", form)

    def stem(self, root: str) -> Postings:
        """Give the documents that hold this stem."""
        return self._postings("stem", root)

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document."""
        with self._lock:
            return self._reader.stored(document)

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Know what will be asked of `stored` by this thread."""
        self._reader.read_ahead(documents)

    def has_read(self, field: str, term: str) -> bool:
        """Say whether the postings of a term are at hand."""
        return (field, term) in self._kept

    def term_rows(self, field: str) -> Iterable[tuple[str, TermRow]]:
        """Give every term of a field."""
        with self._lock:
            for term, row in self._reader.rows(field):
                yield term, encoding.decode_row(row, self.size)

    @cached_property
    def youngest_first(self) -> Sequence[int]:
        """The documents, those with the highest sequence first."""
        return segments.falling_order(self.sequences)

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The place of each identifier."""
        return {name: place for place, name in enumerate(self.identifiers)}

    @cached_property
    def lexicon(self) -> Lexicon:
        """The exact forms, arranged for spelling."""
        with self._lock:
            return encoding.decode_lexicon(self._reader.lexicon())

    def _postings(self, field: str, term: str) -> Postings:
        found = self._kept.get((field, term))
        if found is None:
            with self._lock:
                row = self._reader.row(field, term)
            found = (
                NO_POSTINGS
                if row is None
                else segments.term_postings(
                    *encoding.decode_row(row, self.size), self.size
                )
            )
            if len(self._kept) >= _KEPT_TERMS:
                self._kept.clear()
            self._kept[field, term] = found
        return found
