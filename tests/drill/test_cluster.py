"""Three servers on one PostgreSQL and one S3, killed in turn while people write and harvest."""

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from commons.adapters.store.engine.postgresql import locks
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.people import accounts, mail_queue
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail
from commons.services.operations.housekeeping.compaction import COMPRESSOR
from commons.services.people.mail.mail_courier import LOCK as MAIL
from commons.wiring.assembly import assemble_components
from tests.conftest import settings_in
from tests.drill.cluster import (
    BASE,
    Cluster,
    ClusterHarvester,
    ClusterWriter,
    Save,
)
from tests.drill.test_follow import counted, drain
from tests.servers.mail_server import MailServer
from tests.servers.postgres_server import PostgresServer
from tests.servers.s3 import KEYS, storage_server
from tests.servers.server import Person, Server, add_account, command
from tests.services.notifications.followers import Readers
from tests.services.notifications.test_digests import text_of

pytestmark = pytest.mark.thorough

SECONDS = float(os.getenv("COMMONS_TEST_CLUSTER_SECONDS", "120"))
WRITERS, HARVESTERS = 8, 4
TAKES_OVER_SECONDS = 10.0
FOLLOWER = "odile@exemple.fr"
SENDER = "wiki@exemple.fr"
WRITE = 1
"""The number of the write lock."""
HOLDER = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s
AND application_name LIKE 'server%%'
"""
HEAD = "SELECT coalesce(max(sequence), 0) FROM revisions"
BEHIND = """
SELECT name FROM follower_checkpoints WHERE sequence < %s AND name <> %s
UNION ALL SELECT 'the mail' FROM mail_queue WHERE subject = %s
"""
"""Who lags; old blocks are compressed whenever there is time."""


@dataclass
class Havoc:
    """Kills one after another, and sees that the others go on within ten seconds."""

    cluster: Cluster
    store: Store
    queued: int = 0
    told: list[str] = field(default_factory=list)

    def wreak(self, seconds: float) -> None:
        """Kill until the time is over."""
        ways: tuple[Callable[[], str], ...] = (
            partial(self.server_with, "the write lock", WRITE),
            self.postgres,
            partial(self.server_with, "the mail", locks.number_of(MAIL)),
            self.worker,
            self.backend,
        )
        end, turn = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            time.sleep(2)
            began = time.monotonic()
            said = ways[turn % len(ways)]()
            self.told.append(f"{said} ({time.monotonic() - began:.1f} s)")
            turn += 1

    def server_with(self, what: str, number: int) -> str:
        """Kill the server of which a process holds a lock; start it again later."""
        name = self._holder(number)
        server = self.cluster.named(name)
        server.kill()
        took = self._taken_over(f"{name}, with {what}, was killed")
        server.start()
        return f"{name} killed with {what}, taken over in {took:.1f} s"

    def worker(self) -> str:
        """Kill a process of a server alone, which the server makes again."""
        server = self.cluster.any()
        killed = server.kill_worker()
        took = self._taken_over(f"worker {killed} was killed")
        return f"a worker of server{server.folder.name} killed, made up in {took:.1f} s"

    def postgres(self) -> str:
        """Kill PostgreSQL, and start it again."""
        self.cluster.postgres.kill()
        time.sleep(1.5)
        self.cluster.postgres.start()
        return f"PostgreSQL killed, all answer after {self._answering():.1f} s"

    def backend(self) -> str:
        """Kill a process of PostgreSQL, which then begins all of them anew."""
        self.cluster.postgres.kill_backend()
        self.cluster.postgres.start()
        return f"a backend killed, all answer after {self._answering():.1f} s"

    def queue_mails(self, count: int) -> None:
        """Queue e-mails that are told nowhere else."""
        now = clock.now()
        with self.store.write(quiet=True) as work:
            for number in range(self.queued, self.queued + count):
                mail = Mail(
                    id=iri.new_id(),
                    recipient="lettres@exemple.fr",
                    subject=f"Lettre {number}",
                    text=f"Lettre {number}",
                    html="",
                    created=now,
                    due=now,
                )
                mail_queue.add_mail(work, mail)
        self.queued += count

    def _holder(self, number: int) -> str:
        """Give the name of who holds one of our locks, once somebody does."""
        known = (locks.OURS, number)
        address = f"host=127.0.0.1 port={self.cluster.postgres.port} user=commons"
        until = time.monotonic() + TAKES_OVER_SECONDS
        self.queue_mails(5)
        with psycopg.connect(f"{address} dbname=commons", autocommit=True) as looking:
            while time.monotonic() < until:
                found = looking.execute(HOLDER.encode(), known).fetchall()
                if found:
                    return str(found[0][0])
        self.cluster.faults.append(f"nobody took lock {number}")
        return "server0"

    def _taken_over(self, when: str) -> float:
        """Give after how long those who follow have done all that there was to do."""
        self.queue_mails(1)
        last = f"Lettre {self.queued - 1}"
        ((head,),) = self.cluster.postgres.ask(HEAD)
        began = time.monotonic()
        while waiting := self.cluster.postgres.ask(BEHIND, head, COMPRESSOR, last):
            if time.monotonic() > began + TAKES_OVER_SECONDS:
                self.cluster.faults.append(f"{when}, and {waiting} stay behind")
                break
            time.sleep(0.05)
        return time.monotonic() - began

    def _answering(self) -> float:
        """Give after how long every server answers again."""
        began = time.monotonic()
        for server in self.cluster.servers:
            while not answers(server):
                if time.monotonic() > began + TAKES_OVER_SECONDS:
                    self.cluster.faults.append(f"{server.folder.name} does not recover")
                    return TAKES_OVER_SECONDS
                time.sleep(0.05)
        return time.monotonic() - began


def answers(server: Server) -> bool:
    """Say whether a server shows its pages."""
    with suppress(OSError):
        return Person(server.address).get("/").status == 200
    return False


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, key in KEYS.items():
        monkeypatch.setenv(name, key)


@contextmanager
def begun(folder: Path, mails: MailServer) -> Iterator[Cluster]:
    """Give a cluster that runs, with accounts, and somebody who follows a theme."""
    files = storage_server().url(f"b-{uuid4()}")
    sends = {"mail_url": mails.url, "mail_from": SENDER, "files_url": files}
    with PostgresServer() as postgres, Cluster(folder, postgres, sends) as cluster:
        home = cluster.servers[0].folder
        for number in range(WRITERS):
            add_account(home, f"auteur{number}@exemple.fr", **cluster.settings())
        add_account(home, FOLLOWER, **cluster.settings())
        store = open_store(postgres.url("drill"))
        with store.write() as work:
            found = accounts.by_email(work, FOLLOWER)
            assert found is not None
            accounts.change_account(work, replace(found[0], email_confirmed=True))
        store.close()
        odile = Person(cluster.any().address).sign_in(FOLLOWER)
        odile.post("/follow", page="/account/followed", topic="theme:culture")
        odile.post("/account/notifications", sheet="once")
        yield cluster


def test_nothing_is_lost_whoever_is_killed(tmp_path: Path) -> None:
    with MailServer(tmp_path / "taken") as mails, begun(tmp_path, mails) as cluster:
        writers = [ClusterWriter(cluster, number) for number in range(WRITERS)]
        harvesters = [ClusterHarvester(cluster, number) for number in range(HARVESTERS)]
        havoc = Havoc(cluster, open_store(cluster.postgres.url("drill")))
        began = time.monotonic()
        for one in (*writers, *harvesters):
            one.start()
        havoc.wreak(SECONDS)
        cluster.over.set()
        for one in (*writers, *harvesters):
            one.join(60)
        took = time.monotonic() - began
        saves = [save for writer in writers for save in writer.acknowledged]
        print_seen(cluster, havoc, writers, harvesters, took)
        assert cluster.faults == []
        refuse_lost(cluster, writers)
        refuse_skipped(cluster, harvesters)
        refuse_unserved(cluster, saves)
        havoc.store.close()
        refuse_untold(cluster, mails, havoc)
        for server in cluster.servers:
            checked = command(server.folder, "check", **cluster.settings())
            assert checked.returncode == 0, checked.stdout + checked.stderr
    assert saves


def refuse_lost(cluster: Cluster, writers: list[ClusterWriter]) -> None:
    """See that the log has no gap, goes forward, and holds all that was acknowledged."""
    rows = cluster.postgres.ask(
        "SELECT sequence, instant, sheet, number, content FROM revisions ORDER BY 1"
    )
    assert [row[0] for row in rows] == [*range(1, len(rows) + 1)]
    instants = [row[1] for row in rows]
    assert instants == sorted(instants)
    kept = {(row[2], row[3]): row[4] for row in rows}
    for writer in writers:
        for save in writer.acknowledged:
            assert save.word in kept[save.sheet, save.number]


def refuse_skipped(cluster: Cluster, harvesters: list[ClusterHarvester]) -> None:
    """See that each network has each version of the log once, and in its order."""
    rows = cluster.postgres.ask("SELECT sheet, number FROM revisions ORDER BY sequence")
    there = [f"{BASE}/sheets/{sheet}/v/{number}" for sheet, number in rows]
    for one in harvesters:
        one.harvester.pull()
        assert one.harvester.seen == there
        assert one.whole() == there


def refuse_unserved(cluster: Cluster, saves: list[Save]) -> None:
    """See that every server serves each picture, and keeps it nowhere but in the storage."""
    pictures = {save.picture for save in saves} - {""}
    assert pictures
    watcher = cluster.watcher(200)
    for server in cluster.servers:
        assert {watcher.picture(server, name) for name in pictures} == {""}
        assert not [*server.folder.joinpath("media").rglob("*.jpg")]


def refuse_untold(cluster: Cluster, mails: MailServer, havoc: Havoc) -> None:
    """See that each sheet is told once, and found by its words on every server."""
    ((sheets,),) = cluster.postgres.ask("SELECT count(*) FROM sheets")
    for server in cluster.servers:
        found, until = -1, time.monotonic() + TAKES_OVER_SECONDS
        while found != sheets and time.monotonic() < until:
            found = found_by(server)
        assert found == sheets, f"the search of server{server.folder.name}"
    for server in cluster.servers:
        server.kill()
    settings = settings_in(cluster.servers[0].folder, **cluster.settings())
    parts = assemble_components(settings)
    try:
        Readers(parts=parts).note()
        drain(parts)
    finally:
        parts.store.close()
    noted = "SELECT count(*) FROM events WHERE kind = 'sheet' GROUP BY sheet"
    assert cluster.postgres.ask(noted) == [(1,)] * sheets
    by_id = {str(one["Message-ID"]): one for one in mails.messages()}.values()
    texts = [text_of(one) for one in by_id if FOLLOWER in str(one["To"])]
    theirs = "SELECT count(*) FROM sheets WHERE title LIKE 'Fiche auteur%'"
    assert [(sum(counted(text) for text in texts),)] == cluster.postgres.ask(theirs)
    letters = sorted(
        str(one["Subject"]) for one in by_id if "Lettre" in str(one["Subject"])
    )
    assert letters == sorted(f"Lettre {number}" for number in range(havoc.queued))


def found_by(server: Server) -> int:
    """Give how many sheets the search of a server finds."""
    time.sleep(0.1)
    return int(json.loads(Person(server.address).get("/search.json").text)["total"])


def print_seen(
    cluster: Cluster,
    havoc: Havoc,
    writers: list[ClusterWriter],
    harvesters: list[ClusterHarvester],
    took: float,
) -> None:
    """Say what was seen: the drill is run to be looked at."""
    saves = sum(len(writer.acknowledged) for writer in writers)
    statuses = sum((writer.statuses for writer in writers), Counter[int]())
    print(  # noqa: T201
        f"\n{saves} saves in {took:.0f} s, {sum(w.looked for w in writers)} looks,"
        f" {sum(w.pictures for w in writers)} pictures sent,"
        f" {sum(w.seen for w in writers)} looks at them,"
        f" {sum(h.pulls for h in harvesters)} pulls; answers {dict(statuses)}",
        *havoc.told,
        *cluster.faults[:20],
        sep="\n",
    )
