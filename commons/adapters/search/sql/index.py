"""The index in tables of SQL, wherever they are: what a home of tables is, `home` says."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, select, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from commons.adapters.search.answers.answering import Snapshot, answer_query
from commons.adapters.search.port import Deletion, Document, Index, Query, SearchResults
from commons.adapters.search.postings.segments import Part
from commons.adapters.search.sql import tables
from commons.adapters.search.sql.home import TableHome
from commons.adapters.search.sql.reading import Reading, SegmentRows
from commons.adapters.search.sql.sqlite import SqliteHome
from commons.adapters.search.sql.tables import SEGMENTS, STATE
from commons.adapters.search.storage.commits import Commit, plan_commit
from commons.adapters.search.storage.segment import StoredSegment
from commons.errors import StorageError

_NAME = "index.sqlite"
_UNREADABLE = (zlib.error, ValueError, TypeError, LookupError)
"""What reading values raises that are not as they were written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """The index as one commit left it, with its segments by their numbers."""

    now: Snapshot
    edition: str
    segments: dict[int, StoredSegment]


def open_index(folder: Path, recipe: int = 1) -> Index:
    """Open the index in an SQLite file of a folder, as `open_tables` does."""
    with _translated():
        return open_tables(SqliteHome(folder / _NAME), recipe)


def open_tables(home: TableHome, recipe: int = 1) -> Index:
    """Open the index in a home, made anew when missing, damaged or outdated.

    `recipe` numbers what its documents say: of another number, it is emptied, and its
    mark is 0.

    Raises:
        StorageError: the home cannot be read or written.

    """
    return _SqlIndex(home, recipe)


