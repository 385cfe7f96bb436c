"""The tables of an index: what is written is read, within a transaction alone."""

import zlib
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from commons.adapters.search.sql import sqlite, tables
from commons.adapters.search.sql.tables import Reading, SegmentRows
from commons.adapters.search.storage import encoding
from tests.adapters.search.storage.test_contents import made_of, some_documents


def test_a_segment_is_read_as_it_was_written(tmp_path: Path) -> None:
    contents, reading = made_of(some_documents(12)), Reading()
    rows = SegmentRows(reading, 1)
    engine = sqlite.open_engine(tmp_path / "index.sqlite", writes=True)
    with engine.begin() as connection:
        tables.create_tables(connection, 1)
        tables.write_segment(connection, contents)
        tables.read_values(connection)
        with reading.through(connection):
            for field, known in contents.terms.items():
                encoded = {
                    term: encoding.encode_row(row, contents.size)
                    for term, row in known.items()
                }
                assert dict(rows.rows(field)) == encoded
                assert {term: rows.row(field, term) for term in known} == encoded
                assert rows.row(field, "absent") is None
            assert [rows.stored(place) for place in range(12)] == list(contents.stored)
            assert rows.summary() == encoding.encode_summary(contents)
            assert rows.lexicon() == encoding.encode_lexicon(contents)
    engine.dispose()
    with pytest.raises(RuntimeError, match="outside of a transaction"):
        rows.summary()


def test_a_number_is_never_given_again(tmp_path: Path) -> None:
    engine = sqlite.open_engine(tmp_path / "index.sqlite", writes=True)
    with engine.begin() as connection:
        tables.create_tables(connection, 1)
        for _ in range(2):
            tables.write_segment(connection, made_of(some_documents(1)))
        tables.remove_all(connection)
        tables.write_segment(connection, made_of(some_documents(1)))
        numbers = select(tables.SEGMENTS.c.number)
        assert connection.execute(numbers).scalars().all() == [3]
    engine.dispose()


def test_a_value_that_is_not_as_written_is_told(tmp_path: Path) -> None:
    engine = sqlite.open_engine(tmp_path / "index.sqlite", writes=True)
    with engine.begin() as connection:
        tables.create_tables(connection, 1)
        wrong = {"segment": 1, "place": 0, "texts": b"\xff"}
        connection.execute(insert(tables.DOCUMENTS).values(wrong))
        with pytest.raises(zlib.error):
            tables.read_values(connection)
    engine.dispose()
