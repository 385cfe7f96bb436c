"""The journal: one line for each failure, and nothing of what somebody typed."""

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from commons.app import create_app
from commons.services.operations.following.follower_thread import FollowerThread
from commons.settings import Monitoring
from commons.web.request.logging import JsonLines
from commons.wiring.components import Components
from tests.people.visitor import said_by

Read = Callable[[], list[dict[str, object]]]


@pytest.fixture
def journal() -> Iterator[Read]:
    """Give what reads the lines written since the test began."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    logging.getLogger("commons").addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger("commons").removeHandler(handler)


def test_a_page_and_the_journal_name_the_same_incident_and_nothing_that_was_typed(
    app: Flask, client: FlaskClient, journal: Read
) -> None:
    @app.before_request
    def fail() -> None:
        raise ValueError(request.args["mail"])

    answer = client.get("/search?mail=lea@exemple.fr", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    (line,) = journal()
    assert (line["level"], line["route"], line["status"]) == (
        "error",
        "search.search_page",
        500,
    )
    assert line["error"] == "ValueError"
    assert "test_logging.py" in str(line["where"])
    assert str(line["incident"]) in said_by(answer)
    assert "exemple.fr" not in json.dumps(line)


@pytest.mark.sqlite
def test_a_damaged_database_gives_a_clear_line_and_503_everywhere(
    parts: Components, client: FlaskClient, journal: Read
) -> None:
    assert client.get("/healthz").get_json()["ready"] is True
    parts.store.close()
    Path(parts.store.file).write_bytes(b"no database" * 1_000)
    Path(f"{parts.store.file}-wal").unlink(missing_ok=True)
    health = client.get("/healthz")
    assert (health.status_code, health.get_json()["ready"]) == (503, False)
    assert health.get_json()["error"] == "StorageError"
    assert client.get("/healthz/live").get_json() == {"live": True, "status": "ok"}
    told = client.get("/", headers={"Accept": "application/json"})
    assert told.status_code == 503
    line = journal()[-1]
    assert line["incident"] == told.get_json()["incident"]
    assert "StorageError" in str(line["says"])


class Lagging:
    """An index that cannot be written at two looks, and then can."""

    name = "the search index"
    looks = 0

    def take_turn(self) -> bool:
        self.looks += 1
        if self.looks < 3:
            raise OSError(f"/home/lea/{self.looks}")
        return False


def test_an_index_that_lags_is_said_once_and_so_is_its_return(journal: Read) -> None:
    follower = FollowerThread(lambda: [Lagging()], pause_seconds=0.01)
    follower.start()
    end = time.monotonic() + 20
    while len(journal()) < 2 and time.monotonic() < end:
        time.sleep(0.01)
    follower.stop()
    lagging, again = journal()
    assert lagging["says"] == "the search index lags behind (unforeseen)"
    assert "lea" not in json.dumps(lagging)
    assert again["says"] == "the search index follows again"


def test_what_is_looked_for_in_vain_is_told_to_the_operator_and_nobody_named(
    client: FlaskClient, journal: Read
) -> None:
    client.get("/search", query_string={"q": "  budget\n participatif "})
    client.get("/search", query_string={"q": "lea@exemple.fr au 06 12 34 56 78 svp"})
    client.get("/search", query_string={"q": "x" * 500})
    client.get("/search", query_string={"q": "", "kind": "tool"})
    client.get("/search", query_string={"q": "loin", "kind": "tool"})
    told = [line for line in journal() if "words" in line]  # not of what was slow
    said = [line["words"] for line in told]
    assert said == ["budget participatif", "… au … svp", "x" * 100]
    known = {"at", "level", "from", "says", "request", "words"}
    assert all(set(line) <= known for line in told)


def test_a_line_bears_the_identifier_that_the_answer_has(
    client: FlaskClient, journal: Read
) -> None:
    answer = client.get("/search", query_string={"q": "budget participatif"})
    (line,) = (line for line in journal() if "words" in line)
    assert line["request"] == answer.headers["X-Request-ID"]


def test_each_answer_has_a_line_where_the_operator_asks_for_it(
    parts: Components, journal: Read
) -> None:
    chosen = replace(parts.settings, monitoring=Monitoring(access_log=True))
    client = create_app(replace(parts, settings=chosen)).test_client()
    for _ in range(2):
        client.get("/?mail=lea@exemple.fr")
    client.post("/nulle-part/lea")
    lines = [line for line in journal() if line["says"] == "answered"]
    told = [[line[k] for k in ("method", "route", "status", "cache")] for line in lines]
    assert told == [
        ["GET", "home.home_page", 200, "miss"],
        ["GET", "home.home_page", 200, "hit"],
        ["POST", "", 404, ""],
    ]
    assert all(float(str(line["ms"])) > 0 for line in lines)
    assert len({str(line["request"]) for line in lines}) == 3
    assert "lea" not in json.dumps(lines)
