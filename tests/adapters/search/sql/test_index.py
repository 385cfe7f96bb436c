"""What the SQL back end adds: processes, threads, crashes, damage."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
from sqlalchemy import make_url

from commons.adapters.search.port import Index
from commons.adapters.search.sql.index import open_index, open_tables
from commons.adapters.store.engine.postgresql.side_writes.side_tables import SideTables
from commons.errors import StorageError
from tests.adapters.search.makers import a_document, ask, filled, ids
from tests.adapters.store.processes import at_once, killed_when
from tests.servers import postgresql

FILE = "index.sqlite"


Open: TypeAlias = Callable[..., Index]
"""Opens one index again and again, of a recipe, 1 without."""


@pytest.fixture(params=["a file", "a server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """Give what opens an index, in each home that there is."""
    if request.param == "a file":
        return partial(open_index, tmp_path)
    address = make_url(postgresql.database_for(tmp_path))
    return lambda recipe=1: open_tables(SideTables(address), recipe)


def reached(opened: Open, least: int) -> bool:
    return opened().mark() >= least


def count(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / FILE)) as database:
        found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608  # our own names
    return found


def test_four_processes_write_and_no_document_is_lost(opened: Open) -> None:
    parent = filled(opened(), a_document("first"))

    def write(number: int) -> None:
        for turn in range(10):  # through what the parent opened, and forked
            with parent.exclusive():
                mark = parent.mark() + 1
                parent.apply([a_document(f"{number}-{turn}", sequence=mark)], mark)

    at_once(write)
    assert parent.mark() == 41
    assert sorted(ids(ask(parent, size=100))) == sorted(
        ["first", *(f"{number}-{turn}" for number in range(4) for turn in range(10))]
    )


def test_threads_of_one_process_write_and_search_together(opened: Open) -> None:
    index = opened()
    failures: list[BaseException] = []

    def run(number: int) -> None:
        try:
            for turn in range(12):
                with index.exclusive():
                    mark = index.mark() + 1
                    index.apply([a_document(f"{number}-{turn}", sequence=mark)], mark)
                assert ask(index, "titre").total >= turn + 1
        except BaseException as failure:  # noqa: BLE001 - shown by the assertion
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (index.mark(), ask(index).total) == (48, 48)


def test_searches_see_one_commit_while_another_process_writes(opened: Open) -> None:
    index = filled(opened(), a_document("0", title="jardin"))

    def both(number: int) -> None:
        mine = opened()
        for turn in range(60):
            if number == 0:
                filled(mine, a_document(f"{turn}", title="jardin", sequence=turn))
            else:
                found = ask(mine, "jardin", size=100)
                assert found.total == len(found.hits) >= 1
                assert dict(found.facets["kind"])["method"] == found.total

    at_once(both, 3)
    assert ask(index, "jardin").total == 60


def test_a_killed_writer_leaves_the_state_before_or_after(opened: Open) -> None:
    filled(opened(), a_document("0", sequence=1))

    def write() -> None:
        mine = opened()
        mark = mine.mark()
        while True:
            mark += 1
            mine.apply([a_document(f"{mark}", sequence=mark)], mark)

    for least in (4, 9, 15):
        killed_when(write, partial(reached, opened, least))
        index = opened()
        assert index.mark() >= least
        assert ask(index).total == index.mark()


@pytest.mark.parametrize("harm", ["garbage", "truncated", "empty", "missing"])
def test_a_damaged_file_starts_again_from_nothing(tmp_path: Path, harm: str) -> None:
    filled(open_index(tmp_path), a_document("a", title="Jardin", sequence=3))
    file = tmp_path / FILE
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    half = len(content) // 2
    if harm == "missing":
        file.unlink()
    else:
        file.write_bytes(
            {
                "garbage": os.urandom(half) + content[half:],
                "truncated": content[:half],
                "empty": b"",
            }[harm]
        )
    index = open_index(tmp_path)
    assert (index.mark(), ask(index, "jardin").total) == (0, 0)
    filled(index, a_document("a", title="Jardin", sequence=3))
    assert ids(ask(open_index(tmp_path), "jardin")) == ["a"]


@pytest.mark.parametrize("harm", ["missing", "emptied", "garbage"])
def test_a_file_that_goes_wrong_under_a_running_wiki_is_made_anew(
    tmp_path: Path, harm: str
) -> None:
    index = filled(open_index(tmp_path), a_document("a", title="Jardin", sequence=3))
    other = open_index(tmp_path)
    assert ids(ask(other)) == ["a"]
    if harm == "missing":
        for path in tmp_path.glob(f"{FILE}*"):
            path.unlink()
    elif harm == "emptied":
        with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
            database.execute("DROP TABLE segments")
    else:
        with closing(sqlite3.connect(tmp_path / FILE)) as database, database:
            database.execute("UPDATE documents SET texts = x'ff00ff'")
    assert ask(index, "jardin").total == 0
    assert (index.mark(), other.mark(), ask(other, "jardin").total) == (0, 0, 0)
    filled(index, a_document("b", title="Jardin", sequence=4))
    assert ids(ask(index, "jardin")) == ids(ask(other, "jardin")) == ["b"]


POSTINGS_HARM = {
    "cut short": "substr(documents, 1, 5)",
    "of nobody": "x'ffff0000803f'",
    "no bytes": "'text'",
}


def harm_postings(folder: Path, harm: str) -> None:
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute(f"UPDATE postings SET documents = {POSTINGS_HARM[harm]}")  # noqa: S608  # our own words


@pytest.mark.parametrize("harm", POSTINGS_HARM)
def test_damaged_postings_are_made_anew(tmp_path: Path, harm: str) -> None:
    index = filled(open_index(tmp_path), a_document("a", title="Jardin", sequence=3))
    harm_postings(tmp_path, harm)
    assert ask(index, "jardin").total == 0
    assert index.mark() == 0
    filled(index, a_document("b", title="Jardin", sequence=4))
    assert ids(ask(index, "jardin")) == ["b"]


@pytest.mark.parametrize("harm", POSTINGS_HARM)
def test_damaged_postings_do_not_stop_those_who_write(
    tmp_path: Path, harm: str
) -> None:
    index = open_index(tmp_path)
    for turn in range(1, 12):
        filled(index, a_document(f"{turn}", sequence=turn))
    harm_postings(tmp_path, harm)
    changes = [a_document(f"{turn}", sequence=turn) for turn in range(12, 40)]
    with pytest.raises(StorageError):  # once one writes again what is damaged
        list(map(partial(filled, index), changes))
    assert index.mark() == 0
    filled(index, a_document("b", title="Jardin", sequence=4))
    assert ids(ask(index, "jardin")) == ["b"]


def test_an_index_opens_while_another_writes(opened: Open) -> None:
    index = filled(opened(), a_document("a", sequence=7))
    marks: list[int] = []
    other = threading.Thread(target=lambda: marks.append(opened().mark()))
    with index.exclusive():
        other.start()
        other.join(timeout=10)
        assert marks == [7]
    other.join()


def test_an_index_of_another_recipe_is_emptied(opened: Open) -> None:
    filled(opened(1), a_document("a", sequence=7))
    assert opened(1).mark() == 7
    newer = opened(2)
    assert (newer.mark(), ask(newer).total) == (0, 0)
    filled(newer, a_document("a", sequence=9))
    assert opened(2).mark() == 9


def test_a_failing_change_leaves_what_was_there(opened: Open) -> None:
    index = filled(opened(), a_document("a", sequence=1))
    broken = a_document("c", texts={"body": None}, sequence=2)
    with pytest.raises((TypeError, AttributeError)):
        index.apply([a_document("d"), broken], 2)
    assert (index.mark(), ids(ask(index))) == (1, ["a"])
    filled(index, a_document("b", sequence=2))
    assert sorted(ids(ask(index))) == ["a", "b"]


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StorageError):
        open_index(tmp_path / "taken" / "index")


def test_small_commits_leave_few_segments_and_nothing_of_those_that_went(
    tmp_path: Path,
) -> None:
    index = open_index(tmp_path)
    for turn in range(1, 80):
        filled(index, a_document(f"{turn % 50}", title="Jardin", sequence=turn))
    assert count(tmp_path, "segments") < 30
    assert ask(index, "jardin").total == 50
    index.clear()
    for table in ("segments", "documents", "postings"):
        assert count(tmp_path, table) == 0
