"""The tables of what was looked for in vain, of what is wished for, of other words."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class MissedSearchRow(Row):
    """Words that a search found nothing or little for, once for all who typed them."""

    __tablename__ = "missed_searches"
    __table_args__ = (Index(None, "last"),)

    folded: Mapped[str] = mapped_column(primary_key=True)
    words: Mapped[str]
    outcome: Mapped[str]
    count: Mapped[int]
    first: Mapped[int] = mapped_column(Instant)
    last: Mapped[int] = mapped_column(Instant)


class WantedSheetRow(Row):
    """What a reader wrote that a sheet is missing about."""

    __tablename__ = "wanted_sheets"

    id: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    words: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)


class ThesaurusEditRow(Row):
    """A name of a concept that editors added, or took away.

    It goes when a later one of the same name outdoes it.
    """

    __tablename__ = "thesaurus_edits"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    concept: Mapped[str]
    role: Mapped[str]
    language: Mapped[str]
    text: Mapped[str]
    added: Mapped[bool]
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    instant: Mapped[int] = mapped_column(Instant)
