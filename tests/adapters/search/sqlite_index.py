"""A second index, of one SQLite file: what a back end needs beside the shared rooms.

Analysis, ranking, spelling and extracts are those of every back end; this one stores
the entries, and gives them back as one segment. It is slow, and right.
"""

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any

from commons.adapters.search.answers.answering import Snapshot, answer_query
from commons.adapters.search.port import (
    BEHIND,
    YES,
    Deletion,
    Document,
    Query,
    SearchResults,
)
from commons.adapters.search.postings import segments
from commons.adapters.search.postings.segments import NO_POSTINGS, Part, Postings
from commons.adapters.search.question import spelling
from commons.adapters.search.storage.entries import index_entry
from commons.adapters.search.storage.write_lock import Lock
from commons.errors import StorageError

TABLES = """
CREATE TABLE IF NOT EXISTS entries (id TEXT PRIMARY KEY, entry TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS state (mark INTEGER, whole INTEGER, commits INTEGER);
INSERT INTO state SELECT 0, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM state);
"""


class Rows:
    """The segment that holds every entry of one commit."""

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._entries = entries
        self.size = len(entries)

    def exact(self, form: str) -> Postings:
        return self._terms["exact"].get(form, NO_POSTINGS)

    def stem(self, root: str) -> Postings:
        return self._terms["stem"].get(root, NO_POSTINGS)

    def stored(self, document: int) -> dict[str, Any]:
        stored: dict[str, Any] = self._entries[document]["stored"]
        return stored

    def read_ahead(self, documents: Iterable[int]) -> None:
        """Have read everything already."""

    @cached_property
    def sequences(self) -> Sequence[int]:
        return [entry["sequence"] for entry in self._entries]

    @cached_property
    def youngest_first(self) -> Sequence[int]:
        return segments.falling_order(self.sequences)

    @cached_property
    def meanings(self) -> Sequence[str]:
        return [entry["meaning"] for entry in self._entries]

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for place, entry in enumerate(self._entries):
            for field, values in entry["facets"].items():
                for value in values:
                    bits = found[field].get(value, 0)
                    found[field][value] = bits | 1 << place
        return found

    @cached_property
    def behind(self) -> int:
        return self.facets.get(BEHIND, {}).get(YES, 0)

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {name: place for place, name in enumerate(self.identifiers)}

    @cached_property
    def identifiers(self) -> Sequence[str]:
        return [entry["id"] for entry in self._entries]

    @cached_property
    def lexicon(self) -> spelling.Lexicon:
        return spelling.build_lexicon(sorted(self._terms["exact"]))

    @cached_property
    def _terms(self) -> Mapping[str, Mapping[str, Postings]]:
        return {name: self._postings(name) for name in ("exact", "stem")}

    def _postings(self, name: str) -> Mapping[str, Postings]:
        found: dict[str, tuple[array[int], array[float]]] = {}
        for place, entry in enumerate(self._entries):
            for term, weight in entry["terms"][name].items():
                documents, weights = found.setdefault(term, (array("I"), array("f")))
                documents.append(place)
                weights.append(weight)
        return {
            term: segments.term_postings(documents, weights, self.size)
            for term, (documents, weights) in found.items()
        }


class SqliteIndex:
    """An Index in a folder."""

    def __init__(self, folder: Path, recipe: int) -> None:
        folder.mkdir(exist_ok=True)
        self._file = folder / f"index{recipe}.sqlite"
        self._lock = Lock(folder / "lock")
        with self._opened() as database:
            database.executescript(TABLES)

    def mark(self) -> int:
        return int(self._state()[0])

    def version(self) -> str:
        return str(self._state()[2])

    def whole(self) -> bool:
        return bool(self._state()[1])

    def exclusive(self) -> AbstractContextManager[None]:
        return self._lock.held()

    def apply(
        self, changes: Iterable[Document | Deletion], mark: int, *, whole: bool = False
    ) -> None:
        last = {change.id: change for change in changes}
        with self._lock.held(), self._opened() as database:
            for identifier, change in last.items():
                database.execute("DELETE FROM entries WHERE id = ?", [identifier])
                if isinstance(change, Document):
                    entry = json.dumps(asdict(index_entry(change)))
                    database.execute(
                        "INSERT INTO entries VALUES (?, ?)", [identifier, entry]
                    )
            database.execute(
                "UPDATE state SET mark = ?, whole = max(whole, ?),"
                " commits = commits + 1",
                [mark, whole],
            )

    def clear(self) -> None:
        with self._lock.held(), self._opened() as database:
            database.execute("DELETE FROM entries")
            database.execute(
                "UPDATE state SET mark = 0, whole = 0, commits = commits + 1"
            )

    def search(self, query: Query) -> SearchResults:
        with self._opened() as database:
            rows = database.execute("SELECT entry FROM entries ORDER BY id").fetchall()
            mark, whole, commits = database.execute("SELECT * FROM state").fetchone()
        segment = Rows([json.loads(entry) for (entry,) in rows])
        live = (1 << segment.size) - 1
        now = Snapshot(
            version=(commits, 0),
            names=("rows",),
            segments=(segment,),
            parts=(Part(segment=segment, live=live),),
            mark=mark,
            whole=bool(whole),
        )
        return answer_query(now, query)

    def _state(self) -> Sequence[int]:
        with self._opened() as database:
            found: Sequence[int] = database.execute("SELECT * FROM state").fetchone()
        return found

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            database = sqlite3.connect(self._file, timeout=20)
            try:
                with database:
                    yield database
            finally:
                database.close()
        except sqlite3.Error as error:
            raise StorageError(str(error)) from error
