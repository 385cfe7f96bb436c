"""The index on Whoosh files: with `segment_files`, the modules that know Whoosh.

Whoosh stores segments as files and commits by renaming one small file. What it does
slowly or loosely is done here: one lock for writers that waits, the mark in the segment
of the commit it belongs to, checksums, merges of small segments only.
"""

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from whoosh import writing
from whoosh.index import TOC, FileIndex

from commons.adapters.search.answers.answering import Snapshot, answer_query
from commons.adapters.search.port import Deletion, Document, Index, Query, SearchResults
from commons.adapters.search.postings import segments
from commons.adapters.search.postings.segments import Part
from commons.adapters.search.storage.commits import plan_commit
from commons.adapters.search.storage.segment import StoredSegment
from commons.adapters.search.storage.write_lock import Lock
from commons.adapters.search.whoosh.checksums import Checksums
from commons.adapters.search.whoosh.segment_files import (
    DAMAGE,
    SCHEMA,
    Codec,
    Files,
    SegmentFile,
    State,
    segment_documents,
)
from commons.errors import StorageError

_NAME = "MAIN"
_TRIES = 20
_PAUSE_SECONDS = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The index as one commit left it, with its segments as they are stored."""

    now: Snapshot
    segments: tuple[StoredSegment, ...]
    files: tuple[SegmentFile, ...]
    process: int


def open_index(folder: Path, recipe: int = 1) -> Index:
    """Open the index of a folder, made anew when missing, damaged or outdated.

    `recipe` numbers what its documents say: an index of another number is not
    read, and makes room for an empty one, whose mark is 0.

    Raises:
        StorageError: the folder cannot be read or written.

    """
    return _WhooshIndex(folder, f"{_NAME}{recipe}")


class _WhooshIndex:
    """An Index in a folder; one object serves all threads of a process."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._files = folder / "files"
        self._storage = Files(str(self._files), supports_mmap=False)
        self._lock = Lock(folder / "lock")
        self._sums = Checksums(folder / "sums.json", self._files)
        self._refreshing = threading.Lock()
        self._kept: _Opened | None = None
        with _translated():
            folder.mkdir(exist_ok=True)
            if not self._healthy():
                self._heal()

    def mark(self) -> int:
        """Give the sequence up to which the log was read."""
        return self._fresh().now.mark

    def version(self) -> str:
        """Return what tells the commits of the index apart, those of one mark too."""
        return "-".join(map(str, self._fresh().now.version))

    def whole(self) -> bool:
        """Say whether it was level with the log since it was last empty."""
        return self._fresh().now.whole

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
            lives = [part.live for part in before.now.parts]
            commit = plan_commit(before.segments, lives, last.values())
            state = State(mark=mark, whole=whole or before.now.whole)
            writer = self._writer()
            try:
                for segment, places in commit.gone.items():
                    for place in places:
                        writer.segments[segment].delete_document(place)
                for stored in segment_documents(commit.contents, state):
                    writer.add_document(stored=stored)
                writer.commit(
                    mergetype=lambda _, known: [
                        segment
                        for number, segment in enumerate(known)
                        if number not in commit.absorbed
                    ]
                )
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
            return answer_query(self._fresh().now, query)
        except DAMAGE:
            if self._healthy():  # then the fault is not theirs
                raise
            with _translated():
                self._heal()
            return answer_query(self._fresh().now, query)

    def _writer(self) -> Any:
        """Give Whoosh's writer; our lock is held, so it takes none."""
        index = FileIndex(self._storage, indexname=self._name)
        return writing.SegmentWriter(index, codec=Codec(), _lk=False)

    def _fresh(self) -> _Opened:
        """Give the index as the last commit left it, opened again if need be.

        A writer may delete files while we open them: we then try again. What
        stays unreadable is made anew, empty.
        """
        for _ in range(_TRIES):
            try:
                return self._opened()
            except DAMAGE:
                time.sleep(_PAUSE_SECONDS)
        with _translated():
            self._heal()
            return self._opened()

    def _opened(self) -> _Opened:
        """Give the kept snapshot, or a new one that shares its segments."""
        kept = self._kept
        if kept and (kept.process, kept.now.version) == (os.getpid(), self._version()):
            return kept
        with self._refreshing:
            kept, version = self._kept, self._version()
            if kept is None or (kept.process, kept.now.version) != (
                os.getpid(),
                version,
            ):
                self._kept = kept = self._open(version, kept)
            return kept

    def _version(self) -> tuple[int, int]:
        """Give what changes with each commit."""
        start, end = f"_{self._name}_", ".toc"
        names = os.listdir(self._files)  # noqa: PTH208 - ten times as fast
        tables = [n for n in names if n.startswith(start) and n.endswith(end)]
        generation = max((int(n[len(start) : -len(end)]) for n in tables), default=-1)
        table = self._files / f"{start}{generation}{end}"
        return generation, table.stat().st_mtime_ns

    def _open(self, version: tuple[int, int], kept: _Opened | None) -> _Opened:
        """Read the list of segments and open those that are new."""
        table = TOC.read(self._storage, self._name, gen=version[0])
        known = dict(zip(kept.now.names, _pairs(kept), strict=True)) if kept else {}
        names = tuple(segment.segment_id() for segment in table.segments)
        pairs = []
        for name, raw in zip(names, table.segments, strict=True):
            if name in known:
                known[name][1].open_here()
            else:
                file = SegmentFile(self._storage, table.schema, raw)
                known[name] = StoredSegment(file), file
            pairs.append(known[name])
        opened = tuple(segment for segment, _ in pairs)
        state = pairs[-1][1].state if pairs else State()  # the last is of this commit
        parts = []
        for segment, raw in zip(opened, table.segments, strict=True):
            gone = segments.bits_of(raw.deleted_docs(), segment.size)
            parts.append(Part(segment=segment, live=((1 << segment.size) - 1) & ~gone))
        now = Snapshot(
            version=version,
            names=names,
            segments=opened,
            parts=tuple(parts),
            mark=state.mark,
            whole=state.whole,
        )
        return _Opened(
            now=now,
            segments=opened,
            files=tuple(file for _, file in pairs),
            process=os.getpid(),
        )

    def _healthy(self) -> bool:
        """Say whether the files are whole and can be opened, and keep what was."""
        try:
            if not self._sums.hold():
                return False
            self._kept = self._open(self._version(), None)
        except DAMAGE:
            return False
        return True

    def _heal(self) -> None:
        """Make the index anew, unless another has done so in the meantime."""
        with self._lock.held():
            if self._healthy():
                return
            shutil.rmtree(self._files, ignore_errors=True)
            self._files.mkdir(exist_ok=True)
            self._storage.create_index(SCHEMA, indexname=self._name)
            self._sums.record()
            self._kept = None


def _pairs(opened: _Opened) -> Iterator[tuple[StoredSegment, SegmentFile]]:
    return zip(opened.segments, opened.files, strict=True)


@contextmanager
def _translated() -> Iterator[None]:
    """Say in our words that the disk refuses."""
    try:
        yield
    except OSError as error:
        raise StorageError(f"the search index cannot be written: {error}") from error
