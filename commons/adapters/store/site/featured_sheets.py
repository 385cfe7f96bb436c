"""Knows which sheets editors feature on the home page, in which order, and who did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select, update

from commons.adapters.store.engine.tables.core_tables import (
    STANDS,
    FeaturedRow,
    PersonRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_LISTED = (
    select(
        FeaturedRow.sheet,
        SheetRow.title,
        SheetRow.slug,
        SheetRow.deleted,
        PersonRow.name,
        FeaturedRow.instant,
    )
    .join(SheetRow, SheetRow.id == FeaturedRow.sheet)
    .join(PersonRow, PersonRow.id == FeaturedRow.person)
    .order_by(FeaturedRow.place, FeaturedRow.sheet)
)
_SHOWN = (
    select(FeaturedRow.sheet)
    .join(SheetRow, SheetRow.id == FeaturedRow.sheet)
    .where(STANDS)
    .order_by(FeaturedRow.place, FeaturedRow.sheet)
    .limit(bindparam("limit"))
)
_INSERT = insert(FeaturedRow)
_DELETE = delete(FeaturedRow).where(FeaturedRow.sheet == bindparam("featured"))
_PLACE = (
    update(FeaturedRow)
    .where(FeaturedRow.sheet == bindparam("featured"))
    .values(place=bindparam("at"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeaturedSheet:
    """A sheet that is featured, who did it and when; `deleted`: it is shown nowhere."""

    sheet: str
    title: str
    slug: str
    deleted: bool
    by: str
    since: datetime


def list_featured(work: Work) -> list[FeaturedSheet]:
    """Return all that is featured, deleted sheets too, in the order of the home page."""
    return [
        FeaturedSheet(
            sheet=sheet,
            title=title,
            slug=slug,
            deleted=deleted,
            by=name,
            since=clock.from_milliseconds(instant),
        )
        for sheet, title, slug, deleted, name, instant in work.connection.execute(
            _LISTED
        )
    ]


def shown_sheets(work: Work, *, limit: int) -> list[str]:
    """Return the live sheets that are featured, in the order of the home page."""
    return list(work.connection.execute(_SHOWN, {"limit": limit}).scalars())


def add_featured(work: Work, sheet: str, place: int, person: str) -> None:
    """Feature a sheet that is not featured yet."""
    now = clock.to_milliseconds(clock.now())
    row = {"sheet": sheet, "place": place, "person": person, "instant": now}
    work.connection.execute(_INSERT, row)


def drop_featured(work: Work, sheet: str) -> None:
    """Feature a sheet no more, if it was."""
    work.connection.execute(_DELETE, {"featured": sheet})


def place_featured(work: Work, sheets: Sequence[str]) -> None:
    """Give featured sheets the places of their order, from 0."""
    rows = [{"featured": sheet, "at": place} for place, sheet in enumerate(sheets)]
    if rows:
        work.connection.execute(_PLACE, rows)
