"""What waits is sent once, whatever happens to the mail server meanwhile."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from commons.adapters.mail.message import read_sender, write_message
from commons.adapters.mail.transports import open_session
from commons.adapters.store.people import mail_queue
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail, MailState
from commons.services.people.mail.mail_courier import (
    BATCH,
    PATIENCE,
    MailCourier,
    delayed,
)
from commons.wiring.components import Components
from tests.servers.mail_server import MailServer

NOW = clock.now()
SENDER = read_sender("wiki@exemple.fr")


def courier_for(parts: Components, url: str) -> MailCourier:
    return MailCourier(
        store=parts.store,
        write=lambda mail: write_message(mail, SENDER),
        open=lambda: open_session(url),
    )


def a_mail(recipient: str = "camille@exemple.fr") -> Mail:
    return Mail(
        id=iri.new_id(),
        recipient=recipient,
        subject="Un sujet",
        text="Un texte",
        html="<p>Un texte</p>",
        created=NOW,
        due=NOW,
    )


def queue(parts: Components, *mails: Mail) -> None:
    with parts.store.write() as work:
        for mail in mails:
            assert mail_queue.queue_mail(work, mail)


def counts(parts: Components) -> dict[MailState, int]:
    with parts.store.read() as work:
        return mail_queue.count_mails(work)


def test_each_of_five_hundred_arrives_once_though_the_server_dies_twice(
    parts: Components, tmp_path: Path
) -> None:
    sent = [a_mail(f"personne{n}@exemple.fr") for n in range(500)]
    queue(parts, *sent)
    with MailServer(tmp_path / "taken") as server:
        courier, stop = courier_for(parts, server.url), threading.Event()

        def kill_twice() -> None:
            for most in (100, 300):
                while not stop.is_set() and len(list(server.folder.iterdir())) < most:
                    stop.wait(0.005)
                server.kill()
                server.start()

        killing = threading.Thread(target=kill_twice)
        killing.start()
        now = clock.now()
        for _ in range(200):
            if courier.deliver(now, wait=True):
                continue
            if not counts(parts):
                break
            now += timedelta(minutes=10)  # the next try is due by then
        stop.set()
        killing.join()
        arrived = Counter(str(one["Message-ID"]) for one in server.messages())
    assert counts(parts) == {}
    assert set(arrived) == {f"<{one.id}@exemple.fr>" for one in sent}
    twice = sum(arrived.values()) - len(arrived)
    assert twice <= 2, "only what a server took as it died may come again, as the same"


def test_what_is_for_nobody_is_dropped_and_no_server_is_asked(
    parts: Components,
) -> None:
    queue(parts, replace(a_mail(""), text="", html=""))
    courier = courier_for(parts, "smtp://127.0.0.1:1")
    assert courier.deliver(None) == 1
    assert counts(parts) == {}
    assert not courier.take_turn()


def test_one_recipient_who_is_refused_keeps_no_other_waiting(
    parts: Components, tmp_path: Path
) -> None:
    queue(
        parts,
        a_mail("parti@exemple.fr"),
        a_mail("plus-tard@exemple.fr"),
        a_mail("pas une adresse"),
        a_mail("la@exemple.fr"),
    )
    with MailServer(tmp_path / "taken", refused="parti") as server:
        assert courier_for(parts, server.url).deliver(None) == 4
        assert [one["To"] for one in server.messages()] == ["la@exemple.fr"]
    assert counts(parts) == {MailState.DEAD: 2, MailState.WAITING: 1}
    with parts.store.read() as work:
        faults = {one.fault for one in mail_queue.dead_mails(work, limit=9)}
        due = mail_queue.next_mail(work)
    assert any("550" in fault for fault in faults)
    assert due is not None
    assert due > clock.now() + timedelta(seconds=30)


def test_a_server_that_is_away_is_asked_less_and_less_often_then_no_more() -> None:
    mail, now, waits = a_mail(), NOW, []
    while mail.state is MailState.WAITING:
        mail = delayed(replace(mail, tries=mail.tries + 1), "away", now)
        waits.append(mail.due - now)
        now = max(mail.due, now + timedelta(seconds=1))
    assert waits[0] == timedelta(minutes=1)
    assert waits[:-1] == sorted(waits[:-1])
    assert max(waits) == timedelta(hours=6)
    assert now - NOW >= PATIENCE
    assert mail.fault == "away"


def test_two_couriers_send_nothing_twice(parts: Components, tmp_path: Path) -> None:
    queue(parts, *(a_mail(f"p{n}@exemple.fr") for n in range(3 * BATCH)))
    with MailServer(tmp_path / "taken") as server:
        couriers = [courier_for(parts, server.url) for _ in range(3)]

        def work_off(courier: MailCourier) -> None:
            while courier.deliver(None, wait=True):
                pass

        threads = [threading.Thread(target=work_off, args=[one]) for one in couriers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(server.messages()) == 3 * BATCH
    assert counts(parts) == {}
