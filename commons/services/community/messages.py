"""Relays a message by e-mail: to whom, how often, and how it is reported or stopped.

Neither side is shown the address of the other. A message is kept for a while, so that
it can be counted, and shown to editors if who got it reports it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from commons.adapters.store.community import messages as store
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.people.mail_queue import queue_mail
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.people.message import Message
from commons.core.domain.site.audit import AuditAct
from commons.errors import ForbiddenError, FullError, NotFoundError
from commons.services.community.remarks import check_text
from commons.services.people.mail.letters import (
    Letter,
    Letterhead,
    LetterSort,
    write_letter,
)

MOST_A_DAY = 5
"""How many messages an account may send in a day."""
MOST_TO_ONE = 3
"""How many of them to the same person."""
DAY = timedelta(days=1)

MESSAGES, TO_ONE, WAITING = "messages a day", "messages to one", "letters waiting"
"""The sorts of a FullError: of the day, of one recipient, of the recipient's mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """What is to be relayed; `report` and `stop` give the paths of its links.

    `report` takes the id of the message, `stop` that of the account which gets it.
    """

    text: str
    sheet: str
    report: Callable[[str], str]
    stop: Callable[[str], str]


def find_recipient(work: Work, person: str) -> Account | None:
    """Return the account of a person who can be written to, None without one.

    It is active, its address is confirmed, and it did not stop messages.
    """
    account = accounts.by_person(work, person)
    if account is None or not (account.active and account.email_confirmed):
        return None
    return account if store.wants_messages(work, account.id) else None


def first_recipient(work: Work, people: Iterable[str]) -> Account | None:
    """Return the account of the first of some people who can be written to."""
    found = (find_recipient(work, one) for one in dict.fromkeys(people))
    return next((one for one in found if one is not None), None)


def send_message(
    work: Work, head: Letterhead, sender: Account, person: str, new: NewMessage
) -> Message:
    """Write a message down and queue its e-mail.

    Raises UnfitFormError (of `text`), ForbiddenError where the sender's address is not
    confirmed or they were blocked meanwhile, NotFoundError for who cannot be written to,
    FullError when that is enough for a day.
    """
    if not sender.email_confirmed:
        raise ForbiddenError("an address that is not confirmed writes to nobody")
    accounts.require_active(work, sender.id)
    recipient = find_recipient(work, person)
    if recipient is None or recipient.id == sender.id:
        raise NotFoundError(person)
    text = check_text(new.text)
    _count(work, sender, recipient)
    message = Message(
        id=iri.new_id(),
        sender=sender.id,
        author=sender.person,
        recipient=recipient.id,
        reader=recipient.person,
        sheet=new.sheet,
        text=text,
        instant=clock.cut_to_millisecond(clock.now()),
    )
    mail = write_letter(head, _letter(work, recipient, message, new))
    if not queue_mail(work, mail):
        raise FullError(WAITING, MOST_TO_ONE)
    store.add_message(work, message)
    return message


def _count(work: Work, sender: Account, recipient: Account) -> None:
    since = clock.now() - DAY
    if store.count_sent(work, sender.id, since) >= MOST_A_DAY:
        raise FullError(MESSAGES, MOST_A_DAY)
    if store.count_sent(work, sender.id, since, recipient.id) >= MOST_TO_ONE:
        raise FullError(TO_ONE, MOST_TO_ONE)


def _letter(
    work: Work, recipient: Account, message: Message, new: NewMessage
) -> Letter:
    about = revisions.get_heads(work, [message.sheet]) if message.sheet else {}
    title = about[message.sheet].title if message.sheet in about else ""
    answer = f"/people/{message.author.id}/message"
    return Letter(
        sort=LetterSort.MESSAGE_ON_SHEET if title else LetterSort.MESSAGE,
        recipient=recipient.email,
        language=recipient.language,
        name=recipient.person.name,
        path=f"{answer}?sheet={message.sheet}" if title else answer,
        sender=message.author.name,
        sheet=title,
        quoted=message.text,
        ways=(new.report(message.id), new.stop(recipient.id)),
    )


def end_reported_message(work: Work, actor: Account, identifier: str) -> None:
    """Forget a message that was reported, once it was looked at."""
    note_act(work, actor.person.id, AuditAct.END_REPORT, f"/messages/{identifier}")
    store.remove_message(work, identifier)


def report_message(work: Work, identifier: str) -> None:
    """Have editors look at a message. Raises NotFoundError."""
    message = store.get_message(work, identifier)
    if message.reported is None:
        store.report_message(work, message.id, clock.now())
