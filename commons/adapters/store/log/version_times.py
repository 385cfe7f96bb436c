"""Knows when each version of a sheet was published, and which one stood then."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Select, bindparam, func, or_, select

from commons.adapters.store.engine.tables.core_tables import RevisionRow, SheetRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.errors import NotFoundError

Moments: TypeAlias = dict[int, datetime]
"""Number of a version -> its instant, in order."""

_HEAD = (
    select(SheetRow.head_number)
    .where(SheetRow.id == bindparam("sheet"))
    .scalar_subquery()
)
_VERSIONS = (
    select(RevisionRow.number, RevisionRow.instant)
    .where(RevisionRow.sheet == bindparam("sheet"))
    .order_by(RevisionRow.number)
)
_AROUND = _VERSIONS.where(
    or_(
        RevisionRow.number.in_(bindparam("numbers", expanding=True)),
        RevisionRow.number == _HEAD,
    )
)
_PAGE = _VERSIONS.where(RevisionRow.number > bindparam("after")).limit(
    bindparam("limit")
)
_AT = (
    select(func.max(RevisionRow.number))
    .where(RevisionRow.sheet == bindparam("sheet"))
    .where(RevisionRow.instant < bindparam("instant"))
)
_BORN = select(RevisionRow.sheet, RevisionRow.instant).where(
    RevisionRow.sheet.in_(bindparam("sheets", expanding=True)), RevisionRow.number == 1
)


def first_published(work: Work, sheets: Sequence[str]) -> dict[str, datetime]:
    """Give when sheets were published first; not for a thousand of them."""
    rows = work.connection.execute(_BORN, {"sheets": sheets})
    return {sheet: clock.from_milliseconds(instant) for sheet, instant in rows}


def moments_around(work: Work, sheet: str, number: int) -> Moments:
    """Give the moments of a version, of those beside it, the first and the last."""
    numbers = [1, number - 1, number, number + 1]
    return _moments(work, _AROUND, {"sheet": sheet, "numbers": numbers})


def moments_after(work: Work, sheet: str, *, after: int, limit: int) -> Moments:
    """Give the moments of the versions after a number."""
    return _moments(work, _PAGE, {"sheet": sheet, "after": after, "limit": limit})


def version_before(work: Work, sheet: str, instant: datetime) -> int:
    """Give the version that stood just before an instant, else the first.

    Raises NotFoundError for an unknown sheet.
    """
    known = {"sheet": sheet, "instant": clock.to_milliseconds(instant)}
    found = work.connection.execute(_AT, known).scalar()
    if found is None and not moments_after(work, sheet, after=0, limit=1):
        raise NotFoundError(sheet)
    return found or 1


def _moments(
    work: Work, query: Select[*tuple[int, int]], known: dict[str, object]
) -> Moments:
    rows = work.connection.execute(query, known)
    return {number: clock.from_milliseconds(instant) for number, instant in rows}
