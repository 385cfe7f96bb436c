"""The tables of what was removed for good: identifiers and hashes, never a word of it."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class PurgeRow(Row):
    """One removal; `cleaned` is 0 until the files of the data folder are clean too."""

    __tablename__ = "purges"
    __table_args__ = (Index(None, "cleaned"), Index(None, "instant"))

    id: Mapped[str] = mapped_column(primary_key=True)
    instant: Mapped[int] = mapped_column(Instant)
    actor: Mapped[str]
    basis: Mapped[str]
    sort: Mapped[str]
    target: Mapped[str]
    also: Mapped[str]
    cleaned: Mapped[int] = mapped_column(Instant)


class PurgedVersionRow(Row):
    """A version that a purge rewrote, and the hash of the payload that it had."""

    __tablename__ = "purged_versions"

    sheet: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(primary_key=True)
    purge: Mapped[str] = mapped_column(ForeignKey("purges.id"), index=True)


class PurgedFileRow(Row):
    """A file that a purge removed, by the hash of its content that is its name."""

    __tablename__ = "purged_files"

    name: Mapped[str] = mapped_column(primary_key=True)
    purge: Mapped[str] = mapped_column(ForeignKey("purges.id"), index=True)
