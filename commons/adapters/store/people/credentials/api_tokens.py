"""Knows the tokens by which programs act for accounts, by their sha-256 only."""

import secrets
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, true, update

from commons.adapters.store.engine.tables.core_tables import AccountRow
from commons.adapters.store.engine.tables.people.sign_in_tables import ApiTokenRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.accounts import get_account
from commons.adapters.store.people.credentials.sessions import token_digest
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.api_token import ApiToken, read_scopes, write_scopes
from commons.core.domain.people.sign_in import start_of_day

MOST_TOKENS = 50
"""How many an account may have."""

_PREFIX = "commons_"
_TOKEN_BYTES = 32
_LONGEST = 100

_COLUMNS = (
    ApiTokenRow.id,
    ApiTokenRow.account,
    ApiTokenRow.name,
    ApiTokenRow.scopes,
    ApiTokenRow.created,
    ApiTokenRow.until,
    ApiTokenRow.used,
)
_FIND = (
    select(*_COLUMNS)
    .join(AccountRow, AccountRow.id == ApiTokenRow.account)
    .where(
        ApiTokenRow.digest == bindparam("known"),
        ApiTokenRow.until > bindparam("now"),
        AccountRow.active == true(),
    )
)
_OF = (
    select(*_COLUMNS)
    .where(ApiTokenRow.account == bindparam("of"), ApiTokenRow.until > bindparam("now"))
    .order_by(ApiTokenRow.created.desc(), ApiTokenRow.id)
    .limit(MOST_TOKENS)
)
_COUNT = select(func.count()).where(
    ApiTokenRow.account == bindparam("of"), ApiTokenRow.until > bindparam("now")
)
_ADD = insert(ApiTokenRow)
_USED = (
    update(ApiTokenRow)
    .where(ApiTokenRow.id == bindparam("token"))
    .values(used=bindparam("day"))
)
_REVOKE = delete(ApiTokenRow).where(
    ApiTokenRow.id == bindparam("token"), ApiTokenRow.account == bindparam("of")
)
_REVOKE_ALL = delete(ApiTokenRow).where(ApiTokenRow.account == bindparam("of"))
_SWEEP = delete(ApiTokenRow).where(ApiTokenRow.until <= bindparam("now"))


def issue_api_token(work: Work, token: ApiToken) -> str:
    """Write a token down, and return the secret that stands for it."""
    secret = _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "id": token.id,
        "account": token.account,
        "digest": token_digest(secret),
        "name": token.name,
        "scopes": write_scopes(token.scopes),
        "created": clock.to_milliseconds(token.created),
        "until": clock.to_milliseconds(token.until),
        "used": 0,
    }
    work.connection.execute(_ADD, row)
    return secret


def find_api_token(work: Work, secret: str) -> tuple[Account, ApiToken] | None:
    """Return whom a secret stands for; None when unknown, over, or of who is blocked."""
    if not secret.startswith(_PREFIX) or len(secret) > _LONGEST:
        return None
    asked = {"known": token_digest(secret), "now": _now()}
    row = work.connection.execute(_FIND, asked).first()
    return (get_account(work, row.account), _token(row)) if row else None


def account_tokens(work: Work, account: str) -> list[ApiToken]:
    """Return the tokens of an account that still work, the newest first."""
    asked = {"of": account, "now": _now()}
    return [_token(row) for row in work.connection.execute(_OF, asked)]


def count_tokens(work: Work, account: str) -> int:
    """Return how many tokens of an account still work."""
    return work.connection.execute(_COUNT, {"of": account, "now": _now()}).scalar_one()


def note_used(work: Work, identifier: str) -> None:
    """Write down that a token was used today."""
    day = clock.to_milliseconds(start_of_day(clock.now()))
    work.connection.execute(_USED, {"token": identifier, "day": day})


def revoke_token(work: Work, account: str, identifier: str) -> bool:
    """End a token of an account at once; False where it has no such one."""
    asked = {"token": identifier, "of": account}
    return work.connection.execute(_REVOKE, asked).rowcount == 1


def revoke_all_tokens(work: Work, account: str) -> None:
    """End all tokens of an account."""
    work.connection.execute(_REVOKE_ALL, {"of": account})


def sweep_api_tokens(work: Work) -> int:
    """Remove what has expired; return how many."""
    return work.connection.execute(_SWEEP, {"now": _now()}).rowcount


def _now() -> int:
    return clock.to_milliseconds(clock.now())


def _token(row: Row[*tuple[Any, ...]]) -> ApiToken:
    return ApiToken(
        id=row.id,
        account=row.account,
        name=row.name,
        scopes=read_scopes(row.scopes),
        created=clock.from_milliseconds(row.created),
        until=clock.from_milliseconds(row.until),
        used=clock.from_milliseconds(row.used) if row.used else None,
    )
