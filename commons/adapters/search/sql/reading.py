"""Reads the rows of segments, in the reader's own transaction, and few times.

Where the tables are on a server, each statement takes a way there and back: so a term is
asked of all segments at once that lack it, and documents that will be shown together.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Row, Select, bindparam, select, tuple_

from commons.adapters.search.sql.tables import (
    DOCUMENTS,
    POSTINGS,
    SEGMENTS,
    decode_texts,
)

Lacking: TypeAlias = Callable[[str, str], Iterable[int]]
"""Gives the segments whose postings of a term of a field were not read yet."""

_ROW = select(POSTINGS.c.segment, POSTINGS.c.documents).where(
    POSTINGS.c.segment.in_(bindparam("segments", expanding=True)),
    POSTINGS.c.field == bindparam("field"),
    POSTINGS.c.term == bindparam("term"),
)
_TEXTS = select(DOCUMENTS.c.segment, DOCUMENTS.c.place, DOCUMENTS.c.texts).where(
    tuple_(DOCUMENTS.c.segment, DOCUMENTS.c.place).in_(
        bindparam("places", expanding=True)
    )
)


class Reading(threading.local):
    """What a thread reads within its transaction, and has read ahead of being asked."""

    _connection: Connection | None = None
    _lacking: Lacking = staticmethod(lambda _field, _term: ())

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], dict[int, bytes | None]] = {}
        self._wanted: list[tuple[int, int]] = []
        self._texts: dict[tuple[int, int], bytes] = {}

    @contextmanager
    def through(self, connection: Connection, lacking: Lacking) -> Iterator[None]:
        """Have this thread read through a connection within the block."""
        before = vars(self).copy()
        self._connection, self._lacking = connection, lacking
        self._rows, self._wanted, self._texts = {}, [], {}
        try:
            yield
        finally:
            vars(self).clear()
            vars(self).update(before)

    def fetch(
        self, statement: Select[Any], wanted: dict[str, Any]
    ) -> Sequence[Row[Any]]:
        """Give the rows that answer a statement."""
        if self._connection is None:
            raise RuntimeError("read outside of a transaction")
        return self._connection.execute(statement, wanted).all()

    def row(self, number: int, field: str, term: str) -> bytes | None:
        """Give the postings of a term in a segment; None where no document has it."""
        known = self._rows.setdefault((field, term), {})
        if number not in known:
            asked = {number, *self._lacking(field, term)}
            known.update(dict.fromkeys(asked))
            wanted = {"segments": sorted(asked), "field": field, "term": term}
            for found in self.fetch(_ROW, wanted):
                known[found.segment] = bytes(found.documents)
        return known[number]

    def read_ahead(self, number: int, documents: Iterable[int]) -> None:
        """Have documents of a segment read together, once one of them is asked for."""
        self._wanted += [(number, document) for document in documents]

    def texts(self, number: int, document: int) -> bytes:
        """Give what was stored with a document. Raises LookupError without it."""
        if (number, document) not in self._texts:
            places = {(number, document), *self._wanted}
            self._wanted.clear()
            for found in self.fetch(_TEXTS, {"places": sorted(places)}):
                self._texts[found.segment, found.place] = bytes(found.texts)
        return self._texts[number, document]


class SegmentRows:
    """A SegmentReader over the rows of a segment."""

    def __init__(self, reading: Reading, number: int) -> None:
        self._reading = reading
        self._number = number

    def summary(self) -> bytes:
        """Give the summary."""
        return self._segment(SEGMENTS.c.summary)

    def lexicon(self) -> bytes:
        """Give the lexicon."""
        return self._segment(SEGMENTS.c.lexicon)

    def row(self, field: str, term: str) -> bytes | None:
        """Give the postings of a term; None where no document has it."""
        return self._reading.row(self._number, field, term)

    def rows(self, field: str) -> Iterable[tuple[str, bytes]]:
        """Give the postings of every term of a field."""
        found = self._reading.fetch(
            select(POSTINGS.c.term, POSTINGS.c.documents).where(
                POSTINGS.c.segment == self._number, POSTINGS.c.field == field
            ),
            {},
        )
        return ((row.term, bytes(row.documents)) for row in found)

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Have documents read together, once one of them is asked for."""
        self._reading.read_ahead(self._number, documents)

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document: its id and its texts."""
        return decode_texts(self._reading.texts(self._number, document))

    def _segment(self, column: Column[bytes]) -> bytes:
        statement = select(column).where(SEGMENTS.c.number == self._number)
        (found,) = self._reading.fetch(statement, {})
        return bytes(found[0])
