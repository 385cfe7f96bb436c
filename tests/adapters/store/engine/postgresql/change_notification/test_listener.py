"""Saves wake who follows the log in other processes, on a real server."""

import logging
import os
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from commons.adapters.store.engine.postgresql.change_notification import listener
from commons.adapters.store.engine.postgresql.change_notification.listener import (
    NAME,
    wake_on_saves,
)
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.services.operations.following.follower_thread import PAUSE_SECONDS
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.adapters.store.engine.postgresql.connecting.test_per_process import in_child
from tests.adapters.store.makers import published
from tests.adapters.store.processes import FORK
from tests.conftest import settings_in
from tests.feeds.makers import created
from tests.servers import postgresql

PATIENCE_SECONDS = 20
LISTENING = (
    "SELECT pid FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'"
)
END = LISTENING.replace("pid", "pg_terminate_backend(pid, 9999)", 1)


class Bell:
    """Counts how often it was rung."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self._rung = threading.Condition()

    def ring(self) -> None:
        with self._rung:
            self.times.append(time.monotonic())
            self._rung.notify_all()

    def rings(self, count: int = 1, seconds: float = PATIENCE_SECONDS) -> bool:
        """Say whether it was rung so often, within some time."""
        with self._rung:
            return self._rung.wait_for(lambda: len(self.times) >= count, seconds)


def ask_server(url: str, query: str) -> list[int]:
    with postgresql.connected() as connection:
        rows = connection.execute(query.encode(), [make_url(url).database])
        return [row[0] for row in rows.fetchall()]


def comes(true: Callable[[], object]) -> bool:
    """Say whether something becomes true."""
    until = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


@contextmanager
def listening(url: str) -> Iterator[Bell]:
    """Listen, from the moment that the server knows of it."""
    bell = Bell()
    with wake_on_saves(make_url(url), bell.ring):
        assert comes(lambda: ask_server(url, LISTENING))
        yield bell


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == NAME]


def test_a_save_wakes_who_listens_once_it_stands(store: Store, url: str) -> None:
    with listening(url) as bell:
        with store.write():
            assert not bell.rings(seconds=0.3)
        began = time.monotonic()
        assert bell.rings()
        assert bell.times[0] - began < PAUSE_SECONDS


def test_what_is_quiet_or_undone_wakes_nobody(store: Store, url: str) -> None:
    def fail() -> None:
        with store.write():
            raise ZeroDivisionError

    with listening(url) as bell:
        with store.write(quiet=True):
            pass
        with pytest.raises(ZeroDivisionError):
            fail()
        assert not bell.rings(seconds=0.4)


def test_many_saves_wake_seldom_and_the_last_one_too(store: Store, url: str) -> None:
    with listening(url) as bell:
        until = time.monotonic() + 1.5
        while time.monotonic() < until:
            published(store)
        last = time.monotonic()
        assert comes(lambda: bell.times and bell.times[-1] > last)
        between = [b - a for a, b in zip(bell.times, bell.times[1:], strict=False)]
        assert min(between) >= 0.5 + 0.02
        assert len(bell.times) <= 5


def test_it_listens_again_when_its_connection_is_ended(store: Store, url: str) -> None:
    with listening(url) as bell:
        (before,) = ask_server(url, LISTENING)
        ask_server(url, END)
        assert comes(lambda: ask_server(url, LISTENING))
        assert ask_server(url, LISTENING) != [before]
        heard = len(bell.times)
        published(store)
        assert bell.rings(heard + 1)


def test_a_server_that_is_away_is_said_once_and_asked_again_until_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "commons")
    monkeypatch.setattr(listener, "_FIRST_RETRY_SECONDS", 0.02)
    url = make_url(postgresql.database_for(tmp_path, postgresql.empty_commons()))
    place = Path(str(url.query["host"]))
    away = tmp_path / "there"
    bell = Bell()
    with wake_on_saves(url.update_query_dict({"host": str(away)}), bell.ring):
        assert comes(lambda: caplog.records)
        assert not threading.Event().wait(0.2)  # it asks some times more
        away.symlink_to(place)
        assert comes(lambda: ask_server(str(url), LISTENING))
        published(open_store(url.render_as_string(hide_password=False)))
        assert bell.rings()
    assert [(one.levelname, one.getMessage()[:11]) for one in caplog.records] == [
        ("WARNING", "saves are f"),
        ("INFO", "saves are h"),
    ]


def test_the_end_waits_for_nothing(url: str) -> None:
    for wait in (True, False):  # while it listens, and while it connects
        bell = Bell()
        with wake_on_saves(make_url(url), bell.ring):
            assert not wait or comes(lambda: ask_server(url, LISTENING))
            began = time.monotonic()
        assert time.monotonic() - began < 1
        assert threads() == []
    assert comes(lambda: not ask_server(url, LISTENING))


def test_the_end_comes_though_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "_PARTING_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        bell = Bell()
        for host in (f"127.0.0.1:{port}", "127.0.0.1:1"):
            with wake_on_saves(make_url(f"postgresql+psycopg://c@{host}/x"), bell.ring):
                assert comes(threads)
                began = time.monotonic()
            assert time.monotonic() - began < 1
    assert comes(lambda: not threads())
    assert bell.times == []


def test_a_fork_hears_by_itself_and_its_parent_goes_on(store: Store, url: str) -> None:
    with listening(url) as bell:

        def use() -> None:
            with listening(url) as own:
                published(store)
                assert own.rings()

        in_child(use)
        heard = len(bell.times)
        published(store)
        assert bell.rings(heard + 1)
        child = FORK.Process(target=time.sleep, args=[PATIENCE_SECONDS])
        child.start()
        began = time.monotonic()
    assert time.monotonic() - began < 1  # though the child has what the thread polls
    assert threads() == []
    child.kill()
    child.join()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Components]:
    """Give a server's components that follow, on a database that others save into."""
    folder = tmp_path / "instance"
    folder.mkdir()
    chosen = {"database_url": postgresql.database_for(folder)}
    made = assemble_components(settings_in(folder, **chosen))
    made.catch_up()
    yield made
    made.follower.stop()
    made.store.close()


def seconds_until_found(parts: Components, other: Components) -> float:
    sequence = created(parts).sequence
    began = time.monotonic()
    assert comes(lambda: other.index.mark() == sequence)
    return time.monotonic() - began


def test_the_index_of_another_process_finds_a_save_before_it_would_look(
    other: Components,
) -> None:
    parts = assemble_components(other.settings)  # it saves, and follows nothing
    other.follower.start()
    address = other.settings.database_url
    assert comes(lambda: ask_server(address, LISTENING))
    taken = []
    for number in range(9):
        time.sleep(0.35 + 0.03 * number)  # whenever it looks by itself
        taken.append(seconds_until_found(parts, other))
    assert statistics.median(taken) < PAUSE_SECONDS / 2
    parts.store.close()


def test_a_save_of_which_no_notice_came_is_found_all_the_same(
    other: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = assemble_components(other.settings)
    monkeypatch.setattr(listener, "_TELL", b"SELECT 1")
    other.follower.start()
    assert comes(lambda: ask_server(other.settings.database_url, LISTENING))
    for _ in range(3):
        assert seconds_until_found(parts, other) < 5
    parts.store.close()


def test_nobody_listens_who_follows_nothing(other: Components) -> None:
    address = other.settings.database_url
    created(other)
    other.catch_up()
    assert threads() == []
    other.follower.start()
    assert comes(lambda: ask_server(address, LISTENING))
    assert len(threads()) == 1
    other.follower.stop()
    assert threads() == []
    assert os.getpid() not in ask_server(address, LISTENING)
