"""The tables of what people say of themselves, and of organisations."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.adapters.store.engine.tables.core_tables import Instant, Row


class OrganisationRow(Row):
    """An organisation; `searched` are its name and words, folded.

    `merged` is the one that took its place, "" for none.
    """

    __tablename__ = "organisations"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    searched: Mapped[str]
    slug: Mapped[str]
    words: Mapped[str]
    territory: Mapped[str]
    link: Mapped[str]
    author: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    accepted: Mapped[bool]
    merged: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    instant: Mapped[int] = mapped_column(Instant)


class OrganisationPlaceRow(Row):
    """The codes of the place of an organisation and of all where that stands."""

    __tablename__ = "organisation_places"

    code: Mapped[str] = mapped_column(primary_key=True)
    organisation: Mapped[str] = mapped_column(
        ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ProfileRow(Row):
    """What a person says of themselves; it goes with their account."""

    __tablename__ = "profiles"
    __table_args__ = (Index(None, "instant", "person"),)

    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    account: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    words: Mapped[str]
    folded: Mapped[str]
    territory: Mapped[str]
    organisation: Mapped[str | None] = mapped_column(
        ForeignKey("organisations.id", ondelete="SET NULL"), index=True
    )
    links: Mapped[str]
    instant: Mapped[int] = mapped_column(Instant)


class ProfileCategoryRow(Row):
    """A theme that somebody helps with, or a place where they are, as a category."""

    __tablename__ = "profile_categories"

    category: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(
        ForeignKey("profiles.person", ondelete="CASCADE"), primary_key=True, index=True
    )
