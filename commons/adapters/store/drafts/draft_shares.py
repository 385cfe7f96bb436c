"""Knows with whom a draft is shared, to be written together.

Who wrote in it stays known when the sharing ends: the credit is theirs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, false, insert, select, update

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    CompanionRow,
    DraftRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import Collaborator, Person

_OF = (
    select(
        CompanionRow.account,
        CompanionRow.active,
        CompanionRow.wrote,
        AccountRow.person,
        AccountRow.name,
    )
    .join(AccountRow, AccountRow.id == CompanionRow.account)
    .where(CompanionRow.draft == bindparam("draft"))
    .order_by(AccountRow.name, AccountRow.id)
)
_WRITERS = (
    select(
        DraftRow.account.label("owner"),
        CompanionRow.account,
        CompanionRow.active,
        CompanionRow.wrote,
        AccountRow.person,
        AccountRow.name,
    )
    .outerjoin(CompanionRow, CompanionRow.draft == DraftRow.id)
    .outerjoin(AccountRow, AccountRow.id == CompanionRow.account)
    .where(DraftRow.id == bindparam("draft"))
    .order_by(AccountRow.name, AccountRow.id)
)
_THIS = (
    CompanionRow.draft == bindparam("of"),
    CompanionRow.account == bindparam("who"),
)
_INSERT = insert(CompanionRow)
_AGAIN = update(CompanionRow).where(*_THIS).values(active=True)
_REST = update(CompanionRow).where(*_THIS).values(active=False)
_FORGET = delete(CompanionRow).where(*_THIS, CompanionRow.wrote == false())


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftWriters:
    """Who writes in a draft: its owner, an account, and its collaborators.

    `owner` is "" when there is no such draft.
    """

    draft: str
    owner: str
    collaborators: tuple[Collaborator, ...]

    def include(self, account: str) -> bool:
        """Return whether an account may write in the draft."""
        active = {one.account for one in self.collaborators if one.active}
        return account == self.owner or account in active


def shares_of(work: Work, draft: str) -> list[Collaborator]:
    """Give the companions of a draft, by name; those of the past who wrote too."""
    return _collaborators(work.connection.execute(_OF, {"draft": draft}))


def writers_of(work: Work, draft: str) -> DraftWriters:
    """Return who writes in a draft, those of the past who wrote too; in one statement."""
    rows = work.connection.execute(_WRITERS, {"draft": draft}).all()
    return DraftWriters(
        draft=draft,
        owner=rows[0].owner if rows else "",
        collaborators=tuple(_collaborators(row for row in rows if row.account)),
    )


def add_share(work: Work, draft: str, account: str) -> None:
    """Share a draft with an account, if it is not yet."""
    if not work.connection.execute(_AGAIN, {"of": draft, "who": account}).rowcount:
        row = {"draft": draft, "account": account, "active": True, "wrote": False}
        work.connection.execute(_INSERT, row)


def remove_share(work: Work, draft: str, account: str) -> None:
    """End the sharing of a draft with an account, if there is one."""
    known = {"of": draft, "who": account}
    work.connection.execute(_FORGET, known)
    work.connection.execute(_REST, known)


def _collaborators(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Collaborator]:
    return [
        Collaborator(
            account=row.account,
            person=Person(id=row.person, name=row.name),
            active=row.active,
            wrote=row.wrote,
        )
        for row in rows
    ]
