"""The tables of what accounts follow, what happened there, and what they are told."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class EventRow(Row):
    """Something that happened; `spread` once who gets e-mails of it is written down."""

    __tablename__ = "events"
    __table_args__ = (UniqueConstraint("kind", "ref"), Index(None, "spread", "id"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str]
    ref: Mapped[str]
    sheet: Mapped[str] = mapped_column(ForeignKey("sheets.id"))
    about: Mapped[str]
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    number: Mapped[int]
    instant: Mapped[int] = mapped_column(Instant, index=True)
    spread: Mapped[bool]


class EventTopicRow(Row):
    """That an event concerns those who follow a topic."""

    __tablename__ = "event_topics"

    topic: Mapped[str] = mapped_column(primary_key=True)
    event: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class SubscriptionRow(Row):
    """That an account follows a topic or mutes it, from the event `since` on."""

    __tablename__ = "subscriptions"
    __table_args__ = (Index(None, "topic", "muted"),)

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    topic: Mapped[str] = mapped_column(primary_key=True)
    muted: Mapped[bool]
    since: Mapped[int]
    instant: Mapped[int] = mapped_column(Instant)


class DeliveryRow(Row):
    """How an account chose to be told of a kind of events."""

    __tablename__ = "deliveries"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    delivery: Mapped[str]


class DigestRow(Row):
    """Up to which event an account was written to, and when it is due again (0: not)."""

    __tablename__ = "digests"
    __table_args__ = (Index(None, "due"),)

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    delivery: Mapped[str] = mapped_column(primary_key=True)
    after: Mapped[int]
    due: Mapped[int] = mapped_column(Instant)
    sent: Mapped[int] = mapped_column(Instant)


class EventReadRow(Row):
    """That an account has read an event after its mark."""

    __tablename__ = "event_reads"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    event: Mapped[int] = mapped_column(
        ForeignKey("events.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
        index=True,
    )


class EventMarkRow(Row):
    """Up to which event an account has read all."""

    __tablename__ = "event_marks"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    event: Mapped[int]


class FollowedSearchRow(Row):
    """A search that is followed: up to where in the log it was looked at, and when."""

    __tablename__ = "followed_searches"
    __table_args__ = (Index(None, "looked"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    asked: Mapped[str]
    address: Mapped[str]
    after: Mapped[int]
    looked: Mapped[int] = mapped_column(Instant)
