"""Knows who can sign in, and which names are taken.

E-mails are the same whatever their case and the form of their accents, names whatever
their case, accents and spaces.
"""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    NameRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import persons
from commons.core.domain import clock
from commons.core.domain.language.folding import fold, fold_email
from commons.core.domain.people.account import Account, Role
from commons.core.domain.sheet import Person
from commons.errors import ForbiddenError, NotFoundError, TakenError

ACCOUNT_COLUMNS = (
    AccountRow.id,
    AccountRow.email,
    AccountRow.person,
    AccountRow.name,
    AccountRow.role,
    AccountRow.created,
    AccountRow.language,
    AccountRow.active,
    AccountRow.password_hash,
    AccountRow.email_confirmed,
)
_GET = select(*ACCOUNT_COLUMNS).where(AccountRow.id == bindparam("account"))
_BY_EMAIL = select(*ACCOUNT_COLUMNS).where(
    AccountRow.folded_email == bindparam("folded")
)
_BY_NAME = (
    select(*ACCOUNT_COLUMNS)
    .join(NameRow, NameRow.person == AccountRow.person)
    .where(NameRow.folded == bindparam("folded"))
)
_BY_PERSON = select(*ACCOUNT_COLUMNS).where(AccountRow.person == bindparam("person"))
_HOLDS = select(AccountRow.id).where(AccountRow.person == bindparam("person"))
_OF_PERSON = select(*ACCOUNT_COLUMNS).where(AccountRow.person == bindparam("person"))
_EVERY = select(*ACCOUNT_COLUMNS).order_by(AccountRow.created, AccountRow.id)
_INSERT = insert(AccountRow)
_UPDATE = update(AccountRow).where(AccountRow.id == bindparam("account"))
_NAME_HOLDER = select(NameRow.person).where(NameRow.folded == bindparam("folded"))
_HOLD_NAME = insert(NameRow)
_FREE_NAMES = delete(NameRow).where(NameRow.person == bindparam("holder"))


def add_account(work: Work, account: Account, password_hash: str) -> None:
    """Write down a new account and take its name.

    Raises TakenError, whose text is "pseudonym" or else "email": the name,
    which is public, is looked at first, so that it gives no e-mail away.
    """
    _hold(work, account.person)
    _check_email(work, account)
    persons.credit_person(work, account.person)
    row = {"id": account.id, "password_hash": password_hash, **_row(account)}
    work.connection.execute(_INSERT, row)


def change_account(work: Work, account: Account) -> None:
    """Replace all that an account says. Raises NotFoundError, TakenError."""
    known = get_account(work, account.id)
    if fold(known.person.name) != fold(account.person.name):
        _hold_instead(work, account.person)
    _check_email(work, account)
    persons.credit_person(work, account.person)
    work.connection.execute(_UPDATE, {"account": account.id, **_row(account)})


def name_taken(work: Work, name: str) -> bool:
    """Say whether an account or a reservation has this name."""
    return _holder(work, name) is not None


def reserve_name(work: Work, person: Person) -> None:
    """Take a name for somebody without an account. Raises TakenError."""
    _hold(work, person)


def by_email(work: Work, email: str) -> tuple[Account, str] | None:
    """Give the account of an e-mail and its password hash, active or not.

    Of two from the time when the form of accents told them apart, that of the form.
    """
    for folded in dict.fromkeys((email.strip().casefold(), fold_email(email))):
        found = work.connection.execute(_BY_EMAIL, {"folded": folded}).first()
        if found is not None:
            return read_accounts([found])[0], found.password_hash
    return None


def by_name(work: Work, name: str) -> Account | None:
    """Give the account that bears a pseudonym, active or not."""
    found = read_accounts(work.connection.execute(_BY_NAME, {"folded": fold(name)}))
    return found[0] if found else None


def by_person(work: Work, person: str) -> Account | None:
    """Give the account of a person, active or not."""
    found = read_accounts(work.connection.execute(_BY_PERSON, {"person": person}))
    return found[0] if found else None


def get_account(work: Work, identifier: str) -> Account:
    """Give an account. Raises NotFoundError."""
    found = work.connection.execute(_GET, {"account": identifier}).all()
    if not found:
        raise NotFoundError(identifier)
    return read_accounts(found)[0]


def require_active(work: Work, identifier: str) -> None:
    """Raise ForbiddenError for an account that was blocked or removed meanwhile.

    Who sends something is let in before it is saved, in another transaction.
    """
    known = work.connection.execute(_GET, {"account": identifier}).first()
    if known is None or not known.active:
        raise ForbiddenError(identifier)


def has_account(work: Work, person: str) -> bool:
    """Return whether a person has an account here, active or not."""
    return work.connection.execute(_HOLDS, {"person": person}).first() is not None


def person_account(work: Work, person: str) -> Account | None:
    """Return the account of a person, active or not; None where there is none."""
    found = read_accounts(work.connection.execute(_OF_PERSON, {"person": person}))
    return found[0] if found else None


def holder_names(work: Work, identifiers: Collection[str]) -> dict[str, str]:
    """Return the name of who holds each of some accounts."""
    query = select(AccountRow.id, AccountRow.name)
    found = query.where(AccountRow.id.in_(list(identifiers)))
    return {row.id: row.name for row in work.connection.execute(found)}


def all_accounts(work: Work) -> list[Account]:
    """Give all accounts, oldest first."""
    return read_accounts(work.connection.execute(_EVERY))


def set_password(work: Work, identifier: str, password_hash: str) -> None:
    """Replace the password's hash. Raises NotFoundError."""
    row = {"account": identifier, "password_hash": password_hash}
    if work.connection.execute(_UPDATE, row).rowcount == 0:
        raise NotFoundError(identifier)


def read_accounts(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Account]:
    """Make accounts of rows that hold at least ACCOUNT_COLUMNS."""
    return [
        Account(
            id=row.id,
            email=row.email,
            person=Person(id=row.person, name=row.name),
            role=Role(row.role),
            created=clock.from_milliseconds(row.created),
            language=row.language,
            active=row.active,
            email_confirmed=row.email_confirmed,
        )
        for row in rows
    ]


def _row(account: Account) -> dict[str, object]:
    return {
        "email": account.email,
        "folded_email": fold_email(account.email),
        "person": account.person.id,
        "name": account.person.name,
        "role": account.role.value,
        "created": clock.to_milliseconds(account.created),
        "language": account.language,
        "active": account.active,
        "email_confirmed": account.email_confirmed,
    }


def _holder(work: Work, name: str) -> str | None:
    return work.connection.execute(_NAME_HOLDER, {"folded": fold(name)}).scalar()


def _hold(work: Work, person: Person) -> None:
    holder = _holder(work, person.name)
    if holder is None:
        row = {"folded": fold(person.name), "person": person.id}
        work.connection.execute(_HOLD_NAME, row)
    elif holder != person.id:
        raise TakenError("pseudonym")


def _hold_instead(work: Work, person: Person) -> None:
    if _holder(work, person.name) not in {None, person.id}:
        raise TakenError("pseudonym")
    work.connection.execute(_FREE_NAMES, {"holder": person.id})
    _hold(work, person)


def _check_email(work: Work, account: Account) -> None:
    known = by_email(work, account.email)
    if known is not None and known[0].id != account.id:
        raise TakenError("email")
