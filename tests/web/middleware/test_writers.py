"""Those who write wait for one lock; those who read have threads of their own."""

import shutil
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.engine import opened_database
from commons.adapters.store.engine.side_writes import trial_write
from commons.errors import BusyError
from commons.web.journeys.search import home
from commons.web.middleware.request_body import AGAIN_SECONDS, CROWDED
from commons.wiring.components import Components
from tests.people.visitor import Visitor, filled, said_by, token_in
from tests.servers.server import Person, Server, add_account

WRITERS = 40
NEW = "/sheets/new/method"


def health(client: FlaskClient, status: int) -> dict[str, object]:
    """Ask until the health is this, as what was found before is told for a while."""
    until = time.monotonic() + 30
    told = client.get("/healthz")
    while told.status_code != status:
        assert time.monotonic() < until, told.get_json()
        time.sleep(0.05)
        told = client.get("/healthz")
    return dict(told.get_json())


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opened_database, "TRIAL_SECONDS", 0.2)
    monkeypatch.setattr(trial_write, "FRESH_SECONDS", 0.1)


@pytest.mark.sqlite
def test_forty_writers_behind_a_lock_keep_no_reader_waiting(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(starter_folder, folder)
    add_account(folder, "lea@exemple.fr")
    with Server(folder, workers=1) as server:
        writer = Person(server.address).sign_in("lea@exemple.fr")
        token = token_in(writer.get(NEW).text)
        typed = urlencode({"csrf_token": token, "_do": "draft", "title": "Un début"})
        told: Counter[int] = Counter()

        def write() -> None:
            told[writer.sends(NEW, typed.encode()).status] += 1

        threads = [threading.Thread(target=write) for _ in range(WRITERS)]
        with closing(sqlite3.connect(folder / "commons.sqlite", timeout=30)) as lock:
            lock.execute("BEGIN IMMEDIATE")
            for thread in threads:
                thread.start()
            while not told[503]:  # the threads of writers are taken, and the queue
                time.sleep(0.05)
            reader = Person(server.address)
            for path in ("/", "/healthz/live", "/search?q=parole"):
                assert reader.get(path).status == 200
            until = time.monotonic() + 30
            while reader.get("/healthz").status != 503:
                assert time.monotonic() < until
                time.sleep(0.1)
            lock.execute("ROLLBACK")
        for thread in threads:
            thread.join(60)
        assert told.total() == WRITERS
        assert set(told) <= {303, 503}
        assert told[503] < WRITERS


def test_who_finds_no_place_gets_the_text_back(author: Visitor) -> None:
    page = author.get("/sheets/new/method").get_data(as_text=True)
    typed = {"csrf_token": token_in(page), "_do": "publish", **filled(body="Un mot.")}
    crowded = {CROWDED: True}
    told = author.client.post(
        "/sheets/new/method", data=typed, environ_overrides=crowded
    )
    assert told.status_code == 503
    assert told.headers["Retry-After"] == str(AGAIN_SECONDS)
    assert "Un mot." in said_by(told)
    again = {"csrf_token": token_in(told.get_data(as_text=True)), "_do": "resume"}
    shown = author.client.post(
        "/sheets/new/method", data={**again, **filled(body="Un mot.")}
    )
    assert shown.status_code == 200
    assert "Un mot." in shown.get_data(as_text=True)


@pytest.mark.sqlite
def test_a_database_that_stays_locked_is_told(
    client: FlaskClient, parts: Components
) -> None:
    parts.catch_up()
    assert health(client, 200)["ready"] is True
    with closing(sqlite3.connect(parts.store.file)) as lock:
        lock.execute("BEGIN IMMEDIATE")
        told = health(client, 503)
        lock.execute("ROLLBACK")
    assert (told["ready"], told["error"]) == (False, "BusyError")
    assert health(client, 200)["ready"] is True


@pytest.mark.sqlite
def test_a_log_that_is_gone_is_told(client: FlaskClient, parts: Components) -> None:
    parts.catch_up()
    health(client, 200)
    parts.store.file.with_name("commons.sqlite-wal").unlink()
    assert health(client, 503)["error"] == "StorageError"


def test_a_disk_that_is_full_is_told(
    client: FlaskClient, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts.catch_up()
    health(client, 200)
    monkeypatch.setattr(home, "LEAST_FREE_BYTES", 10**18)
    told = health(client, 503)
    assert (told["ready"], told["live"]) == (False, True)


@pytest.mark.sqlite
def test_a_database_that_nobody_may_write_is_told(
    client: FlaskClient, parts: Components
) -> None:
    parts.catch_up()
    with closing(sqlite3.connect(parts.store.file)) as other:
        other.execute(
            "CREATE TRIGGER no BEFORE UPDATE ON pulse BEGIN "
            "SELECT RAISE(ABORT, 'no'); END"
        )
        other.commit()
    assert health(client, 503)["ready"] is False


def test_an_index_that_is_being_made_is_told(
    starter: Components, client: FlaskClient, parts: Components
) -> None:
    parts.follower.stop()
    health(client, 200)
    with parts.index.exclusive():
        parts.index.clear()
    assert health(client, 503)["search_whole"] is False
    parts.catch_up()
    assert health(client, 200)["search_whole"] is True


def test_one_trial_serves_all_who_ask_at_once() -> None:
    made: list[int] = []

    def attempt() -> None:
        made.append(1)
        raise BusyError

    one = trial_write.Trial(attempt)
    assert isinstance(one.fault(), BusyError)
    assert isinstance(one.fault(), BusyError)
    assert len(made) == 1
