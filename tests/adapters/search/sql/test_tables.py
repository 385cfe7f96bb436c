"""The tables of an index: what is written is read, within a transaction alone."""

import zlib
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from commons.adapters.search.sql import tables
from commons.adapters.search.sql.sqlite import SqliteHome
from tests.adapters.search.storage.test_contents import made_of, some_documents


def test_a_number_is_never_given_again(tmp_path: Path) -> None:
    home = SqliteHome(tmp_path / "index.sqlite")
    with home.writing() as connection:
        tables.create_tables(connection, 1)
        for _ in range(2):
            tables.write_segment(connection, home, made_of(some_documents(1)))
        tables.remove_all(connection)
        tables.write_segment(connection, home, made_of(some_documents(1)))
        numbers = select(tables.SEGMENTS.c.number)
        assert connection.execute(numbers).scalars().all() == [3]


def test_a_value_that_is_not_as_written_is_told(tmp_path: Path) -> None:
    home = SqliteHome(tmp_path / "index.sqlite")
    with home.writing() as connection:
        tables.create_tables(connection, 1)
        wrong = {"segment": 1, "place": 0, "texts": b"\xff"}
        connection.execute(insert(tables.DOCUMENTS).values(wrong))
        with pytest.raises(zlib.error):
            tables.read_values(connection)
