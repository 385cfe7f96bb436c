"""The index on Whoosh files: the one module that knows Whoosh.

Whoosh stores segments, posting lists and texts, and commits by renaming one
small file. What it does slowly or loosely is done here: one lock for writers
that waits, the mark as a document of the commit it belongs to, checksums,
posting lists read once a segment, merges of small segments only. Files are read
without mmap, because Whoosh copies what it maps: 140 MB for 10 000 sheets, each
process, where 5 do.
"""

import math
import os
import pickle
import secrets
import shutil
import struct
import threading
import time
import weakref
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from whoosh import columns, fields, formats, reading, writing
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex, IndexError as WhooshError

from commons.adapters.search import field_weights, segments
from commons.adapters.search.answering import Snapshot, answer_query
from commons.adapters.search.port import Deletion, Document, Index, Query, SearchResults
from commons.adapters.search.question import spelling
from commons.adapters.search.segments import NO_POSTINGS, Part, Postings
from commons.adapters.search.whoosh.checksums import Checksums
from commons.adapters.search.whoosh.write_lock import Lock
from commons.errors import StorageError

_NAME = "MAIN"
_MARK = "\x00mark"
_KEPT_TERMS = 4_096
_TRIES = 20
_PAUSE_SECONDS = 0.01
_MERGED_TOGETHER = 16
_LARGEST_MERGED = 250
_DAMAGE = (
    *(FileNotFoundError, NameError),
    *(WhooshError, pickle.UnpicklingError, struct.error, zlib.error, EOFError),
    *(AttributeError, ImportError, LookupError, TypeError, ValueError, AssertionError),
)
"""What reading broken files raises, or files of an older house."""


class _Weighed(fields.FieldType):  # type: ignore[misc] # Whoosh has no types
    """A field whose terms come weighed, as a mapping from term to weight."""

    def __init__(self) -> None:
        super().__init__(format=formats.Existence(), analyzer=None)

    def index(
        self, value: Mapping[str, float], **_: object
    ) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Give Whoosh each term with its weight."""
        for term, weight in value.items():
            yield term.encode(), 1, weight, b""


class _Codec(W3Codec):  # type: ignore[misc] # Whoosh has no types
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


_SCHEMA = fields.Schema(
    id=_Weighed(),
    exact=_Weighed(),
    stem=_Weighed(),
    facet=_Weighed(),
    sequence=fields.COLUMN(columns.NumericColumn("q")),
    stored=fields.STORED(),
)


def open_index(folder: Path, recipe: int = 1) -> Index:
    """Open the index of a folder, made anew when missing, damaged or outdated.

    `recipe` numbers what its documents say: an index of another number is not
    read, and makes room for an empty one, whose mark is 0.

    Raises:
        StorageError: the folder cannot be read or written.

    """
    return _WhooshIndex(folder, f"{_NAME}{recipe}")


class _Segment:
    """A segment of Whoosh, read as far as asked and kept; safe for threads."""

    def __init__(self, storage: Any, schema: Any, segment: Any) -> None:
        self._reader = reading.SegmentReader(storage, schema, segment)
        weakref.finalize(self, self._reader.close)
        self._lock = threading.RLock()
        self._kept: dict[tuple[str, str], Postings] = {}
        self.size: int = segment.doc_count_all()
        self.mark_bits = self.place(_MARK).bits
        self.behind = self._read("facet", field_weights.BEHIND_TERM).bits

    def exact(self, form: str) -> Postings:
        """Give the documents that hold this exact form."""
        return self._postings("exact", form)

    def stem(self, root: str) -> Postings:
        """Give the documents that hold this stem."""
        return self._postings("stem", root)

    def place(self, identifier: str) -> Postings:
        """Give the documents, one at most live, of an identifier."""
        return self._read("id", identifier)

    def stored(self, document: int) -> dict[str, Any]:
        """Give what was stored with a document."""
        with self._lock:
            stored: dict[str, Any] = self._reader.stored_fields(document)["stored"]
        return stored

    @cached_property
    def sequences(self) -> Sequence[int]:
        """The sequence of each document."""
        with self._lock:
            column = self._reader.column_reader("sequence", translate=False)
            return array("q", (column[place] for place in range(self.size)))

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        """The documents of each value of each field."""
        found: dict[str, dict[str, int]] = {}
        for term in self._terms("facet"):
            field, _, value = term.partition(field_weights.SEPARATOR)
            found.setdefault(field, {})[value] = self._read("facet", term).bits
        return found

    @cached_property
    def lexicon(self) -> spelling.Lexicon:
        """The exact forms, arranged for spelling."""
        return spelling.build_lexicon(self._terms("exact"))

    def _terms(self, field: str) -> list[str]:
        with self._lock:
            if field not in self._reader.indexed_field_names():
                return []
            return [term.decode() for term in self._reader.lexicon(field)]

    def _postings(self, field: str, term: str) -> Postings:
        found = self._kept.get((field, term))
        if found is None:
            found = self._read(field, term)
            if len(self._kept) >= _KEPT_TERMS:
                self._kept.clear()
            self._kept[field, term] = found
        return found

    def _read(self, field: str, term: str) -> Postings:
        documents, heavy = array("I"), array("f")
        with self._lock:
            try:
                matcher = self._reader.postings(field, term.encode())
            except (reading.TermNotFound, KeyError):
                return NO_POSTINGS
            while matcher.is_active():
                documents.append(matcher.id())
                heavy.append(matcher.weight())
                matcher.next()
        return segments.term_postings(documents, heavy, self.size)


class _Files(FileStorage):  # type: ignore[misc] # Whoosh has no types
    """A folder of Whoosh's that is never made again with all that it lies in."""

    def temp_storage(self, name: str) -> FileStorage:
        """Make the folder for what a writer puts together."""
        folder = Path(self.folder) / name
        folder.mkdir(exist_ok=True)
        return FileStorage(str(folder))


