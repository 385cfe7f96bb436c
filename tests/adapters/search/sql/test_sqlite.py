"""What the index asks of SQLite alone."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from commons.adapters.search.sql import sqlite


def test_a_file_is_damaged_when_it_is_missing_empty_or_of_something_else(
    tmp_path: Path,
) -> None:
    path = tmp_path / "index.sqlite"
    assert sqlite.is_damaged(path)
    path.touch()
    assert sqlite.is_damaged(path)
    path.write_bytes(b"no database" * 500)
    assert sqlite.is_damaged(path)
    path.unlink()
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE state (mark)")
    assert not sqlite.is_damaged(path)


def test_another_file_in_its_place_is_told(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    assert sqlite.file_identity(path) is None
    path.write_bytes(b"a")
    first = sqlite.file_identity(path)
    path.rename(tmp_path / "before")
    path.write_bytes(b"a")
    assert sqlite.file_identity(path) != first
    sqlite.remove_file(path)
    assert not path.exists()


def test_a_missing_table_is_damage_and_a_lock_is_not(tmp_path: Path) -> None:
    engine = sqlite.open_engine(tmp_path / "index.sqlite", writes=False)
    with pytest.raises(DBAPIError) as raised, engine.begin() as connection:
        connection.exec_driver_sql("SELECT mark FROM state")
    assert sqlite.tells_damage(raised.value.orig)
    engine.dispose()
    busy = sqlite3.OperationalError("database is locked")
    busy.sqlite_errorcode = sqlite3.SQLITE_BUSY
    assert not sqlite.tells_damage(busy)
