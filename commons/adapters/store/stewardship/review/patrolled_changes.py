"""Knows the log as those who patrol it read it: filtered, with what was looked at.

A version is reviewed when somebody marked it, when its author may review (an editor),
or when its author has no account here: an operator loaded it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from commons.adapters.store.engine.serialisation import COLUMNS, revisions_of
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    RevisionRow,
    SheetRow,
    ShelfRow,
)
from commons.adapters.store.engine.tables.site.review_tables import ReviewMarkRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.people.account import MINIMUM_ROLE, Permission
from commons.core.domain.sheet import Revision

MOST_READ = 10_000
"""Among how many entries of the log a page is looked for, whatever is found."""

NEW_FOR = timedelta(days=7)
"""For how long after it was opened an account is a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesFilter:
    """Which versions somebody wants to see; all of them without anything.

    `person` is an identifier, `category` that of a territory
    ("territory:commune:29019"): of sheets whose head stands there. `new_accounts`: those
    that an account wrote in its first days. `unreviewed`: those that nobody looked at.
    """

    unreviewed: bool = False
    new_accounts: bool = False
    person: str = ""
    category: str = ""

    @property
    def some(self) -> bool:
        """Whether anything is left out."""
        return self != ChangesFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolledVersion:
    """A version, whether it was reviewed, and by a mark that can be taken back.

    `deleted` says whether its sheet is, today.
    """

    revision: Revision
    reviewed: bool
    marked: bool
    deleted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolledPage:
    """Versions, youngest first; `older` is where to go on before, 0 at the end."""

    versions: Sequence[PatrolledVersion]
    older: int


_LEAST = MINIMUM_ROLE[Permission.REVIEW]
_MARKED = ReviewMarkRow.sequence.is_not(None)
_REVIEWED = or_(_MARKED, AccountRow.id.is_(None), AccountRow.role >= _LEAST)
_UNREVIEWED = and_(
    ReviewMarkRow.sequence.is_(None),
    AccountRow.id.is_not(None),
    AccountRow.role < _LEAST,
)
_NEW = and_(
    AccountRow.role < _LEAST,
    RevisionRow.instant - AccountRow.created < int(NEW_FOR / timedelta(milliseconds=1)),
)
_THERE = RevisionRow.sheet.in_(
    select(SheetRow.id)
    .join(ShelfRow, ShelfRow.sequence == SheetRow.head_sequence)
    .where(ShelfRow.shelf == bindparam("category"))
)
_LAST = select(func.coalesce(func.max(RevisionRow.sequence), 0))
_CHANGES = (
    select(
        *COLUMNS, _REVIEWED.label("reviewed"), _MARKED.label("marked"), SheetRow.deleted
    )
    .join(SheetRow, SheetRow.id == RevisionRow.sheet)
    .outerjoin(AccountRow, AccountRow.person == RevisionRow.author)
    .outerjoin(ReviewMarkRow, ReviewMarkRow.sequence == RevisionRow.sequence)
    .where(
        RevisionRow.sequence < bindparam("before"),
        RevisionRow.sequence >= bindparam("first"),
    )
    .order_by(RevisionRow.sequence.desc())
    .limit(bindparam("limit"))
)


def patrolled_changes(
    work: Work, wanted: ChangesFilter, *, before: int = 0, limit: int
) -> PatrolledPage:
    """Return what is wanted of the versions before a sequence, 0 for the youngest.

    It is looked for among MOST_READ entries: a page may be short, or empty, while
    `older` leads on.
    """
    last = work.connection.execute(_LAST).scalar_one()
    before = min(before or last + 1, last + 1)
    first = max(1, before - MOST_READ)
    asked = {
        "before": before,
        "first": first,
        "limit": limit + 1,
        "author": wanted.person,
        "category": wanted.category,
    }
    rows = work.connection.execute(_query(wanted), asked).all()
    found = revisions_of(tuple(row)[: len(COLUMNS)] for row in rows)
    versions = [
        PatrolledVersion(
            revision=revision,
            reviewed=bool(row.reviewed),
            marked=bool(row.marked),
            deleted=bool(row.deleted),
        )
        for revision, row in zip(found, rows, strict=True)
    ]
    if len(versions) > limit:
        shown = versions[:limit]
        return PatrolledPage(versions=shown, older=shown[-1].revision.sequence)
    return PatrolledPage(versions=versions, older=first if first > 1 else 0)


def _query(wanted: ChangesFilter) -> Select[*tuple[Any, ...]]:
    conditions: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (wanted.unreviewed, _UNREVIEWED),
        (wanted.new_accounts, _NEW),
        (wanted.person, RevisionRow.author == bindparam("author")),
        (wanted.category, _THERE),
    )
    return _CHANGES.where(*(one for asked, one in conditions if asked))
