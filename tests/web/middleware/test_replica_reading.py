"""Pages that readers share come from the replica, and are never older than they should be."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from commons.adapters.store.log.revisions import head_sequence
from commons.app import create_app
from commons.core.domain.people.account import Permission, Role
from commons.web.guard.journey import Journey
from commons.web.journeys.registry import JOURNEYS
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.visitor import Visitor, filled, said_by
from tests.servers.standby import Pair

PATIENCE_SECONDS = 30


@pytest.fixture
def parts(pair: Pair, tmp_path: Path) -> Iterator[Components]:
    """Give an instance whose database has a replica."""
    made = assemble_components(settings_in(tmp_path, **pair.new_database()))
    yield made
    made.follower.stop()
    made.store.close()


@pytest.fixture
def app(parts: Components) -> Flask:
    return create_app(parts)


@pytest.fixture
def author(app: Flask, parts: Components) -> Visitor:
    return Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)


def saves(author: Visitor, address: str, parent: int, body: str) -> None:
    """Save a next version of a sheet."""
    order = {
        "_do": "publish",
        "_confirmed": "on",
        "_parent": f"{parent}",
        "change_note": "oui",
    }
    sheet = address.split("/")[2]
    author.post(f"/sheets/{sheet}/edit", **order, **filled(body=body))


def read_on(pair: Pair, app: Flask, address: str) -> int:
    """Read until the standby answers once more; give how often it was asked in all."""
    reader, begun = app.test_client(), pair.standby.begun
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        assert reader.get(f"{address}?n={time.monotonic_ns()}").status_code == 200
        if (asked := pair.standby.begun) > begun:
            return asked
        time.sleep(0.05)
    raise TimeoutError


def test_only_strangers_who_read_are_answered_from_the_replica(
    pair: Pair, app: Flask, author: Visitor
) -> None:
    address = author.publishes("method", body="Avant")
    asked = read_on(pair, app, address)
    for _ in range(3):
        assert "Avant" in said_by(author.get(address))
        saved = app.test_client().post("/login", data={"email": "a", "password": "b"})
        assert saved.status_code < 500
    assert pair.standby.begun == asked
    read_on(pair, app, address)
    read_on(pair, app, "/search")


def test_a_reader_sees_each_save_at_once_however_the_replica_is(
    pair: Pair, app: Flask, author: Visitor
) -> None:
    address = author.publishes("method", body="Version 1.")
    reader = app.test_client()

    def save_and_read(number: int) -> None:
        saves(author, address, number - 1, f"Version {number}.")
        for _ in range(2):
            assert f"Version {number}." in said_by(reader.get(address))

    save_and_read(2)
    read_on(pair, app, address)
    pair.standby.pause()
    save_and_read(3)
    pair.standby.resume()
    read_on(pair, app, address)
    pair.standby.kill()
    save_and_read(4)
    pair.standby.start()
    save_and_read(5)
    read_on(pair, app, address)


def test_who_reads_while_the_replica_dies_gets_the_whole_page(
    pair: Pair, parts: Components
) -> None:
    doomed = Journey("doomed", __name__)
    told: list[bool] = []

    @doomed.get("/doomed", needs=Permission.READ)
    def doomed_page() -> str:
        with parts.store.read() as work:
            asked = text("SELECT pg_is_in_recovery()")
            told.append(bool(work.connection.execute(asked).scalar()))
            if told[-1]:
                pair.standby.kill()
            return f"{work.connection.execute(asked).scalar()} {head_sequence(work)}"

    reader = create_app(parts, (*JOURNEYS, doomed)).test_client()
    until = time.monotonic() + PATIENCE_SECONDS
    while True not in told and time.monotonic() < until:
        assert said_by(reader.get(f"/doomed?n={len(told)}")) == "False 0"
    assert told[-2:] == [True, False]


def test_what_is_found_is_not_older_either(
    pair: Pair, app: Flask, author: Visitor, parts: Components
) -> None:
    parts.follower.stop()
    author.publishes("method", title="Le four solaire")
    parts.catch_up()
    read_on(pair, app, "/search")
    pair.standby.pause()
    author.publishes("method", title="Le four à pain")
    parts.catch_up()
    found = said_by(app.test_client().get("/search?q=four"))
    assert "Le four à pain" in found
    assert "Le four solaire" in found
