"""Knows the messages that were relayed lately, and who wants none."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from commons.adapters.store.engine.tables.community.community_tables import (
    MessageRow,
    MessageStopRow,
)
from commons.adapters.store.engine.tables.core_tables import AccountRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.message import Message
from commons.core.domain.sheet import Person
from commons.errors import NotFoundError

_SENDER, _RECIPIENT = aliased(AccountRow), aliased(AccountRow)
_MESSAGES = (
    select(
        MessageRow.id,
        MessageRow.sender,
        _SENDER.person.label("author"),
        _SENDER.name.label("author_name"),
        MessageRow.recipient,
        _RECIPIENT.person.label("reader"),
        _RECIPIENT.name.label("reader_name"),
        MessageRow.sheet,
        MessageRow.text,
        MessageRow.instant,
        MessageRow.reported,
    )
    .join(_SENDER, _SENDER.id == MessageRow.sender)
    .join(_RECIPIENT, _RECIPIENT.id == MessageRow.recipient)
)


def add_message(work: Work, message: Message) -> None:
    """Write a message down."""
    row = {
        "id": message.id,
        "sender": message.sender,
        "recipient": message.recipient,
        "sheet": message.sheet,
        "text": message.text,
        "instant": clock.to_milliseconds(message.instant),
        "reported": _reported(message.reported),
    }
    work.connection.execute(insert(MessageRow), row)


def get_message(work: Work, identifier: str) -> Message:
    """Return a message. Raises NotFoundError."""
    query = _MESSAGES.where(MessageRow.id == identifier)
    found = _read(work.connection.execute(query))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def count_sent(work: Work, sender: str, since: datetime, recipient: str = "") -> int:
    """Count what an account sent after an instant, to all or to one account."""
    query = select(func.count()).where(
        MessageRow.sender == sender,
        MessageRow.instant > clock.to_milliseconds(since),
    )
    if recipient:
        query = query.where(MessageRow.recipient == recipient)
    return work.connection.execute(query).scalar_one()


def report_message(work: Work, identifier: str, instant: datetime) -> None:
    """Note that a message should not have been sent."""
    which = update(MessageRow).where(MessageRow.id == identifier)
    work.connection.execute(which.values(reported=_reported(instant)))


def reported_messages(work: Work, *, limit: int, offset: int = 0) -> list[Message]:
    """Return the messages that were reported, the last first."""
    query = (
        _MESSAGES.where(MessageRow.reported > 0)
        .order_by(MessageRow.reported.desc(), MessageRow.id)
        .limit(limit)
        .offset(offset)
    )
    return _read(work.connection.execute(query))


def count_reported(work: Work) -> int:
    """Count the messages that were reported."""
    query = select(func.count()).where(MessageRow.reported > 0)
    return work.connection.execute(query).scalar_one()


def remove_message(work: Work, identifier: str) -> None:
    """Forget a message, if it is there."""
    work.connection.execute(delete(MessageRow).where(MessageRow.id == identifier))


def sweep_messages(work: Work, before: datetime, reported_before: datetime) -> int:
    """Forget what was sent before an instant, or reported before another.

    Returns how many.
    """
    old = MessageRow.instant < clock.to_milliseconds(before)
    ended = MessageRow.reported < clock.to_milliseconds(reported_before)
    kept = MessageRow.reported > 0
    which = or_(~kept & old, kept & ended)
    return work.connection.execute(delete(MessageRow).where(which)).rowcount


def stop_messages(work: Work, account: str, instant: datetime) -> None:
    """Let nobody write to an account any more."""
    resume_messages(work, account)
    row = {"account": account, "instant": clock.to_milliseconds(instant)}
    work.connection.execute(insert(MessageStopRow), row)


def resume_messages(work: Work, account: str) -> None:
    """Let people write to an account again."""
    which = delete(MessageStopRow).where(MessageStopRow.account == account)
    work.connection.execute(which)


def wants_messages(work: Work, account: str) -> bool:
    """Return whether an account may be written to."""
    query = select(MessageStopRow.account).where(MessageStopRow.account == account)
    return work.connection.execute(query).first() is None


def _read(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Message]:
    return [
        Message(
            id=row.id,
            sender=row.sender,
            author=Person(id=row.author, name=row.author_name),
            recipient=row.recipient,
            reader=Person(id=row.reader, name=row.reader_name),
            sheet=row.sheet,
            text=row.text,
            instant=clock.from_milliseconds(row.instant),
            reported=clock.from_milliseconds(row.reported) if row.reported else None,
        )
        for row in rows
    ]


def _reported(instant: datetime | None) -> int:
    return 0 if instant is None else clock.to_milliseconds(instant)
