"""Knows the searches that are followed, and up to where each has looked at the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, exists, func, insert, select, update

from commons.adapters.store.community.notifications.events import AT_ONCE
from commons.adapters.store.engine.tables.community.notification_tables import (
    FollowedSearchRow,
    SubscriptionRow,
)
from commons.adapters.store.engine.tables.core_tables import RevisionRow, SheetRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.people.followed_search import FollowedSearch, read_search
from commons.core.domain.people.notification import SEARCH, topic_of

_COLUMNS = (
    FollowedSearchRow.id,
    FollowedSearchRow.asked,
    FollowedSearchRow.address,
    FollowedSearchRow.after,
)
_FIND = select(*_COLUMNS).where(
    FollowedSearchRow.id.in_(bindparam("ids", expanding=True))
)
_DUE = (
    select(*_COLUMNS)
    .where(
        FollowedSearchRow.looked <= bindparam("before"),
        FollowedSearchRow.after < bindparam("mark"),
    )
    .order_by(FollowedSearchRow.looked)
    .limit(bindparam("limit"))
)
_LOOKED = (
    update(FollowedSearchRow)
    .where(FollowedSearchRow.id.in_(bindparam("ids", expanding=True)))
    .values(looked=bindparam("now"))
)
_MOVE = (
    update(FollowedSearchRow)
    .where(FollowedSearchRow.id == bindparam("which"))
    .values(after=bindparam("mark"))
)
_FOLLOWED = exists().where(
    SubscriptionRow.topic == topic_of(SEARCH, "") + FollowedSearchRow.id
)
_SWEEP = delete(FollowedSearchRow).where(~_FOLLOWED)
_OF_ACCOUNT = select(func.count()).where(
    SubscriptionRow.account == bindparam("owner"),
    SubscriptionRow.topic > topic_of(SEARCH, ""),
    SubscriptionRow.topic < f"{SEARCH};",  # ";" comes after ":"
)
_BIRTHS = (
    select(
        RevisionRow.sheet,
        RevisionRow.sequence,
        RevisionRow.author,
        SheetRow.head_sequence,
    )
    .join(SheetRow, SheetRow.id == RevisionRow.sheet)
    .where(
        RevisionRow.sheet.in_(bindparam("sheets", expanding=True)),
        RevisionRow.number == 1,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSearch:
    """A search as it is kept, and the sequence of the log up to which it was looked at."""

    id: str
    asked: str
    address: str
    after: int

    def read(self) -> FollowedSearch:
        """Return the search: it may be one that nobody can ask any more."""
        return read_search(self.asked, self.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class Birth:
    """When in the log a sheet came, who wrote it, and when it changed last."""

    sheet: str
    first: int
    head: int
    person: str


def add_search(work: Work, search: FollowedSearch) -> None:
    """Write a search down, which looks at what comes from now on, unless it is known."""
    if find_searches(work, [search.id]):
        return
    row = {
        "id": search.id,
        "asked": search.asked,
        "address": search.address,
        "after": revisions.head_sequence(work),
        "looked": 0,
    }
    work.connection.execute(insert(FollowedSearchRow), row)


def find_searches(work: Work, ids: Sequence[str]) -> dict[str, FollowedSearch]:
    """Return those of some searches that are known."""
    found: dict[str, FollowedSearch] = {}
    for start in range(0, len(ids), AT_ONCE):
        some = {"ids": list(ids[start : start + AT_ONCE])}
        for row in work.connection.execute(_FIND, some):
            found[row.id] = read_search(row.asked, row.address)
    return found


def count_searches(work: Work, account: str) -> int:
    """Count the searches that an account follows and mutes."""
    return work.connection.execute(_OF_ACCOUNT, {"owner": account}).scalar_one()


def searches_due(
    work: Work, mark: int, before: datetime, *, limit: int
) -> list[WatchedSearch]:
    """Return searches that have not looked up to a mark, nor since an instant."""
    known = {"mark": mark, "before": clock.to_milliseconds(before), "limit": limit}
    return [
        WatchedSearch(id=row.id, asked=row.asked, address=row.address, after=row.after)
        for row in work.connection.execute(_DUE, known)
    ]


def note_looked(work: Work, ids: Iterable[str], now: datetime) -> None:
    """Note that searches are looked at by who asks."""
    known = {"ids": list(ids), "now": clock.to_milliseconds(now)}
    work.connection.execute(_LOOKED, known)


def move_search(work: Work, identifier: str, mark: int) -> None:
    """Note that a search has looked up to a mark."""
    work.connection.execute(_MOVE, {"which": identifier, "mark": mark})


def births_of(work: Work, sheets: Iterable[str]) -> list[Birth]:
    """Return when some sheets came, those that are there."""
    rows = work.connection.execute(_BIRTHS, {"sheets": list(sheets)})
    return [
        Birth(
            sheet=row.sheet,
            first=row.sequence,
            head=row.head_sequence,
            person=row.author,
        )
        for row in rows
    ]


def sweep_searches(work: Work) -> int:
    """Forget the searches that nobody follows; return how many."""
    return work.connection.execute(_SWEEP).rowcount
