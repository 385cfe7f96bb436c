"""Finds accounts for who looks after them: by name, address, role and state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    NameRow,
    SessionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.accounts import ACCOUNT_COLUMNS, read_accounts
from commons.core.domain import clock
from commons.core.domain.language.folding import fold, fold_email
from commons.core.domain.people.account import Account, Role

_LAST_SEEN = (
    select(func.max(SessionRow.seen))
    .where(SessionRow.account == AccountRow.id)
    .scalar_subquery()
)
_FOUND = (
    select(*ACCOUNT_COLUMNS, _LAST_SEEN.label("seen"))
    .order_by(AccountRow.created.desc(), AccountRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_ADMINS = select(*ACCOUNT_COLUMNS).where(
    AccountRow.role == Role.ADMIN.value, AccountRow.active == true()
)
_BY_ROLE = (
    select(AccountRow.role, func.count())
    .where(AccountRow.active == true())
    .group_by(AccountRow.role)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountQuery:
    """Which accounts are looked for; all of them where nothing is said.

    `words` are part of a name or of an e-mail; `blocked`: those that may not sign in.
    """

    words: str = ""
    role: Role | None = None
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundAccount:
    """An account, and when a browser that is signed in was last used, None for none."""

    account: Account
    seen: datetime | None


def search_accounts(
    work: Work, query: AccountQuery, *, limit: int, offset: int = 0
) -> list[FoundAccount]:
    """Return accounts, the youngest first."""
    known = {"limit": limit, "offset": offset}
    rows = work.connection.execute(_FOUND.where(*_conditions(query)), known).all()
    return [
        FoundAccount(
            account=account,
            seen=clock.from_milliseconds(row.seen) if row.seen else None,
        )
        for account, row in zip(read_accounts(rows), rows, strict=True)
    ]


def count_accounts(work: Work, query: AccountQuery) -> int:
    """Count the accounts that `search_accounts` gives in all."""
    asked = select(func.count(AccountRow.id)).where(*_conditions(query))
    return work.connection.execute(asked).scalar_one()


def count_by_role(work: Work) -> Mapping[Role, int]:
    """Count the accounts that may sign in, by role."""
    return {Role(role): count for role, count in work.connection.execute(_BY_ROLE)}


def active_admins(work: Work) -> list[Account]:
    """Return the accounts of admins that may sign in."""
    return read_accounts(work.connection.execute(_ADMINS))


def _conditions(query: AccountQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.words:
        name = NameRow.folded.contains(fold(query.words), autoescape=True)
        email = AccountRow.folded_email.contains(
            fold_email(query.words), autoescape=True
        )
        found.append(
            or_(exists().where(NameRow.person == AccountRow.person, name), email)
        )
    if query.role is not None:
        found.append(AccountRow.role == query.role.value)
    if query.blocked:
        found.append(AccountRow.active == false())
    return found
