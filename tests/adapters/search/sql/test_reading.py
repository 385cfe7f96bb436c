"""Reading segments: as they were written, within a transaction alone, and few times."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from commons.adapters.search.sql import tables
from commons.adapters.search.sql.reading import Reading, SegmentRows
from commons.adapters.search.sql.sqlite import SqliteHome
from commons.adapters.search.storage import encoding
from tests.adapters.search.storage.test_contents import made_of, some_documents

CONTENTS = made_of(some_documents(12))


def all_lack(_field: str, _term: str) -> list[int]:
    return [1, 2]


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """Give a transaction that sees two segments of the same contents."""
    home = SqliteHome(tmp_path / "index.sqlite")
    with home.writing() as connection:
        tables.create_tables(connection, 1)
        for _ in range(2):
            tables.write_segment(connection, home, CONTENTS)
        tables.read_values(connection)
        yield connection


def test_a_segment_is_read_as_it_was_written(connection: Connection) -> None:
    reading = Reading()
    rows = SegmentRows(reading, 1)
    with reading.through(connection, all_lack):
        for field, known in CONTENTS.terms.items():
            encoded = {
                term: encoding.encode_row(row, CONTENTS.size)
                for term, row in known.items()
            }
            assert dict(rows.rows(field)) == encoded
            assert {term: rows.row(field, term) for term in known} == encoded
            assert rows.row(field, "absent") is None
        assert [rows.stored(place) for place in range(12)] == list(CONTENTS.stored)
        assert rows.summary() == encoding.encode_summary(CONTENTS)
        assert rows.lexicon() == encoding.encode_lexicon(CONTENTS)
        with pytest.raises(LookupError):
            rows.stored(12)
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        rows.summary()


def test_what_is_asked_together_is_read_together(connection: Connection) -> None:
    reading, asked = Reading(), list[str]()
    segments = [SegmentRows(reading, number) for number in (1, 2)]

    @event.listens_for(connection, "before_cursor_execute")
    def count(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with reading.through(connection, all_lack):
        term = next(iter(CONTENTS.terms["stem"]))
        assert len({rows.row("stem", term) for rows in segments}) == 1
        assert {rows.row("stem", "absent") for rows in segments} == {None}
        assert len(asked) == 2
        for rows in segments:
            rows.read_ahead(range(5))
        told = [rows.stored(place) for rows in segments for place in range(5)]
        assert told == [*CONTENTS.stored[:5]] * 2
        assert len(asked) == 3