class _SqlIndex:
    """An Index in a home; one object serves all threads of a process."""

    def __init__(self, home: TableHome, recipe: int) -> None:
        self._home = home
        self._recipe = recipe
        self._reading = Reading()
        self._kept: _Opened | None = None
        with _translated():
            if home.is_damaged():
                self._heal()
            if not self._is_current():
                with self._writing() as connection:
                    tables.create_tables(connection, recipe)
            self._state()

    def mark(self) -> int:
        """Give the sequence up to which the log was read."""
        return int(self._state().mark)

    def version(self) -> str:
        """Return what tells the commits of the index apart, those of one mark too."""
        state = self._state()
        return f"{state.edition}-{state.commits}"

    def whole(self) -> bool:
        """Say whether it was level with the log since it was last empty."""
        return bool(self._state().whole)

    def exclusive(self) -> AbstractContextManager[None]:
        """Wait for, and hold, the right to write."""
        return self._home.held()

    def apply(
        self, changes: Iterable[Document | Deletion], mark: int, *, whole: bool = False
    ) -> None:
        """Write the changes and the mark in one commit.

        What was damaged is made anew first, and then StorageError raised: the mark is
        0.
        """
        last = {change.id: change for change in changes}
        with self._home.held(), _translated():
            self._state()  # makes the tables anew if need be
            try:
                self._commit(list(last.values()), mark, whole=whole)
            except _UNREADABLE as error:
                if not self._is_damaged():  # then the fault is not theirs
                    raise
                self._heal()
                raise StorageError("the search index was damaged") from error

    def _commit(
        self, changes: Sequence[Document | Deletion], mark: int, *, whole: bool
    ) -> None:
        with self._writing() as connection:
            before = self._fresh(connection)
            lives = [part.live for part in before.now.parts]
            segments = list(before.segments.values())
            self._write(connection, before, plan_commit(segments, lives, changes))
            values = {"mark": mark, "whole": whole or before.now.whole}
            connection.execute(
                update(STATE).values(commits=STATE.c.commits + 1, **values)
            )

    def clear(self) -> None:
        """Forget all documents and set the mark to 0."""
        with self._home.held(), _translated():
            self._state()
            with self._writing() as connection:
                tables.remove_all(connection)
            self._home.scrub()

    def search(self, query: Query) -> SearchResults:
        """Answer a query; from tables made anew if they make no sense."""
        with _translated():
            try:
                return self._answer(query)
            except SQLAlchemyError as error:
                if not self._tells_damage(error):
                    raise
            except _UNREADABLE:
                if not self._is_damaged():  # then the fault is not theirs
                    raise
            self._heal()
            return self._answer(query)

    def _answer(self, query: Query) -> SearchResults:
        with self._transaction(self._home.reading()) as connection:
            return answer_query(self._fresh(connection).now, query)

    def _state(self) -> Row[Any]:
        """Give the row of the state, from tables made anew if need be."""
        with _translated():
            try:
                return self._read_state()
            except SQLAlchemyError as error:
                if not self._tells_damage(error):
                    raise
            self._heal()
            return self._read_state()

    def _is_current(self) -> bool:
        """Say whether the tables are there, and hold what this recipe says."""
        try:
            with self._home.reading() as connection:
                state = connection.execute(select(STATE)).one_or_none()
        except SQLAlchemyError as error:
            if not self._tells_damage(error):
                raise
            return False
        return state is not None and state.recipe == self._recipe

    def _read_state(self) -> Row[Any]:
        with self._home.reading() as connection:
            return connection.execute(select(STATE)).one()

    def _fresh(self, connection: Connection) -> _Opened:
        """Give the index as a transaction sees it, sharing the segments that stay."""
        state = connection.execute(select(STATE)).one()
        kept = self._kept
        if kept and (kept.edition, kept.now.version[0]) == (
            state.edition,
            state.commits,
        ):
            return kept
        known = kept.segments if kept and kept.edition == state.edition else {}
        rows = connection.execute(
            select(SEGMENTS.c.number, SEGMENTS.c.gone).order_by(SEGMENTS.c.number)
        ).all()
        opened = {
            row.number: known.get(row.number)
            or StoredSegment(SegmentRows(self._reading, row.number))
            for row in rows
        }
        parts = tuple(
            Part(
                segment=opened[row.number],
                live=_whole(opened[row.number].size)
                & ~int.from_bytes(row.gone, "little"),
            )
            for row in rows
        )
        now = Snapshot(
            version=(state.commits, 0),
            names=tuple(f"{number}" for number in opened),
            segments=tuple(opened.values()),
            parts=parts,
            mark=state.mark,
            whole=state.whole,
        )
        self._kept = _Opened(now=now, edition=state.edition, segments=opened)
        return self._kept

    @contextmanager
    def _transaction(
        self, opened: AbstractContextManager[Connection]
    ) -> Iterator[Connection]:
        with opened as connection, self._reading.through(connection, self._lacking):
            yield connection

    def _writing(self) -> AbstractContextManager[Connection]:
        return self._transaction(self._home.writing())

    def _lacking(self, field: str, term: str) -> list[int]:
        """Give the segments whose postings of a term were not read yet."""
        known = self._kept.segments if self._kept else {}
        return [n for n, one in known.items() if not one.has_read(field, term)]

    def _tells_damage(self, error: SQLAlchemyError) -> bool:
        return isinstance(error, DBAPIError) and self._home.tells_damage(error.orig)

    def _is_damaged(self) -> bool:
        """Say whether the home is missing or wrong, or holds what cannot be read."""
        if self._home.is_damaged():
            return True
        try:
            with self._transaction(self._home.reading()) as connection:
                tables.read_values(connection)
        except SQLAlchemyError as error:
            return self._tells_damage(error)
        except _UNREADABLE:
            return True
        return False

    def _heal(self) -> None:
        """Make the tables anew, unless another has done so in the meantime."""
        with self._home.held():
            if not self._is_damaged():
                return
            self._home.make_anew()
            with self._writing() as connection:
                tables.create_tables(connection, self._recipe)

    def _write(self, connection: Connection, before: _Opened, commit: Commit) -> None:
        """Write what a commit changes of the segments."""
        numbers = list(before.segments)
        for place, documents in commit.gone.items():
            part, number = before.now.parts[place], numbers[place]
            standing = part.live & ~sum(1 << document for document in documents)
            whole = _whole(part.segment.size)
            tables.write_gone(connection, number, part.segment.size, whole & ~standing)
        absorbed = [numbers[place] for place in commit.absorbed]
        tables.remove_segments(connection, absorbed)
        if commit.contents.size:
            tables.write_segment(connection, self._home, commit.contents)


def _whole(size: int) -> int:
    """Give all documents of a segment, as bits."""
    return (1 << size) - 1


@contextmanager
def _translated() -> Iterator[None]:
    """Say in our words that the disk or the database refuses."""
    try:
        yield
    except (OSError, DBAPIError) as error:
        raise StorageError(f"the search index cannot be used: {error}") from error
