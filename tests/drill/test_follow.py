"""A server that is killed while people write tells who follows all of it, each once.

And with ten thousand followers of a theme nobody waits long for the lock.
"""

import re
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import insert

from commons.adapters.store.engine.tables.community.notification_tables import (
    SubscriptionRow,
)
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts, mail_queue
from commons.core.domain import clock
from commons.core.domain.people.notification import Delivery
from commons.services.notifications.digests import BETWEEN, DigestCourier
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.deliveries import open_digest_courier, open_mail_courier
from tests.conftest import settings_in
from tests.feeds.conftest import BREST, Desk
from tests.people.visitor import filled
from tests.servers.mail_server import MailServer
from tests.servers.server import (
    PATIENCE_SECONDS,
    Answer,
    Person,
    Server,
    add_account,
    opened_store,
)
from tests.services.notifications.followers import Readers, an_account
from tests.services.notifications.test_digests import PARIS, choose, text_of

pytestmark = pytest.mark.thorough

WRITER, FOLLOWER = "alice@exemple.fr", "odile@exemple.fr"
COUNT = 28
KILLED_EVERY = 3.0
FOLLOWERS = 10_000
LONGEST_LOCK_SECONDS = 3.0


def confirm(folder: Path, email: str) -> None:
    """Confirm the address of an account."""
    store = opened_store(folder)
    with store.write() as work:
        found = accounts.by_email(work, email)
        assert found is not None
        accounts.change_account(work, replace(found[0], email_confirmed=True))
    store.close()


def write_on(alice: Person, number: int) -> None:
    """Publish a sheet, and ask something under it, until both were acknowledged."""
    typed = filled(title=f"Fiche numéro {number:03}", themes="culture")
    made = until_answered(
        partial(
            alice.post, "/sheets/new/method", _do="publish", _confirmed="on", **typed
        )
    )
    assert made.status == 303, made.text
    sheet = urlsplit(made.place).path.split("/")[2]
    asking = partial(alice.post, f"/sheets/{sheet}/remarks/new", _do="send")
    asked = until_answered(partial(asking, text=f"Et {number:03} ?"))
    assert asked.status == 303, asked.text


def until_answered(ask: Callable[[], Answer]) -> Answer:
    """Ask until there is an answer: the server may be starting."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(ConnectionError):
            return ask()
        time.sleep(0.1)
    raise TimeoutError


def test_a_server_that_is_killed_tells_everything_once(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    sender = "wiki@exemple.fr"
    with MailServer(tmp_path / "taken") as mails:
        with Server(folder, mail_url=mails.url, mail_from=sender) as server:
            for email in (WRITER, FOLLOWER):
                add_account(folder, email, "editor")
            confirm(folder, FOLLOWER)
            odile = Person(server.address).sign_in(FOLLOWER)
            odile.post("/follow", page="/account/followed", topic="theme:culture")
            odile.post("/account/notifications", sheet="once", question="once")
            alice, over = Person(server.address).sign_in(WRITER), threading.Event()

            def kill() -> None:
                while not over.wait(KILLED_EVERY):
                    for one in (server, mails):
                        one.kill()
                        one.start()

            killing = threading.Thread(target=kill)
            killing.start()
            try:
                for number in range(COUNT):
                    write_on(alice, number)
            finally:
                over.set()
                killing.join()
        parts = assemble_components(
            settings_in(folder, mail_url=mails.url, mail_from=sender)
        )
        try:
            readers = Readers(parts=parts)
            readers.note()
            drain(parts)
            told = mails.messages()
            with parts.store.read() as work:
                found = accounts.by_email(work, FOLLOWER)
            assert found is not None
            (line,) = readers.lines(found[0])
            with parts.store.read() as work:
                heads = revisions.latest_heads(work, limit=1000)
            there = sum(head.title.startswith("Fiche numéro") for head in heads)
            assert there >= COUNT, "what was not acknowledged may be there too"
            assert len(line.group.ids) == there
        finally:
            parts.store.close()
    by_id = {str(one["Message-ID"]): text_of(one) for one in told}
    assert sum(counted(text) for text in by_id.values()) == there


def counted(text: str) -> int:
    """Say how many new sheets an e-mail tells of."""
    many = re.search(r"(\d+) nouvelles fiches", text)
    return int(many[1]) if many else int("une nouvelle fiche" in text)


def drain(parts: Components) -> None:
    """Send what is due, until nothing is."""
    digests, courier, now = (
        open_digest_courier(parts),
        open_mail_courier(parts),
        clock.now(),
    )
    for _ in range(20):
        while digests.work_off(now):
            pass
        while courier.deliver(now, wait=True):
            pass
        now += BETWEEN + timedelta(minutes=1)
    with parts.store.read() as work:
        assert mail_queue.count_mails(work) == {}


def test_ten_thousand_followers_and_as_many_sheets(parts: Components) -> None:
    parts.follower.stop()
    readers, desk = Readers(parts=parts), Desk(parts)
    readers.note()
    with parts.store.write() as work:
        people = [an_account(work, f"Lecteur{n}") for n in range(FOLLOWERS)]
        rows = [
            {"account": p.id, "topic": "theme:culture", "muted": False}
            | {"since": 0, "instant": 1}
            for p in people
        ]
        work.connection.execute(insert(SubscriptionRow), rows)
    choose(parts, people[0], sheet=Delivery.ONCE)
    for _ in range(20):
        desk.publish(500, themes=["culture"], territory=BREST)
    readers.note()
    courier, longest = DigestCourier(store=parts.store, zone=PARIS), 0.0
    while True:
        turn = time.monotonic()
        if not courier.take_turn():
            break
        longest = max(longest, time.monotonic() - turn)
    assert longest < LONGEST_LOCK_SECONDS
    with parts.store.read() as work:
        assert sum(mail_queue.count_mails(work).values()) == 1, "the others wait"
    assert readers.sentences(people[1]) == ["Culture : 10000 nouvelles fiches"]
    assert readers.unread(people[2]) == 100
