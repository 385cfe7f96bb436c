"""Real harvesters against a real server, while writers keep saving."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from oaipmh_scythe import HTTPConfig, Scythe
from oaipmh_scythe.iterator import OAIResponseIterator
from oaipmh_scythe.models import Record
from sickle import Sickle

from commons.adapters.store.log import revisions
from commons.app import create_app
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.feeds.oai.requests import utc_datetime
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.services.stewardship.purge.removal import purge
from tests.feeds.conftest import CAMILLE, Desk
from tests.servers.server import Server

Listed = list[tuple[str, str, bool]]
"""(identifier, datestamp, whether it is deleted) of each record, in order."""

NAMES = {"from": "from_", "set": "set_"}
"""Arguments that one of the clients calls otherwise."""

Harvest = Callable[..., tuple[Listed, str]]
"""Lists all; gives the records, and the date of the first answer."""


def sickle(address: str, **chosen: str) -> tuple[Listed, str]:
    client = Sickle(f"{address}/oai", max_retries=0)
    found = client.ListRecords(metadataPrefix="oai_dc", **chosen)
    date = found.oai_response.xml.find(f"{client.oai_namespace}responseDate").text
    return [(*_named(record), record.deleted) for record in found], date


def scythe(address: str, **chosen: str) -> tuple[Listed, str]:
    named: dict[str, Any] = {NAMES.get(key, key): chosen[key] for key in chosen}
    with Scythe(
        f"{address}/oai",
        http_config=HTTPConfig(http_method="POST"),
        iterator=OAIResponseIterator,
    ) as client:
        pages: list[Any] = list(client.list_records(metadata_prefix="rdf", **named))
    date = pages[0].xml.find(f"{client.oai_namespace}responseDate").text
    found = (
        Record(element)
        for page in pages
        for element in page.xml.iter(f"{client.oai_namespace}record")
    )
    return [(*_named(record), record.deleted) for record in found], date


def _named(record: Any) -> tuple[str, str]:
    return record.header.identifier, record.header.datestamp


@contextmanager
def writers(desk: Desk, sheets: list[Revision]) -> Iterator[list[Revision]]:
    """Create, change and delete in two threads meanwhile; give what was done."""
    done: list[Revision] = []
    over = threading.Event()

    def write(mine: list[Revision]) -> None:
        for head in mine:
            if over.is_set():
                return
            done.append(desk.change(head, title="Changée"))
            done.extend(desk.publish())
            done.append(desk.delete(desk.publish()[0]))

    threads = [threading.Thread(target=write, args=(sheets[n::2],)) for n in range(2)]
    for thread in threads:
        thread.start()
    try:
        while len(done) < 10:
            threads[0].join(0.01)
        yield done
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.parametrize("harvest", [sickle, scythe])
def test_a_list_and_one_more_pass_give_every_sheets_last_state(
    live: tuple[Server, Desk], harvest: Harvest
) -> None:
    server, desk = live
    sheets = desk.publish(130, themes=["food"])
    for head in desk.publish(5):
        desk.delete(head)
    with writers(desk, sheets):
        listed, date = harvest(server.address)
    again, _ = harvest(server.address, **{"from": date})
    known = {name: (stamp, deleted) for name, stamp, deleted in (*listed, *again)}
    with desk.parts.store.read() as work:
        log = revisions.changes_after(work, 0, revisions.ALL)
    heads = {change.sheet: change for change in log}
    assert known == {
        iri.sheet_iri(head.sheet, server.address): (
            utc_datetime(head.instant),
            head.deleted,
        )
        for head in heads.values()
    }
    assert len({name for name, *_ in listed}) == len(listed)
    changed = {
        iri.sheet_iri(change.sheet, server.address)
        for change in log
        if utc_datetime(change.instant) >= date
    }
    assert {name for name, *_ in again} == changed
    assert any(deleted for *_, deleted in listed)
    assert any(deleted for *_, deleted in again)


@pytest.mark.parametrize("harvest", [sickle, scythe])
def test_a_set_gives_again_what_changed_and_nothing_else(
    live: tuple[Server, Desk], harvest: Harvest
) -> None:
    server, desk = live
    (mine,) = desk.publish(themes=["mobility"])
    while (
        utc_datetime(mine.instant) >= harvest(server.address, set="theme:mobility")[1]
    ):
        time.sleep(0.1)
    listed, date = harvest(server.address, set="theme:mobility")
    assert iri.sheet_iri(mine.sheet, server.address) in {name for name, *_ in listed}
    desk.change(mine, themes=["mobility"], title="Plus tard")
    again, _ = harvest(server.address, **{"from": date, "set": "theme:mobility"})
    assert [name for name, *_ in again] == [iri.sheet_iri(mine.sheet, server.address)]


def test_the_examples_run_as_they_stand(
    live: tuple[Server, Desk], tmp_path: Path
) -> None:
    server, desk = live
    (sheet,) = desk.publish(title="La fiche de l’exemple")
    while utc_datetime(clock.now()) <= utc_datetime(sheet.instant):
        time.sleep(0.02)
    for key in ("oai", "atom"):
        name = f"harvest/examples/{key}.txt"
        pages = create_app(desk.parts).jinja_env
        text = pages.get_template(name).render(base=server.address)

        def run(text: str = text) -> str:
            done = subprocess.run(
                [sys.executable, "-c", text],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 0, done.stderr
            return done.stdout

        assert "La fiche de l’exemple" in run()
        assert "La fiche de l’exemple" not in run()
        sheet = desk.change(sheet, title="La fiche changée")
        assert "La fiche changée" in run()
        sheet = desk.change(sheet, title="La fiche de l’exemple")
        while utc_datetime(clock.now()) <= utc_datetime(sheet.instant):
            time.sleep(0.02)


@pytest.mark.parametrize("prefix", ["oai_dc", "rdf"])
def test_who_asks_for_what_is_new_ends_without_what_was_removed(
    live: tuple[Server, Desk], prefix: str
) -> None:
    server, desk = live
    first = desk.put_one(title="Le mur")
    whole = desk.change(first, title="Le mur", body="x", summary="Un xylographe.")
    other = desk.put_one(title="Un xylographe", summary="Un xylographe.")
    client = Sickle(f"{server.address}/oai", max_retries=0)
    known = _records(client, prefix)
    assert "xylographe" in str(known)
    while utc_datetime(other.instant) >= utc_datetime(clock.now()):
        time.sleep(0.1)
    for sheet, numbers in ((whole.sheet, (2,)), (other.sheet, ())):
        order = PurgeOrder(
            sort=PurgeSort.VERSION if numbers else PurgeSort.SHEET,
            target=sheet,
            numbers=numbers,
            basis=LegalBasis.COURT,
            actor=CAMILLE,
        )
        with desk.parts.store.write() as work:
            purge(desk.parts.schema, work, order)
    since = {"from": utc_datetime(other.instant)}
    known |= _records(client, prefix, **since)
    assert "xylographe" not in str(known)
    assert "xylographe" not in str(_records(client, prefix))


def _records(client: Sickle, prefix: str, **chosen: str) -> dict[str, str]:
    """Give each record as the client keeps it, "" for a deleted one."""
    found = client.ListRecords(metadataPrefix=prefix, **chosen)
    return {one.header.identifier: "" if one.deleted else str(one.raw) for one in found}
