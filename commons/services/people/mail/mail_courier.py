"""Sends the e-mails that wait, some at a time, again for some days, then no more.

One process of all does it at a time, by a lock that is freed when it dies: then what it
had claimed is due again soon. An e-mail
is forgotten as soon as a server has taken it.
"""

import logging
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Protocol

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.people.mail_queue import (
    change_mail,
    claim_mails,
    next_mail,
    remove_mail,
)
from commons.core.domain import clock
from commons.core.domain.people.mail import Mail, MailState
from commons.errors import MailDelayedError, MailRefusedError

LOCK = "mail"
BATCH = 20
LONGEST_SECONDS = 120.0
"""For how long one turn goes on sending: less than what is claimed is left to us."""
PATIENCE = timedelta(days=3)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)

_log = logging.getLogger(__name__)


class OpenMail(Protocol):
    """What hands messages over while it is open."""

    def send(self, message: EmailMessage) -> None:
        """Raise MailDelayedError or MailRefusedError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCourier:
    """What sends: where the queue is, how a message is written, and the way out.

    `compose` writes an e-mail that is written when it is sent, None where it has nothing
    to tell any more.
    """

    store: Store
    write: Callable[[Mail], EmailMessage]
    open: Callable[[], AbstractContextManager[OpenMail]]
    compose: Callable[[Mail], Mail | None] = lambda mail: mail
    name: str = "the courier of e-mails"

    def take_turn(self) -> bool:
        """Send some; say whether there were any."""
        return self.deliver(None) > 0

    def deliver(self, now: datetime | None, *, wait: bool = False) -> int:
        """Send what is due at an instant (None: the present); return how many were.

        Nothing, where another process is at it, unless told to `wait` for that.
        """
        present = now or clock.now()
        with self.store.read() as work:
            due = next_mail(work)
        if due is None or due > present:
            return 0
        try:
            with self.store.alone(LOCK, wait=wait):
                return self._deliver(present)
        except BlockingIOError:
            return 0

    def _deliver(self, now: datetime) -> int:
        with self.store.write(quiet=True) as work:
            claimed = claim_mails(work, now, limit=BATCH)
        waiting = [mail for mail in claimed if not self._dropped(mail)]
        until = time.monotonic() + LONGEST_SECONDS
        try:
            if waiting:
                with self.open() as session:
                    while waiting and time.monotonic() < until:
                        self._send(session, waiting.pop(0), now)
        except MailDelayedError as error:  # nobody answers: all of them wait
            waiting = [delayed(mail, str(error), now) for mail in waiting]
        else:
            waiting = [replace(mail, tries=mail.tries - 1, due=now) for mail in waiting]
        with self.store.write(quiet=True) as work:
            for mail in waiting:
                change_mail(work, mail)
        return len(claimed)

    def _dropped(self, mail: Mail) -> bool:
        """Forget what is for nobody, and was only queued so that nobody knows."""
        if mail.text or mail.digest:
            return False
        with self.store.write(quiet=True) as work:
            remove_mail(work, mail.id)
        return True

    def _send(self, session: OpenMail, mail: Mail, now: datetime) -> None:
        """Send one, and write what became of it."""
        fate: Mail | None = None
        try:
            said = self.compose(mail) if mail.digest else mail
            if said is not None:
                session.send(self.write(said))
        except (ValueError, LookupError, TypeError) as error:  # it cannot be written
            _log.exception("an e-mail cannot be written")
            fate = replace(mail, state=MailState.DEAD, fault=type(error).__name__)
        except MailRefusedError as error:
            _log.warning("an e-mail was refused: %s", error)
            fate = replace(mail, state=MailState.DEAD, fault=str(error))
        except MailDelayedError as error:
            fate = delayed(mail, str(error), now)
        with self.store.write(quiet=True) as work:
            if fate is None:
                remove_mail(work, mail.id)
            else:
                change_mail(work, fate)


def delayed(mail: Mail, fault: str, now: datetime) -> Mail:
    """Give an e-mail as it waits for another try, or as it is given up."""
    if now >= mail.created + PATIENCE:
        return replace(mail, state=MailState.DEAD, fault=fault)
    pause = min(FIRST_PAUSE * 2 ** min(max(mail.tries - 1, 0), 12), LONGEST_PAUSE)
    return replace(mail, due=now + pause, fault=fault)
