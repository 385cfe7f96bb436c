"""The tables of what a team says of its site: its pages, its logo and its colour."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class SitePageRow(Row):
    """A version of a page of the site in one language, never changed."""

    __tablename__ = "site_pages"

    page: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    author: Mapped[str] = mapped_column(ForeignKey("people.id"))
    author_name: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)


class AppearanceRow(Row):
    """One row, or none: the logo and the colour of the site."""

    __tablename__ = "appearance"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    colour: Mapped[str]
    logo: Mapped[str]
    logo_text: Mapped[str]
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    instant: Mapped[int] = mapped_column(Instant)
