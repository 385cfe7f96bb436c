"""How a segment lies in Whoosh's files: as stored documents, and what reads them.

First the documents of the segment, by their places; then the terms of each field in
blocks, which say under which term they begin; then the lexicon, and last the summary
with the state of the index. Whoosh's own terms are not used: a commit of one document
took ten times as long, and a reader's first questions too. Files are read without mmap,
because Whoosh copies what it maps: 140 MB for 10 000 sheets, each process, where 5 do.
"""

import os
import pickle
import secrets
import struct
import weakref
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from whoosh import fields, reading
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import IndexError as WhooshError

from commons.adapters.search.storage import encoding
from commons.adapters.search.storage.contents import SegmentContents

DAMAGE = (
    *(FileNotFoundError, NameError),
    *(WhooshError, pickle.UnpicklingError, struct.error, zlib.error, EOFError),
    *(AttributeError, ImportError, LookupError, TypeError, ValueError, AssertionError),
)
"""What reading broken files raises, or files of an older house."""
SCHEMA = fields.Schema(stored=fields.STORED())
_BLOCK = 16
"""How many terms are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Up to where the log was read, and whether to its end; as of one commit."""

    mark: int = 0
    whole: bool = False


class Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
    """Whoosh's files without compression of terms and without field lengths.

    A commit of one document is then a third faster, one of 500 twice as fast.
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(compression=0)

    def new_segment(self, storage: Any, name: str) -> Any:
        """Name a segment after the system's chance.

        Whoosh draws from `random`, which gives a name twice once somebody has
        seeded it again, and then stops.
        """
        del storage
        return W3Segment(self, name, segid=secrets.token_hex(8))


class Files(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder of Whoosh's that is never made again with all that it lies in."""

    def temp_storage(self, name: str) -> FileStorage:
        """Make the folder for what a writer puts together."""
        folder = Path(self.folder) / name
        folder.mkdir(exist_ok=True)
        return FileStorage(str(folder))


def segment_documents(contents: SegmentContents, state: State) -> Iterator[Any]:
    """Give what is stored for a segment, document by document."""
    yield from contents.stored
    starts: dict[str, list[str]] = {}
    for field, rows in contents.terms.items():
        starts[field] = []
        terms = iter(sorted(rows))
        while block := list(islice(terms, _BLOCK)):
            starts[field].append(block[0])
            yield {
                term: encoding.encode_row(rows[term], contents.size) for term in block
            }
    yield encoding.encode_lexicon(contents)
    yield {
        "mark": state.mark,
        "whole": state.whole,
        "size": contents.size,
        "starts": starts,
        "summary": encoding.encode_summary(contents),
    }


class SegmentFile:
    """A SegmentReader over Whoosh's file of a segment; for one thread at a time."""

    def __init__(self, storage: Any, schema: Any, raw: Any) -> None:
        self._storage = storage
        self._schema = schema
        self._raw = raw
        self._process = 0
        self.open_here()
        self._count: int = raw.doc_count_all()
        last = self.stored(self._count - 1)
        self.state = State(mark=last["mark"], whole=last["whole"])
        self._summary: bytes = last["summary"]
        self._starts: Mapping[str, Sequence[str]] = last["starts"]
        self._first: dict[str, int] = {}
        first = last["size"]
        for field, starts in self._starts.items():
            self._first[field] = first
            first += len(starts)

    def open_here(self) -> None:
        """Open the file, unless this process has: processes that share one lose places."""
        if self._process == os.getpid():
            return
        reader = reading.SegmentReader(self._storage, self._schema, self._raw)
        weakref.finalize(self, reader.close)
        self._reader, self._process = reader, os.getpid()

    def summary(self) -> bytes:
        """Give the summary."""
        return self._summary

    def lexicon(self) -> bytes:
        """Give the lexicon."""
        lexicon: bytes = self.stored(self._count - 2)
        return lexicon

    def row(self, field: str, term: str) -> bytes | None:
        """Give the postings of a term; None where no document has it."""
        block = bisect_right(self._starts[field], term) - 1
        return None if block < 0 else self._block(field, block).get(term)

    def rows(self, field: str) -> Iterable[tuple[str, bytes]]:
        """Give the postings of every term of a field."""
        for block in range(len(self._starts[field])):
            yield from self._block(field, block).items()

    def stored(self, document: int) -> Any:
        """Give what was stored with a document."""
        return self._reader.stored_fields(document)["stored"]

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Read nothing before it is asked for: it is near."""

    def _block(self, field: str, number: int) -> dict[str, bytes]:
        block: dict[str, bytes] = self.stored(self._first[field] + number)
        return block
