"""Who is written to of what happened: once each, whatever dies, and as it stands by then."""

import re
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from commons.adapters.mail.message import read_sender, write_message
from commons.adapters.mail.transports import open_session
from commons.adapters.store.community.notifications import (
    digests as digest_rows,
    events,
    inbox,
)
from commons.adapters.store.community.notifications.subscriptions import (
    read_deliveries,
    unsubscribe,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, mail_queue
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.mail import MailState
from commons.core.domain.people.notification import Delivery, EventKind
from commons.services.notifications import digests
from commons.services.notifications.digest_letters import DigestWriter
from commons.services.notifications.digests import (
    BETWEEN,
    DigestCourier,
    change_deliveries,
    next_due,
    read_order,
    stop_mails,
)
from commons.services.people.mail.letters import Letterhead
from commons.services.people.mail.mail_courier import MailCourier
from commons.wiring.components import Components
from commons.wiring.shipped import translate_sentence
from tests.adapters.store.processes import killed_when
from tests.feeds.conftest import BREST, CAMILLE, Desk
from tests.servers.mail_server import MailServer
from tests.services.notifications.followers import Readers, plain

PARIS = ZoneInfo("Europe/Paris")
MANY = 150
SENDER = read_sender("wiki@exemple.fr")
AT_ONCE = dict.fromkeys(EventKind, Delivery.ONCE)


def queueing(parts: Components) -> DigestCourier:
    return DigestCourier(store=parts.store, zone=PARIS)


def sending(parts: Components, url: str) -> MailCourier:
    writer = DigestWriter(
        store=parts.store,
        schema=parts.live_schema.current,
        places=parts.places,
        head=Letterhead(
            site="La Fabrique",
            base="https://wiki.example",
            translate=translate_sentence,
        ),
        key="a key of some length",
    )
    return MailCourier(
        store=parts.store,
        write=lambda mail: write_message(mail, SENDER),
        open=lambda: open_session(url),
        compose=writer.compose,
    )


def send_all(parts: Components, url: str, now: datetime) -> None:
    while queueing(parts).work_off(now):
        pass
    courier = sending(parts, url)
    while courier.deliver(now, wait=True):
        pass


def choose(parts: Components, account: Account, **chosen: Delivery) -> None:
    with parts.store.write() as work:
        known = read_deliveries(work, account.id)
        said = {EventKind(kind): delivery for kind, delivery in chosen.items()}
        change_deliveries(work, account.id, {**known, **said}, clock.now())


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def server(tmp_path: Path) -> MailServer:
    """Give a mail server that is not started."""
    return MailServer(tmp_path / "taken")


def test_nobody_waits_long_where_many_follow_something(
    parts: Components, readers: Readers, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "PEOPLE_BATCH", 2)
    people = [
        readers.account(name, "theme:culture") for name in ("A", "B", "C", "D", "E")
    ]
    for one in people:
        choose(parts, one, sheet=Delivery.ONCE)
    desk.put_one(title="Le grand bal", themes=["culture"])
    readers.note()
    written: list[int] = []
    add = digest_rows.add_digests

    def cut(
        work: Work, due: Mapping[tuple[str, Delivery], datetime], after: int
    ) -> None:
        if sum(written) == 4 and 0 not in written:
            written.append(0)
            raise InterruptedError
        written.append(len(due))
        add(work, due, after)

    monkeypatch.setattr(digest_rows, "add_digests", cut)
    with pytest.raises(InterruptedError):
        queueing(parts).work_off(clock.now())
    while queueing(parts).work_off(clock.now()):
        pass
    assert written == [2, 2, 0, 1]
    with parts.store.write() as work:
        mails = mail_queue.claim_mails(work, clock.now(), limit=9)
    recipients = [one.recipient for one in mails]
    assert sorted(recipients) == sorted(one.email for one in people)


def test_an_email_at_once_says_what_happened_and_how_to_end_it(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    choose(parts, ana, sheet=Delivery.ONCE)
    made = desk.put_one(title="Le grand bal", themes=["culture"])
    readers.note()
    with server:
        send_all(parts, server.url, clock.now())
        (mail,) = server.messages()
        send_all(parts, server.url, clock.now() + timedelta(hours=1))
        assert len(server.messages()) == 1
    assert plain(mail["Subject"]).endswith("une nouvelle fiche")
    assert mail["To"] == ana.email
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text = text_of(mail)
    assert "Le grand bal" in text
    assert f"https://wiki.example/sheets/{made.sheet}" in text
    address = re.sub("[<>]", "", mail["List-Unsubscribe"])
    assert address in text
    assert address.startswith(f"https://wiki.example/notifications/stop/{ana.id}/")


def test_the_language_is_that_of_the_account(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    with parts.store.write() as work:
        accounts.change_account(work, replace(ana, language="en"))
    choose(parts, ana, sheet=Delivery.ONCE)
    desk.publish(3, themes=["culture"])
    readers.note()
    with server:
        send_all(parts, server.url, clock.now())
        (mail,) = server.messages()
    assert mail["Subject"].endswith(": 3 new guides")


def test_each_of_many_is_told_once_though_the_server_dies_twice(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    people = [readers.account(f"Lecteur{n}", "theme:culture") for n in range(MANY)]
    for one in people:
        choose(parts, one, sheet=Delivery.ONCE)
    desk.put_one(themes=["culture"])
    readers.note()
    stop = threading.Event()

    def kill_twice() -> None:
        for most in (MANY // 5, MANY // 2):
            while not stop.is_set() and len(list(server.folder.iterdir())) < most:
                stop.wait(0.005)
            server.kill()
            server.start()

    with server:
        killing = threading.Thread(target=kill_twice)
        killing.start()
        now = clock.now()
        for _ in range(200):
            send_all(parts, server.url, now)
            with parts.store.read() as work:
                if not mail_queue.count_mails(work):
                    break
            now += timedelta(minutes=10)
        stop.set()
        killing.join()
        arrived = {str(one["Message-ID"]): one["To"] for one in server.messages()}
        total = len(server.messages())
    assert Counter(arrived.values()) == Counter(one.email for one in people)
    assert total - MANY <= 2, "only what a server took as it died may come again"


def test_a_load_of_many_sheets_is_an_email_or_two(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "territory:region:53")
    choose(parts, ana, sheet=Delivery.ONCE)
    now = clock.now()
    with server:
        for _ in range(5):
            desk.publish(100, territory=BREST)
            readers.note()
            send_all(parts, server.url, now)
            now += timedelta(seconds=30)
        assert len(server.messages()) == 1
        send_all(parts, server.url, now + BETWEEN)
        send_all(parts, server.url, now + 2 * BETWEEN)
        first, second = (plain(one["Subject"]) for one in server.messages())
    assert first.endswith("Bretagne : 100 nouvelles fiches")
    assert second.endswith("Bretagne : 400 nouvelles fiches")


def test_digests_leave_in_the_morning_of_a_day_and_of_a_monday() -> None:
    friday = datetime(2026, 3, 27, 9, tzinfo=UTC)  # the hour changes on the 29th
    assert next_due(Delivery.DAILY, friday, PARIS) == datetime(
        2026, 3, 28, 6, tzinfo=UTC
    )
    assert next_due(Delivery.WEEKLY, friday, PARIS) == datetime(
        2026, 3, 30, 5, tzinfo=UTC
    )
    early = datetime(2026, 3, 30, 4, 59, tzinfo=UTC)
    assert next_due(Delivery.DAILY, early, PARIS) == early + timedelta(minutes=1)
    assert next_due(Delivery.WEEKLY, early, PARIS) == early + timedelta(minutes=1)
    assert next_due(Delivery.ONCE, early, PARIS) == early


def test_a_digest_tells_in_one_email_what_was_not_read_meanwhile(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture", "theme:food")
    choose(parts, ana, sheet=Delivery.DAILY)
    desk.publish(2, title="Déjà lu", themes=["food"])
    readers.note()
    with parts.store.write() as work:
        inbox.mark_all_read(work, ana.id, events.last_event(work))
    desk.publish(3, title="Pas encore", themes=["culture"])
    readers.note()
    with server:
        send_all(parts, server.url, clock.now())
        assert server.messages() == []
        send_all(parts, server.url, clock.now() + timedelta(days=1))
        (mail,) = server.messages()
    text = text_of(mail)
    assert "3 nouvelles fiches" in plain(text)
    assert "Déjà lu" not in text


def test_what_is_deleted_before_it_is_sent_is_not_told(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    ben = readers.account("Ben", "theme:culture")
    for one in (ana, ben):
        choose(parts, one, sheet=Delivery.ONCE)
    gone = desk.put_one(title="Un titre secret", themes=["culture"])
    desk.put_one(title="Le grand bal", themes=["culture"])
    readers.note()
    while queueing(parts).take_turn():
        pass
    desk.delete(gone)
    with parts.store.write() as work:
        accounts.change_account(work, replace(ben, active=False))
    with server:
        send_all(parts, server.url, clock.now())
        (mail,) = server.messages()
    assert mail["To"] == ana.email
    assert "Un titre secret" not in mail.as_string()
    assert "Le grand bal" in text_of(mail)


def test_who_follows_no_more_gets_nothing_though_it_was_queued(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    ben = readers.account("Ben", "theme:culture")
    for one in (ana, ben):
        choose(parts, one, sheet=Delivery.ONCE)
    desk.put_one(themes=["culture"])
    readers.note()
    while queueing(parts).take_turn():
        pass
    with parts.store.write() as work:
        unsubscribe(work, ana.id, "theme:culture")
        stop_mails(work, ben.id, clock.now())
    with server:
        send_all(parts, server.url, clock.now())
        assert server.messages() == []
    with parts.store.read() as work:
        assert mail_queue.count_mails(work) == {}


def test_who_chooses_otherwise_is_told_neither_twice_nor_never(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    choose(parts, ana, sheet=Delivery.DAILY)
    desk.put_one(title="Le premier", themes=["culture"])
    readers.note()
    queueing(parts).take_turn()
    choose(parts, ana, sheet=Delivery.ONCE)
    desk.put_one(title="Le second", themes=["culture"])
    readers.note()
    with server:
        for days in (0, 1, 8):
            send_all(parts, server.url, clock.now() + timedelta(days=days))
        texts = [text_of(m) for m in server.messages()]
    assert [("Le premier" in text, "Le second" in text) for text in texts] == [
        (True, False),
        (False, True),
    ]


def test_nobody_unconfirmed_is_written_to_and_nobody_of_their_own_acts(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    camille = readers.account("Camille", f"person:{CAMILLE.id}", person=CAMILLE)
    choose(parts, camille, sheet=Delivery.ONCE)
    ana = readers.account("Ana", "theme:culture")
    choose(parts, ana, sheet=Delivery.ONCE)
    with parts.store.write() as work:
        accounts.change_account(work, replace(ana, email_confirmed=False))
    desk.put_one(themes=["culture"])
    readers.note()
    with server:
        send_all(parts, server.url, clock.now())
        assert server.messages() == []


def test_couriers_of_several_processes_queue_nothing_twice(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    people = [readers.account(f"Lecteur{n}", "theme:culture") for n in range(250)]
    for one in people:
        choose(parts, one, sheet=Delivery.ONCE)
    desk.publish(3, themes=["culture"])
    readers.note()
    couriers = [queueing(parts) for _ in range(4)]

    def work_off(courier: DigestCourier) -> None:
        while courier.take_turn():
            pass

    threads = [threading.Thread(target=work_off, args=[one]) for one in couriers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with parts.store.read() as work:
        assert sum(mail_queue.count_mails(work).values()) == 250
    with server:
        send_all(parts, server.url, clock.now())
        assert len({m["To"] for m in server.messages()}) == 250


def test_what_happened_while_no_email_was_sent_is_told_to_nobody(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    ana = readers.account("Ana", "theme:culture")
    choose(parts, ana, sheet=Delivery.ONCE)
    desk.put_one(themes=["culture"])
    readers.note()
    later = clock.now() + digests.TOO_OLD
    assert queueing(parts).work_off(later)
    assert not queueing(parts).work_off(later)
    with parts.store.read() as work:
        assert mail_queue.count_mails(work) == {}


def test_a_server_that_is_away_leaves_one_email_waiting(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana = readers.account("Ana", "theme:culture")
    choose(parts, ana, sheet=Delivery.ONCE)
    now = clock.now()
    for _ in range(5):
        desk.put_one(themes=["culture"])
        readers.note()
        send_all(parts, "smtp://127.0.0.1:1", now)
        now += BETWEEN
    with parts.store.read() as work:
        assert sum(mail_queue.count_mails(work).values()) == 1
    with server:
        for _ in range(4):
            send_all(parts, server.url, now)
            now += timedelta(hours=1)
        subjects = [plain(one["Subject"]) for one in server.messages()]
    assert len(subjects) == 2
    assert subjects[0].endswith("une nouvelle fiche")
    assert subjects[1].endswith("4 nouvelles fiches")


def test_a_courier_that_is_killed_leaves_nobody_out_and_writes_to_nobody_twice(
    parts: Components, readers: Readers, desk: Desk
) -> None:
    people = [readers.account(f"Lecteur{n}", "theme:culture") for n in range(400)]
    for one in people:
        choose(parts, one, sheet=Delivery.ONCE)
    desk.put_one(themes=["culture"])
    readers.note()

    def queued() -> int:
        with parts.store.read() as work:
            return sum(mail_queue.count_mails(work).values())

    def has_queued(most: int) -> bool:
        return queued() >= most

    def run() -> None:
        while queueing(parts).take_turn():
            pass
        threading.Event().wait()

    for most in (1, 150, 300):
        killed_when(run, partial(has_queued, most))
    while queueing(parts).take_turn():
        pass
    with parts.store.read() as work:
        told = [
            read_order(mail).account
            for one in people
            for mail in mail_queue.waiting_digests(work, one.email)
        ]
    assert Counter(told) == Counter(one.id for one in people)


def test_an_email_that_cannot_be_written_keeps_no_other_waiting(
    parts: Components, readers: Readers, desk: Desk, server: MailServer
) -> None:
    ana, ben = (readers.account(name, "theme:culture") for name in ("Ana", "Ben"))
    for one in (ana, ben):
        choose(parts, one, sheet=Delivery.ONCE)
    desk.put_one(themes=["culture"])
    readers.note()
    while queueing(parts).take_turn():
        pass
    with parts.store.write() as work:
        (spoilt, _) = mail_queue.claim_mails(work, clock.now(), limit=2)
        mail_queue.change_mail(work, replace(spoilt, digest="{", due=clock.now()))
    with server:
        send_all(parts, server.url, clock.now() + timedelta(hours=1))
        assert len(server.messages()) == 1
    with parts.store.read() as work:
        assert mail_queue.count_mails(work) == {MailState.DEAD: 1}
