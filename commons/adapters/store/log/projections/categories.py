"""Knows which heads stand on which shelf, tombstones too, in the log's order.

A shelf is a name that the floors above give: "kind:method", "theme:culture". A
sheet stands there with its head, so that every page is read from an index.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, bindparam, delete, false, func, insert, select, true
from sqlalchemy.orm import InstrumentedAttribute

from commons.adapters.store.engine.serialisation import COLUMNS, revisions_of
from commons.adapters.store.engine.tables.core_tables import (
    RevisionRow,
    SheetRow,
    ShelfRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.sheet import Revision

_PUT = insert(ShelfRow)
_TAKE_AWAY = delete(ShelfRow).where(
    ShelfRow.sequence
    == select(SheetRow.head_sequence)
    .where(SheetRow.id == bindparam("sheet"))
    .scalar_subquery()
)
_NAMED = (
    select(ShelfRow.shelf)
    .where(ShelfRow.shelf > bindparam("first"), ShelfRow.shelf < bindparam("beyond"))
    .order_by(ShelfRow.shelf)
    .distinct()
)
_UNDER_ROOT = (
    ShelfRow.shelf > bindparam("first"),
    ShelfRow.shelf < bindparam("beyond"),
)
_ALL = (
    select(ShelfRow.shelf, func.count().label("count"))
    .where(*_UNDER_ROOT)
    .group_by(ShelfRow.shelf)
    .subquery()
)
_GONE = (
    select(ShelfRow.shelf, func.count().label("count"))
    .join(SheetRow, SheetRow.head_sequence == ShelfRow.sequence)
    .where(*_UNDER_ROOT, SheetRow.deleted == true())
    .group_by(ShelfRow.shelf)
    .subquery()
)
_STANDING = (_ALL.c.count - func.coalesce(_GONE.c.count, 0)).label("standing")
_COUNTED = (  # to count what is gone, which is little, spares looking at each sheet
    select(_ALL.c.shelf, _STANDING)
    .outerjoin(_GONE, _GONE.c.shelf == _ALL.c.shelf)
    .where(_ALL.c.count > func.coalesce(_GONE.c.count, 0))
    .order_by(_STANDING.desc(), _ALL.c.shelf)
    .limit(bindparam("limit"))
)
_AT = (
    select(RevisionRow.instant)
    .where(RevisionRow.sequence >= bindparam("sequence"))
    .order_by(RevisionRow.sequence)
    .limit(1)
)
_LAST = select(func.max(RevisionRow.sequence))

_LIVE = select(SheetRow.id, SheetRow.slug, SheetRow.instant).where(
    SheetRow.deleted == false(),
    SheetRow.head_sequence > bindparam("after"),
    SheetRow.head_sequence <= bindparam("last"),
)
_ADDRESSES = _LIVE.order_by(SheetRow.head_sequence)
_YOUNGEST = _LIVE.order_by(SheetRow.head_sequence.desc()).limit(1)

Choice: TypeAlias = Sequence[Collection[str]]
"""Groups of shelves: a sheet stands on one at least of each; () is every sheet."""


def take_away(work: Work, sheet: str) -> None:
    """Take the present head of a sheet from its shelves; for the archive."""
    work.connection.execute(_TAKE_AWAY, {"sheet": sheet})


def put_in_categories(work: Work, sequence: int, shelves: Collection[str]) -> None:
    """Put a head on shelves; for the archive."""
    rows = [{"shelf": shelf, "sequence": sequence} for shelf in dict.fromkeys(shelves)]
    if rows:
        work.connection.execute(_PUT, rows)


def categories_of(work: Work, root: str) -> list[str]:
    """Give the shelves under a root where a sheet stands, in order."""
    known = {"first": f"{root}:", "beyond": f"{root};"}  # ";" comes after ":"
    return list(work.connection.execute(_NAMED, known).scalars())


def count_categories(work: Work, root: str, *, limit: int) -> list[tuple[str, int]]:
    """Return the categories under a root with most live sheets, and how many."""
    known = {"first": f"{root}:", "beyond": f"{root};", "limit": limit}
    return [(name, count) for name, count in work.connection.execute(_COUNTED, known)]


def heads_after(
    work: Work, choice: Choice, *, after: int, last: int, limit: int
) -> list[Revision]:
    """Give heads whose sequence is in ]after, last], ascending, with tombstones."""
    page, at = _chosen(choice)
    page = page.where(at > after, at <= last).order_by(at).limit(limit)
    query = (
        select(*COLUMNS)
        .where(RevisionRow.sequence.in_(page))
        .order_by(RevisionRow.sequence)
    )
    return revisions_of(work.connection.execute(query))


def heads_before(
    work: Work, choice: Choice, *, before: int, limit: int
) -> list[Revision]:
    """Give heads whose sequence is lower, descending, with tombstones."""
    page, at = _chosen(choice)
    page = page.where(at < before).order_by(at.desc()).limit(limit)
    query = (
        select(*COLUMNS)
        .where(RevisionRow.sequence.in_(page))
        .order_by(RevisionRow.sequence.desc())
    )
    return revisions_of(work.connection.execute(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the page of a live sheet is, and when the sheet changed last."""

    sheet: str
    slug: str
    instant: datetime


def addresses_after(work: Work, *, after: int, last: int) -> list[Address]:
    """Give the live sheets whose head is in ]after, last], in the log's order."""
    return _addresses(work, _ADDRESSES, after, last)


def youngest_address(work: Work, *, after: int, last: int) -> Address | None:
    """Give the last of these addresses, None when there is none."""
    found = _addresses(work, _YOUNGEST, after, last)
    return found[0] if found else None


def sequence_before(work: Work, instant: datetime) -> int:
    """Give the last sequence of the log that is earlier than an instant, or 0.

    Instants rise with the sequence, so a few steps find it without an index.
    """
    wanted = clock.to_milliseconds(instant)
    low, high = 0, work.connection.execute(_LAST).scalar() or 0
    while low < high:
        middle = (low + high + 1) // 2
        if work.connection.execute(_AT, {"sequence": middle}).scalar_one() < wanted:
            low = middle
        else:
            high = middle - 1
    return low


def _addresses(
    work: Work, query: Select[*tuple[str, str, int]], after: int, last: int
) -> list[Address]:
    rows = work.connection.execute(query, {"after": after, "last": last})
    return [
        Address(sheet=sheet, slug=slug, instant=clock.from_milliseconds(instant))
        for sheet, slug, instant in rows
    ]


def _chosen(
    choice: Choice,
) -> tuple[Select[*tuple[int]], InstrumentedAttribute[int]]:
    """Give the query of the heads chosen, and the column of their sequence."""
    if not choice:
        return select(SheetRow.head_sequence), SheetRow.head_sequence
    first, *others = choice
    query = select(ShelfRow.sequence).where(ShelfRow.shelf.in_(first))
    if len(first) > 1:
        query = query.distinct()
    for group in others:
        also = select(ShelfRow.sequence).where(ShelfRow.shelf.in_(group))
        query = query.where(ShelfRow.sequence.in_(also))
    return query, ShelfRow.sequence
