"""The tables of e-mails that wait to be sent, and of links that were sent by e-mail."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class MailRow(Row):
    """An e-mail that waits, or that was given up; it goes once it is sent."""

    __tablename__ = "mail_queue"
    __table_args__ = (Index(None, "state", "due"), Index(None, "recipient"))

    id: Mapped[str] = mapped_column(primary_key=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    unsubscribe: Mapped[str]
    state: Mapped[str]
    tries: Mapped[int]
    created: Mapped[int] = mapped_column(Instant)
    due: Mapped[int] = mapped_column(Instant)
    fault: Mapped[str]
    digest: Mapped[str] = mapped_column(server_default="")


class AccountTokenRow(Row):
    """A link for one use that was given to an account, by its sha-256 only."""

    __tablename__ = "account_tokens"
    __table_args__ = (Index(None, "account", "purpose"),)

    digest: Mapped[str] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    purpose: Mapped[str]
    email: Mapped[str]
    until: Mapped[int] = mapped_column(Instant, index=True)
