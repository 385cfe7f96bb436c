"""Knows the e-mails that wait to be sent, and those that were given up.

One is claimed before it is sent and settled after, in commits of their own: no lock
is held while a mail server is waited for, and what was claimed by who died is due
again soon.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.people.mail_tables import MailRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.mail import Mail, MailState

LEASE = timedelta(minutes=5)
"""For how long an e-mail is left to who claimed it."""
MOST_WAITING_TO_ONE = 50
"""How many may wait for one recipient: more are not asked for by people."""

_WAITING = MailRow.state == MailState.WAITING.value
_COLUMNS = (
    MailRow.id,
    MailRow.recipient,
    MailRow.subject,
    MailRow.text,
    MailRow.html,
    MailRow.unsubscribe,
    MailRow.state,
    MailRow.tries,
    MailRow.created,
    MailRow.due,
    MailRow.fault,
    MailRow.digest,
)
_DUE = (
    select(*_COLUMNS)
    .where(_WAITING, MailRow.due <= bindparam("now"))
    .order_by(MailRow.due, MailRow.id)
    .limit(bindparam("limit"))
)
_NEXT = select(func.min(MailRow.due)).where(_WAITING)
_DEAD = (
    select(*_COLUMNS)
    .where(MailRow.state == MailState.DEAD.value)
    .order_by(MailRow.created.desc(), MailRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_STATES = select(MailRow.state, func.count()).group_by(MailRow.state)
_TO_ONE = select(func.count()).where(_WAITING, MailRow.recipient == bindparam("to"))
_DIGESTS = select(MailRow.digest).where(
    _WAITING, MailRow.recipient == bindparam("to"), MailRow.digest != ""
)
_CHANGE = update(MailRow).where(MailRow.id == bindparam("which"))
_REMOVE = delete(MailRow).where(MailRow.id == bindparam("which"))
_FORGET = delete(MailRow).where(MailRow.recipient == bindparam("to"))
_READDRESS = (
    update(MailRow)
    .where(MailRow.recipient == bindparam("to"), MailRow.digest != "")
    .values(recipient=bindparam("other"))
)
_REVIVE = update(MailRow).where(MailRow.state == MailState.DEAD.value)
_SWEEP = delete(MailRow).where(
    MailRow.state == MailState.DEAD.value, MailRow.created < bindparam("before")
)


def queue_mail(work: Work, mail: Mail) -> bool:
    """Write an e-mail down, to be sent after the commit.

    False, and nothing is written, where MOST_WAITING_TO_ONE wait for its recipient.
    """
    waiting = work.connection.execute(_TO_ONE, {"to": mail.recipient}).scalar_one()
    if waiting >= MOST_WAITING_TO_ONE:
        return False
    add_mail(work, mail)
    return True


def add_mail(work: Work, mail: Mail) -> None:
    """Write an e-mail down, however many wait for its recipient."""
    work.connection.execute(insert(MailRow), {"id": mail.id, **_row(mail)})


def waiting_digests(work: Work, recipient: str) -> list[str]:
    """Return what the e-mails are to tell that wait for a recipient, and tell news."""
    return list(work.connection.execute(_DIGESTS, {"to": recipient}).scalars())


def readdress_digests(work: Work, old: str, new: str) -> None:
    """Send what tells news, and waits, to another address of the same account."""
    work.connection.execute(_READDRESS, {"to": old, "other": new})


def next_mail(work: Work) -> datetime | None:
    """Return when the next e-mail is due, None when none waits."""
    found = work.connection.execute(_NEXT).scalar()
    return None if found is None else clock.from_milliseconds(found)


def claim_mails(work: Work, now: datetime, *, limit: int) -> list[Mail]:
    """Return the e-mails that are due for longest, claimed for a while."""
    asked = {"now": _ms(now), "limit": limit}
    found = _mails(work.connection.execute(_DUE, asked))
    claimed = [replace(one, tries=one.tries + 1, due=now + LEASE) for one in found]
    for one in claimed:
        change_mail(work, one)
    return claimed


def change_mail(work: Work, mail: Mail) -> None:
    """Write what became of an e-mail that is not sent."""
    work.connection.execute(_CHANGE, {"which": mail.id, **_row(mail)})


def remove_mail(work: Work, identifier: str) -> bool:
    """Forget an e-mail, sent or given up; say whether it was there."""
    return work.connection.execute(_REMOVE, {"which": identifier}).rowcount > 0


def forget_recipient(work: Work, recipient: str) -> int:
    """Forget all that is to be sent to an address; return how many."""
    return work.connection.execute(_FORGET, {"to": recipient}).rowcount


def dead_mails(work: Work, *, limit: int, offset: int = 0) -> Sequence[Mail]:
    """Return what was given up, the last first."""
    return _mails(work.connection.execute(_DEAD, {"limit": limit, "offset": offset}))


def count_mails(work: Work) -> dict[MailState, int]:
    """Count the e-mails by their state."""
    return {MailState(row[0]): row[1] for row in work.connection.execute(_STATES)}


def revive_mails(work: Work, now: datetime, identifier: str = "") -> int:
    """Have what was given up be tried again, or one alone; return how many."""
    which = _REVIVE.where(MailRow.id == identifier) if identifier else _REVIVE
    again = which.values(
        state=MailState.WAITING.value, tries=0, due=_ms(now), created=_ms(now)
    )
    return work.connection.execute(again).rowcount


def sweep_dead_mails(work: Work, before: datetime) -> int:
    """Forget what was given up and written before an instant; return how many."""
    return work.connection.execute(_SWEEP, {"before": _ms(before)}).rowcount


def _mails(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Mail]:
    return [
        Mail(
            id=row.id,
            recipient=row.recipient,
            subject=row.subject,
            text=row.text,
            html=row.html,
            unsubscribe=row.unsubscribe,
            state=MailState(row.state),
            tries=row.tries,
            created=clock.from_milliseconds(row.created),
            due=clock.from_milliseconds(row.due),
            fault=row.fault,
            digest=row.digest,
        )
        for row in rows
    ]


def _row(mail: Mail) -> Mapping[str, object]:
    return {
        "recipient": mail.recipient,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "unsubscribe": mail.unsubscribe,
        "state": mail.state.value,
        "tries": mail.tries,
        "created": _ms(mail.created),
        "due": _ms(mail.due),
        "fault": mail.fault,
        "digest": mail.digest,
    }


def _ms(instant: datetime) -> int:
    return clock.to_milliseconds(instant)
