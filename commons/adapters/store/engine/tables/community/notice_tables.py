"""The tables of what other commons announce, of what is announced to them, of news."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class OutgoingNoticeRow(Row):
    """A notice to another commons, kept until it arrived and after."""

    __tablename__ = "outgoing_notices"
    __table_args__ = (Index(None, "state", "due"), Index(None, "sheet", "source"))

    id: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str]
    sheet: Mapped[str]
    number: Mapped[int]
    source: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    created: Mapped[int] = mapped_column(Instant)
    due: Mapped[int] = mapped_column(Instant)
    fault: Mapped[str]


class IncomingNoticeRow(Row):
    """A notice from another commons, once for what was made there of a sheet."""

    __tablename__ = "incoming_notices"
    __table_args__ = (
        UniqueConstraint("subject", "sheet"),
        Index(None, "state", "due"),
        Index(None, "sheet", "state"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str]
    announced: Mapped[int]
    sheet: Mapped[str]
    version: Mapped[int]
    host: Mapped[str]
    notice: Mapped[str]
    state: Mapped[str]
    received: Mapped[int] = mapped_column(Instant)
    checked: Mapped[int] = mapped_column(Instant)
    due: Mapped[int] = mapped_column(Instant)
    tries: Mapped[int]
    made: Mapped[str]
    fault: Mapped[str]


class NewsRow(Row):
    """That an account is told of an adaptation elsewhere of what it wrote."""

    __tablename__ = "news"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    notice: Mapped[str] = mapped_column(
        ForeignKey("incoming_notices.id"), primary_key=True, index=True
    )
    instant: Mapped[int] = mapped_column(Instant)
    seen: Mapped[bool]
