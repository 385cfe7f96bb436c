"""The tables of what readers say: under sheets, and to each other."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class RemarkRow(Row):
    """A question, a remark or a reply under a sheet."""

    __tablename__ = "remarks"
    __table_args__ = (
        Index(None, "sheet", "parent", "resolved", "instant"),
        Index(None, "parent", "instant"),
        Index(None, "state", "instant"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    sheet: Mapped[str] = mapped_column(ForeignKey("sheets.id"))
    parent: Mapped[str]
    step: Mapped[str]
    step_title: Mapped[str]
    account: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    author: Mapped[str] = mapped_column(ForeignKey("people.id"))
    instant: Mapped[int] = mapped_column(Instant)
    edited: Mapped[int | None] = mapped_column(Instant)
    text: Mapped[str]
    question: Mapped[bool]
    resolved: Mapped[bool]
    state: Mapped[str]
    reason: Mapped[str]


class MessageRow(Row):
    """A message that was relayed by e-mail; `reported` is 0 unless it was reported."""

    __tablename__ = "messages"
    __table_args__ = (
        Index(None, "sender", "instant"),
        Index(None, "reported", "instant"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    sender: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    recipient: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    sheet: Mapped[str]
    text: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)
    reported: Mapped[int] = mapped_column(Instant)


class MessageStopRow(Row):
    """That an account wants no messages."""

    __tablename__ = "message_stops"

    account: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    instant: Mapped[int] = mapped_column(Instant)
