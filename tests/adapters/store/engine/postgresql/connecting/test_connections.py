"""Connections of a process: made again once they are lost, and asked for by who needs them."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.log import revisions
from commons.errors import SettingsError, StorageError
from tests.adapters.store.makers import published
from tests.servers import postgresql

END = "SELECT pg_terminate_backend(pid, 9999) FROM pg_stat_activity WHERE datname = %s"


def end_all(url: str) -> None:
    """End every connection to a database, as the restart of its server does."""
    with postgresql.connected() as connection:
        connection.execute(END, [make_url(url).database]).fetchall()


def test_who_comes_after_a_restart_notices_nothing(store: Store, url: str) -> None:
    published(store)
    store.counters.count_hit("a", 60)
    assert store.token() == 1
    with store.write(patient=False, quiet=True):
        pass
    for _ in range(2):
        end_all(url)
        assert store.token() == 1
        assert store.counters.peek_window("a").count == 1
        with store.read() as work:
            assert revisions.head_sequence(work) == 1
        with store.write(patient=False, quiet=True):
            pass
    end_all(url)
    assert published(store).sequence == 2


def test_who_is_at_it_when_the_server_ends_is_told_and_nothing_stands(
    store: Store, url: str
) -> None:
    def save() -> None:
        with store.write() as work:
            work.connection.execute(text("UPDATE pulse SET beat = 9"))
            end_all(url)
            work.connection.execute(text("UPDATE pulse SET beat = 10"))

    with pytest.raises(StorageError, match="was stopped"):
        save()
    assert store.token() == 0
    assert published(store).sequence == 1


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    store = open_store(f"postgresql+psycopg://camille:hush@/x?host={tmp_path}")
    for ask in (store.token, store.holds_commons, store.migrate, store.size_bytes):
        with pytest.raises(StorageError, match="does not answer") as caught:
            ask()
        assert "hush" not in str(caught.value)
    with pytest.raises(StorageError, match="does not answer"), store.read():
        pass
    assert store.settled() is None
    assert "hush" not in store.place


def test_a_session_is_ours_and_says_so(store: Store) -> None:
    shown = ("application_name", "jit", "statement_timeout", "transaction_isolation")
    with store.read() as work:
        said = {
            name: work.connection.execute(text(f"SHOW {name}")).scalar()
            for name in shown
        }
    assert said == {
        "application_name": "commons",
        "jit": "off",
        "statement_timeout": "2min",
        "transaction_isolation": "repeatable read",
    }


def test_a_commit_waits_for_the_disk_unless_it_need_not(store: Store) -> None:
    asked = text("SHOW synchronous_commit")
    with store.write(quiet=True, durable=False) as work:
        assert work.connection.execute(asked).scalar() == "off"
    with store.write() as work:
        set_by_server = work.connection.execute(asked).scalar()
    with postgresql.connected() as connection:
        ((default,),) = connection.execute("SHOW synchronous_commit").fetchall()
    assert set_by_server == default


@pytest.mark.parametrize("driver", ["psycopg2", "asyncpg", "pg8000"])
def test_another_driver_is_refused(driver: str) -> None:
    with pytest.raises(SettingsError, match="psycopg"):
        open_store(f"postgresql+{driver}://camille@host/base")


PROGRAM = """
import sys
sys.modules["psycopg"] = None
from commons.adapters.store.engine.unit_of_work import open_store
from commons.errors import SettingsError
open_store("sqlite:///" + sys.argv[1]).migrate()
try:
    open_store("postgresql://camille@host/base")
except SettingsError as error:
    print(error)
"""


def test_who_has_no_driver_uses_files_and_is_told_what_to_install(
    tmp_path: Path,
) -> None:
    words = [sys.executable, "-c", PROGRAM, str(tmp_path / "commons.sqlite")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert "commons-wiki[postgresql]" in done.stdout
