"""An e-mail that the site sends: what it says, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailState(StrEnum):
    """Whether an e-mail will still be sent; one that was sent is kept nowhere."""

    WAITING = "waiting"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail in the queue.

    `id` is the left part of its Message-ID, the same at every try, so that a
    mailbox that takes one twice shows it once. `unsubscribe` is the address that
    ends such e-mails with one click (RFC 8058), "" for what cannot be ended. `digest`
    says what it is to tell, "" for what is written already: such an e-mail is written
    at each try, of what stands by then.
    """

    id: str
    recipient: str
    subject: str
    text: str
    html: str
    created: datetime
    due: datetime
    unsubscribe: str = ""
    state: MailState = MailState.WAITING
    tries: int = 0
    fault: str = ""
    digest: str = ""
