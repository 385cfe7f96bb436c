"""The queue of e-mails: claimed, sent or given up, never lost."""

from dataclasses import replace
from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people import mail_queue
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail, MailState

NOW = clock.now()


def queued(store: Store, recipient: str = "camille@exemple.fr", **more: object) -> Mail:
    mail = Mail(
        id=iri.new_id(),
        recipient=recipient,
        subject="Un sujet",
        text="Un texte",
        html="<p>Un texte</p>",
        created=NOW,
        due=NOW,
    )
    mail = replace(mail, **more)  # type: ignore[arg-type]  # fields of the value
    with store.write() as work:
        assert mail_queue.queue_mail(work, mail)
    return mail


def test_what_is_claimed_is_left_to_who_claimed_it_for_a_while(store: Store) -> None:
    first = queued(store, due=NOW - timedelta(minutes=2))
    second = queued(store, due=NOW - timedelta(minutes=1))
    queued(store, due=NOW + timedelta(minutes=1))
    with store.write() as work:
        claimed = mail_queue.claim_mails(work, NOW, limit=10)
        assert [one.id for one in claimed] == [first.id, second.id]
        assert all(one.tries == 1 for one in claimed)
        assert mail_queue.claim_mails(work, NOW, limit=10) == []
        later = NOW + mail_queue.LEASE
        again = mail_queue.claim_mails(work, later, limit=10)
    assert {one.id for one in again} >= {first.id, second.id}
    assert [one.tries for one in again if one.id == first.id] == [2]


def test_what_was_sent_is_kept_nowhere(store: Store) -> None:
    mail = queued(store)
    with store.write() as work:
        assert mail_queue.next_mail(work) is not None
        assert mail_queue.remove_mail(work, mail.id)
        assert not mail_queue.remove_mail(work, mail.id)
        assert mail_queue.next_mail(work) is None
        assert mail_queue.count_mails(work) == {}


def test_what_was_given_up_is_listed_revived_or_swept(store: Store) -> None:
    dead = replace(queued(store), state=MailState.DEAD, fault="550 nobody")
    other = replace(queued(store), state=MailState.DEAD, fault="later")
    with store.write() as work:
        mail_queue.change_mail(work, dead)
        mail_queue.change_mail(work, other)
        assert {one.fault for one in mail_queue.dead_mails(work, limit=9)} == {
            "550 nobody",
            "later",
        }
        assert mail_queue.next_mail(work) is None
        assert mail_queue.revive_mails(work, NOW, dead.id) == 1
        assert mail_queue.count_mails(work) == {MailState.DEAD: 1, MailState.WAITING: 1}
        assert mail_queue.sweep_dead_mails(work, NOW + timedelta(seconds=1)) == 1
        assert mail_queue.revive_mails(work, NOW) == 0


def test_few_wait_for_one_recipient_and_all_of_them_can_be_forgotten(
    store: Store,
) -> None:
    mail = queued(store)
    for _ in range(mail_queue.MOST_WAITING_TO_ONE - 1):
        queued(store)
    with store.write() as work:
        assert not mail_queue.queue_mail(work, replace(mail, id=iri.new_id()))
        other = replace(mail, id=iri.new_id(), recipient="autre@exemple.fr")
        assert mail_queue.queue_mail(work, other)
        gone = mail_queue.forget_recipient(work, mail.recipient)
        assert gone == mail_queue.MOST_WAITING_TO_ONE
        assert mail_queue.count_mails(work) == {MailState.WAITING: 1}
