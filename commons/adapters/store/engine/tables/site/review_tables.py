"""The tables of what editors look at: held edits, reviewed versions, reports."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class HeldEditRow(Row):
    """A version that was handed in and waits for review, or was refused."""

    __tablename__ = "held_edits"
    __table_args__ = (
        Index(None, "state", "instant"),
        Index(None, "account", "state"),
        Index(None, "sheet"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    draft: Mapped[str] = mapped_column(unique=True)
    known: Mapped[int]
    sheet: Mapped[str]
    kind: Mapped[str]
    parent: Mapped[int | None]
    action: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)
    content: Mapped[str]
    note: Mapped[str]
    beside: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str]
    signals: Mapped[str]


class ReviewMarkRow(Row):
    """That somebody who may review has looked at a version and found it well."""

    __tablename__ = "review_marks"

    sequence: Mapped[int] = mapped_column(
        ForeignKey("revisions.sequence"), primary_key=True, autoincrement=False
    )
    reviewer: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    instant: Mapped[int] = mapped_column(Instant)


class ReportRow(Row):
    """What somebody reports, by its address here; `ended` is 0 until it is done."""

    __tablename__ = "reports"
    __table_args__ = (Index(None, "ended", "instant"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str]
    reason: Mapped[str]
    words: Mapped[str]
    reporter: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="SET NULL"), index=True
    )
    instant: Mapped[int] = mapped_column(Instant)
    ended: Mapped[int] = mapped_column(Instant)
