"""Knows the links for one use that accounts were given, by their sha-256 only."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import bindparam, delete, insert, select

from commons.adapters.store.engine.tables.people.mail_tables import AccountTokenRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

TOKEN_BYTES = 32


class TokenPurpose(StrEnum):
    """What a link is for.

    To change an address, the old one must be left and the new one taken, by a click
    at each; the last two say that one of them was clicked, and are known to nobody.
    """

    RESET = "reset"
    CONFIRM = "confirm"
    LEAVE_EMAIL = "leave_email"
    TAKE_EMAIL = "take_email"
    LEFT_EMAIL = "left_email"
    TOOK_EMAIL = "took_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountToken:
    """Whom a link is for, and which e-mail address it speaks of."""

    account: str
    purpose: TokenPurpose
    email: str


_INSERT = insert(AccountTokenRow)
_FIND = select(
    AccountTokenRow.account, AccountTokenRow.purpose, AccountTokenRow.email
).where(
    AccountTokenRow.digest == bindparam("known"),
    AccountTokenRow.purpose == bindparam("wanted"),
    AccountTokenRow.until > bindparam("now"),
)
_HALF = select(AccountTokenRow.email).where(
    AccountTokenRow.account == bindparam("of"),
    AccountTokenRow.purpose == bindparam("wanted"),
    AccountTokenRow.until > bindparam("now"),
)
_REMOVE = delete(AccountTokenRow).where(
    AccountTokenRow.account == bindparam("of"),
    AccountTokenRow.purpose == bindparam("wanted"),
)
_SWEEP = delete(AccountTokenRow).where(AccountTokenRow.until <= bindparam("now"))


def issue_token(work: Work, given: AccountToken, *, until: datetime) -> str:
    """Return a new secret; those that the account had for this end with it."""
    revoke_tokens(work, given.account, given.purpose)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "digest": _digest(token),
        "account": given.account,
        "purpose": given.purpose.value,
        "email": given.email,
        "until": clock.to_milliseconds(until),
    }
    work.connection.execute(_INSERT, row)
    return token


def find_token(work: Work, token: str, purpose: TokenPurpose) -> AccountToken | None:
    """Return what a secret stands for; None when unknown, used or too old."""
    asked = {
        "known": _digest(token),
        "wanted": purpose.value,
        "now": clock.to_milliseconds(clock.now()),
    }
    row = work.connection.execute(_FIND, asked).first()
    if row is None:
        return None
    return AccountToken(
        account=row.account, purpose=TokenPurpose(row.purpose), email=row.email
    )


def find_half(work: Work, account: str, purpose: TokenPurpose) -> str | None:
    """Return the address that an account agreed to so, None when it did not."""
    asked = {
        "of": account,
        "wanted": purpose.value,
        "now": clock.to_milliseconds(clock.now()),
    }
    return work.connection.execute(_HALF, asked).scalar()


def revoke_tokens(work: Work, account: str, purpose: TokenPurpose) -> None:
    """End the links that an account has for a purpose."""
    work.connection.execute(_REMOVE, {"of": account, "wanted": purpose.value})


def sweep_tokens(work: Work) -> int:
    """Remove what has expired; return how many."""
    now = clock.to_milliseconds(clock.now())
    return work.connection.execute(_SWEEP, {"now": now}).rowcount


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
