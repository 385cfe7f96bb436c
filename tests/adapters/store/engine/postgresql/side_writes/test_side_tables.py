"""The schema beside a commons on a server, with the search index in it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, String, Table, make_url, select
from sqlalchemy.exc import DBAPIError

from commons.adapters.search.sql.index import open_tables
from commons.adapters.store.engine.postgresql.side_writes.side_tables import (
    SCHEMA,
    SideTables,
)
from commons.adapters.store.engine.unit_of_work import Store, open_file
from commons.adapters.store.log import revisions
from commons.errors import BusyError, StorageError
from tests.adapters.search.makers import a_document, ask, filled, ids
from tests.adapters.store.engine.postgresql.connecting.test_connections import end_all
from tests.adapters.store.makers import published
from tests.adapters.store.processes import killed_when
from tests.servers import postgresql

PATIENCE_SECONDS = 20
WORDS = Table("words", MetaData(), Column("word", String, primary_key=True))
FILES = (
    "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
    " WHERE relkind IN ('r', 't', 'i') AND pg_relation_filepath(oid) IS NOT NULL"
)


@pytest.fixture
def home(url: str) -> SideTables:
    """Give a home with an empty table."""
    home = SideTables(make_url(url))
    home.make_anew()
    with home.writing() as connection:
        WORDS.metadata.create_all(connection)
    return home


def words_in(home: SideTables) -> list[str]:
    with home.reading() as connection:
        return list(connection.scalars(select(WORDS.c.word).order_by(WORDS.c.word)))


def put(home: SideTables, *words: str) -> None:
    with home.writing() as connection:
        home.insert(connection, WORDS, [{"word": word} for word in words])


def test_rows_come_as_they_were_given_and_all_at_once(home: SideTables) -> None:
    said = ("é\t\\ \n", "\\N", "", "Zoé")

    def fail() -> None:
        with home.writing() as connection:
            home.insert(connection, WORDS, [{"word": "a"}])
            assert words_in(home) == []
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    put(home, *said)
    assert words_in(home) == sorted(said)


def test_one_of_all_machines_writes_and_another_takes_over_when_it_dies(
    home: SideTables, url: str
) -> None:
    other = SideTables(make_url(url))
    taken = threading.Event()

    def take() -> None:
        with other.held():
            taken.set()

    waiting = threading.Thread(target=take)
    with home.held(), home.held():
        waiting.start()
        assert not taken.wait(0.2)
        put(home, "first")
    assert taken.wait(PATIENCE_SECONDS)
    waiting.join()

    def hold() -> None:
        with SideTables(make_url(url)).held() as _, home.reading():
            put_mark(url)
            threading.Event().wait()

    killed_when(hold, lambda: has_mark(url))
    put(other, "then")
    assert words_in(home) == ["first", "then"]


def put_mark(url: str) -> None:
    with postgresql.connected(make_url(url)) as connection:
        connection.execute("CREATE TABLE mark ()")


def has_mark(url: str) -> bool:
    with postgresql.connected(make_url(url)) as connection:
        return connection.execute("SELECT to_regclass('mark')").fetchone() != (None,)


def test_nobody_who_saves_waits_for_it_nor_it_for_them(
    home: SideTables, store: Store
) -> None:
    with home.writing(), store.write() as work:
        assert revisions.head_sequence(work) == 0
    with store.write():
        put(home, "meanwhile")
    assert words_in(home) == ["meanwhile"]


def test_who_comes_after_a_restart_notices_nothing_and_who_is_at_it_is_told(
    home: SideTables, url: str
) -> None:
    put(home, "a")
    end_all(url)
    assert words_in(home) == ["a"]

    def cut_short() -> None:
        with home.writing() as connection:
            end_all(url)
            home.insert(connection, WORDS, [{"word": "b"}])

    with pytest.raises((StorageError, DBAPIError)):
        cut_short()
    put(home, "c")
    assert words_in(home) == ["a", "c"]


def test_what_was_removed_leaves_no_byte_once_nobody_reads_a_state_of_before(
    home: SideTables, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stored() -> bytes:
        with postgresql.connected(make_url(url)) as connection:
            connection.execute("CHECKPOINT")
            return b"".join(bytes(row[0]) for row in connection.execute(FILES))

    put(home, "xylographe")
    assert b"xylographe" in stored()
    with home.writing() as connection:
        connection.execute(WORDS.delete())
    module = "commons.adapters.store.engine.postgresql.side_writes.side_tables._PATIENCE_SECONDS"
    with home.reading() as reading, monkeypatch.context() as hasty:
        assert reading.scalars(select(WORDS.c.word)).all() == []
        hasty.setattr(module, 0.05)
        with pytest.raises(BusyError):
            home.scrub()
    home.scrub()
    assert b"xylographe" not in stored()


def test_who_writes_in_another_database_is_waited_for_too(
    home: SideTables, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = make_url(url).set(database="postgres")
    module = "commons.adapters.store.engine.postgresql.side_writes.side_tables._PATIENCE_SECONDS"
    with postgresql.connected(elsewhere) as writing:
        writing.execute("BEGIN")
        writing.execute("SELECT pg_current_xact_id()")
        put(home, "xylographe")
        with monkeypatch.context() as hasty:
            hasty.setattr(module, 0.05)
            with pytest.raises(BusyError):
                home.scrub()
        writing.execute("ROLLBACK")
    home.scrub()


@pytest.mark.parametrize(
    "harm", [f"DROP SCHEMA {SCHEMA} CASCADE", "DROP TABLE postings"]
)
def test_an_index_whose_tables_go_is_made_anew(url: str, harm: str) -> None:
    one, other = (open_tables(SideTables(make_url(url))) for _ in range(2))
    filled(one, a_document("a", title="Jardin", sequence=3))
    assert ids(ask(other, "jardin")) == ["a"]  # at once, on another machine
    with postgresql.connected(make_url(url)) as connection:
        connection.execute(f"SET search_path TO {SCHEMA}; {harm}".encode())
    assert ask(other, "potager").total == 0
    assert (one.mark(), other.mark()) == (0, 0)
    filled(one, a_document("b", title="Jardin", sequence=4))
    assert ids(ask(other, "jardin")) == ["b"]


def test_what_fills_the_database_anew_removes_it(
    home: SideTables, store: Store, tmp_path: Path
) -> None:
    put(home, "old")
    published(store)
    store.copy_to(tmp_path / "copy")
    assert open_file(tmp_path / "copy").holds_commons()  # of ours, no table of it
    with pytest.raises(ZeroDivisionError), store.refill():
        raise ZeroDivisionError
    assert not home.is_damaged()
    with store.refill():
        pass
    assert home.is_damaged()


@pytest.fixture(autouse=True)
def _closed(store: Store) -> Iterator[None]:
    """Close the store before its database is removed."""
    yield
    store.close()