class _WhooshIndex:
    """An Index in a folder; one object serves all threads of a process."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._files = folder / "files"
        self._storage = _Files(str(self._files), supports_mmap=False)
        self._lock = Lock(folder / "lock")
        self._sums = Checksums(folder / "sums.json", self._files)
        self._refreshing = threading.Lock()
        self._kept: Snapshot | None = None
        with _translated():
            folder.mkdir(exist_ok=True)
            if not self._healthy():
                self._heal()

    def mark(self) -> int:
        """Give the sequence up to which the log was read."""
        return self._fresh().mark

    def whole(self) -> bool:
        """Say whether it was level with the log since it was last empty."""
        return self._fresh().whole

    def exclusive(self) -> AbstractContextManager[None]:
        """Wait for, and hold, the right to write."""
        return self._lock.held()

    def apply(
        self, changes: Iterable[Document | Deletion], mark: int, *, whole: bool = False
    ) -> None:
        """Write the changes and the mark in one commit."""
        last = {change.id: change for change in changes}
        with self._lock.held(), _translated():
            before = self._fresh()
            writer = self._writer()
            try:
                for identifier, change in last.items():
                    place = before.place(identifier)
                    if place is not None:
                        writer.delete_document(place)
                    if isinstance(change, Document):
                        writer.add_document(**field_weights.index_entry(change))
                if before.mark_place is not None:
                    writer.delete_document(before.mark_place)
                read = {"mark": mark, "whole": whole or before.whole}
                writer.add_document(id={_MARK: 1.0}, stored=read)
                writer.commit(mergetype=_merge)
            except BaseException:
                with suppress(OSError, ValueError):
                    writer.cancel()
                raise
            self._sums.record()

    def clear(self) -> None:
        """Forget all documents and set the mark to 0."""
        with self._lock.held(), _translated():
            self._fresh()
            self._writer().commit(mergetype=lambda *_: [])
            self._sums.record()

    def search(self, query: Query) -> SearchResults:
        """Answer a query; from an index made anew if the files make no sense."""
        try:
            return answer_query(self._fresh(), query)
        except _DAMAGE:
            if self._healthy():  # then the fault is not theirs
                raise
            with _translated():
                self._heal()
            return answer_query(self._fresh(), query)

    def _writer(self) -> Any:
        """Give Whoosh's writer; our lock is held, so it takes none."""
        index = FileIndex(self._storage, indexname=self._name)
        return writing.SegmentWriter(index, codec=_Codec(), _lk=False)

    def _fresh(self) -> Snapshot:
        """Give the index as the last commit left it, opened again if need be.

        A writer may delete files while we open them: we then try again. What
        stays unreadable is made anew, empty.
        """
        for _ in range(_TRIES):
            try:
                return self._opened()
            except _DAMAGE:
                time.sleep(_PAUSE_SECONDS)
        with _translated():
            self._heal()
            return self._opened()

    def _opened(self) -> Snapshot:
        """Give the kept snapshot, or a new one that shares its segments."""
        kept = self._kept
        if kept and kept.version == self._version():
            return kept
        with self._refreshing:
            version = self._version()
            if self._kept is None or self._kept.version != version:
                self._kept = self._open(version, self._kept)
            return self._kept

    def _version(self) -> tuple[int, int]:
        """Give what changes with each commit."""
        start, end = f"_{self._name}_", ".toc"
        names = os.listdir(self._files)  # noqa: PTH208 - ten times as fast
        tables = [n for n in names if n.startswith(start) and n.endswith(end)]
        generation = max((int(n[len(start) : -len(end)]) for n in tables), default=-1)
        table = self._files / f"{start}{generation}{end}"
        return generation, table.stat().st_mtime_ns

    def _open(self, version: tuple[int, int], kept: Snapshot | None) -> Snapshot:
        """Read the list of segments and open those that are new."""
        table = TOC.read(self._storage, self._name, gen=version[0])
        known = dict(zip(kept.names, kept.segments, strict=True)) if kept else {}
        names = tuple(segment.segment_id() for segment in table.segments)
        opened = tuple(
            known.get(name) or _Segment(self._storage, table.schema, raw)
            for name, raw in zip(names, table.segments, strict=True)
        )
        parts, mark_place, offset = [], None, 0
        read: Mapping[str, Any] = {"mark": 0}
        for segment, raw in zip(opened, table.segments, strict=True):
            gone = segments.bits_of(raw.deleted_docs(), segment.size)
            here = ((1 << segment.size) - 1) & ~gone
            parts.append(Part(segment=segment, live=here & ~segment.mark_bits))
            if here & segment.mark_bits:
                document = segment.mark_bits.bit_length() - 1
                read, mark_place = segment.stored(document), offset + document
            offset += segment.size
        return Snapshot(
            version=version,
            names=names,
            segments=opened,
            parts=tuple(parts),
            mark=read["mark"],
            mark_place=mark_place,
            whole=read.get("whole", False),
        )

    def _healthy(self) -> bool:
        """Say whether the files are whole and can be opened."""
        try:
            if not self._sums.hold():
                return False
            self._open(self._version(), None)
        except _DAMAGE:
            return False
        return True

    def _heal(self) -> None:
        """Make the index anew, unless another has done so in the meantime."""
        with self._lock.held():
            if self._healthy():
                return
            shutil.rmtree(self._files, ignore_errors=True)
            self._files.mkdir(exist_ok=True)
            self._storage.create_index(_SCHEMA, indexname=self._name)
            self._sums.record()
            self._kept = None


@contextmanager
def _translated() -> Iterator[None]:
    """Say in our words that the disk refuses."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"the search index cannot be written: {error}") from error


def _merge(writer: Any, segments: list[Any]) -> list[Any]:
    """Write small segments again as one when there are many of a size.

    Large ones stay: a save must not wait for them. Empty ones go.
    """
    mapped = FileStorage(writer.storage.folder)  # small files: mapping them is quick
    kept: list[Any] = []
    tiers: dict[int, list[Any]] = {}
    for segment in segments:
        live = segment.doc_count_all() - segment.deleted_count()
        if live > _LARGEST_MERGED:
            kept.append(segment)
        elif live:
            tier = int(math.log(live, _MERGED_TOGETHER))
            tiers.setdefault(tier, []).append(segment)
    for small in tiers.values():
        if len(small) < _MERGED_TOGETHER:
            kept += small
            continue
        for segment in small:
            with closing(reading.SegmentReader(mapped, writer.schema, segment)) as old:
                writer.add_reader(old)
    return kept
