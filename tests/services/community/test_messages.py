"""Who can be written to, how often, and that no address is in what goes out."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from commons.adapters.store.community import messages as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, mail_queue
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.mail import Mail
from commons.errors import (
    ForbiddenError,
    FullError,
    NotFoundError,
    UnfitFormError,
)
from commons.services.community.messages import (
    NewMessage,
    find_recipient,
    first_recipient,
    report_message,
    send_message,
)
from commons.services.people.mail.letters import Letterhead
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.community.test_remarks import somebody

HEAD = Letterhead(
    site="Commons", base="http://commons.example", translate=lambda _, said: said
)


def a_message(text: str = "Bonjour.\nÀ bientôt.", sheet: str = "") -> NewMessage:
    return NewMessage(
        text=text, sheet=sheet, report="/report/{}".format, stop="/stop/{}".format
    )


@pytest.fixture
def work(parts: Components) -> Iterator[Work]:
    with parts.store.write() as opened:
        yield opened


def confirmed(work: Work) -> Account:
    account = replace(somebody(work), email_confirmed=True)
    accounts.change_account(work, account)
    return account


def queued(work: Work) -> list[Mail]:
    return mail_queue.claim_mails(work, clock.now(), limit=99)


def test_a_message_goes_out_without_any_address(work: Work) -> None:
    ana, ben = confirmed(work), confirmed(work)
    sent = send_message(work, HEAD, ana, ben.person.id, a_message())
    (mail,) = queued(work)
    assert mail.recipient == ben.email
    assert ana.person.name in mail.subject
    for body in (mail.text, mail.html):
        assert ana.email not in body
        assert ben.email not in body
        assert f"{HEAD.base}/people/{ana.person.id}/message" in body
        assert f"{HEAD.base}/report/{sent.id}" in body
    assert mail.unsubscribe == f"{HEAD.base}/stop/{ben.id}"
    assert "> Bonjour.\n> À bientôt." in mail.text
    assert store.get_message(work, sent.id) == sent


def test_what_is_written_is_no_html_and_no_sentence_of_ours(work: Work) -> None:
    ana, ben = confirmed(work), confirmed(work)
    text = "<b>{site}</b> & {email}"
    send_message(work, HEAD, ana, ben.person.id, a_message(text))
    (mail,) = queued(work)
    assert f"> {text}" in mail.text
    assert "&lt;b&gt;{site}&lt;/b&gt; &amp; {email}" in mail.html


def test_the_sheet_it_is_about_is_named_and_its_answer_too(
    parts: Components,
) -> None:
    head = Desk(parts).put_one(title="Le banc")
    with parts.store.write() as work:
        ana, ben = confirmed(work), confirmed(work)
        send_message(work, HEAD, ana, ben.person.id, a_message(sheet=head.sheet))
        (mail,) = queued(work)
    assert "Le banc" in mail.subject
    assert f"/people/{ana.person.id}/message?sheet={head.sheet}" in mail.text


def test_who_can_be_written_to(work: Work) -> None:
    ana, unconfirmed = confirmed(work), somebody(work)
    assert find_recipient(work, ana.person.id) == ana
    assert find_recipient(work, unconfirmed.person.id) is None
    assert find_recipient(work, iri.new_id()) is None
    people = [iri.new_id(), unconfirmed.person.id, ana.person.id]
    assert first_recipient(work, people) == ana
    store.stop_messages(work, ana.id, clock.now())
    assert first_recipient(work, people) is None
    store.resume_messages(work, ana.id)
    accounts.change_account(work, replace(ana, active=False))
    assert find_recipient(work, ana.person.id) is None


def test_what_is_refused_is_not_queued(work: Work) -> None:
    ana, ben, unconfirmed = confirmed(work), confirmed(work), somebody(work)
    for sender, recipient, message, refusal in (
        (unconfirmed, ben, a_message(), ForbiddenError),
        (ana, ana, a_message(), NotFoundError),
        (ana, unconfirmed, a_message(), NotFoundError),
        (ana, ben, a_message(" "), UnfitFormError),
        (ana, ben, a_message("www.a.fr " * 6), UnfitFormError),
    ):
        with pytest.raises(refusal):
            send_message(work, HEAD, sender, recipient.person.id, message)
    assert queued(work) == []


def test_there_are_three_to_one_and_five_a_day(work: Work) -> None:
    ana, ben, clara = (confirmed(work) for _ in range(3))
    for _ in range(3):
        send_message(work, HEAD, ana, ben.person.id, a_message())
    with pytest.raises(FullError):
        send_message(work, HEAD, ana, ben.person.id, a_message())
    for _ in range(2):
        send_message(work, HEAD, ana, clara.person.id, a_message())
    with pytest.raises(FullError):
        send_message(work, HEAD, ana, clara.person.id, a_message())
    send_message(work, HEAD, ben, ana.person.id, a_message())
    assert len(queued(work)) == 6


def test_a_message_is_reported_once(work: Work) -> None:
    ana, ben = confirmed(work), confirmed(work)
    sent = send_message(work, HEAD, ana, ben.person.id, a_message())
    report_message(work, sent.id)
    first = store.get_message(work, sent.id)
    assert first.reported is not None
    report_message(work, sent.id)
    assert store.get_message(work, sent.id) == first
    with pytest.raises(NotFoundError):
        report_message(work, iri.new_id())
