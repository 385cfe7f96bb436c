"""Knows the passkeys of accounts, by the public half that each browser gave."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from commons.adapters.store.engine.tables.people.sign_in_tables import PasskeyRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.sign_in import start_of_day

MOST_PASSKEYS = 20
"""How many an account may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey: `id` is what its device calls it, in base64url.

    `sign_count` is how often it was used, for devices that count; `used` the day of its
    last use, no finer.
    """

    id: str
    account: str
    name: str
    public_key: bytes
    sign_count: int
    created: datetime
    used: datetime


_COLUMNS = (
    PasskeyRow.id,
    PasskeyRow.account,
    PasskeyRow.name,
    PasskeyRow.public_key,
    PasskeyRow.sign_count,
    PasskeyRow.created,
    PasskeyRow.used,
)
_GET = select(*_COLUMNS).where(PasskeyRow.id == bindparam("key"))
_OF = (
    select(*_COLUMNS)
    .where(PasskeyRow.account == bindparam("of"))
    .order_by(PasskeyRow.created, PasskeyRow.id)
    .limit(MOST_PASSKEYS)
)
_ADD = insert(PasskeyRow)
_USED = (
    update(PasskeyRow)
    .where(PasskeyRow.id == bindparam("key"))
    .values(sign_count=bindparam("count"), used=bindparam("day"))
)
_REMOVE = delete(PasskeyRow).where(
    PasskeyRow.id == bindparam("key"), PasskeyRow.account == bindparam("of")
)


def add_passkey(work: Work, passkey: Passkey) -> None:
    """Write a passkey down."""
    row = {
        "id": passkey.id,
        "account": passkey.account,
        "name": passkey.name,
        "public_key": passkey.public_key,
        "sign_count": passkey.sign_count,
        "created": clock.to_milliseconds(passkey.created),
        "used": clock.to_milliseconds(start_of_day(passkey.used)),
    }
    work.connection.execute(_ADD, row)


def find_passkey(work: Work, identifier: str) -> Passkey | None:
    """Return a passkey, None for one that nobody has."""
    row = work.connection.execute(_GET, {"key": identifier}).first()
    return _passkey(row) if row else None


def account_passkeys(work: Work, account: str) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    return [_passkey(row) for row in work.connection.execute(_OF, {"of": account})]


def note_used(work: Work, identifier: str, sign_count: int) -> None:
    """Write down that a passkey was used today, and what its device counts."""
    day = clock.to_milliseconds(start_of_day(clock.now()))
    asked = {"key": identifier, "count": sign_count, "day": day}
    work.connection.execute(_USED, asked)


def remove_passkey(work: Work, account: str, identifier: str) -> bool:
    """Forget a passkey of an account; False where it has no such one."""
    asked = {"key": identifier, "of": account}
    return work.connection.execute(_REMOVE, asked).rowcount == 1


def _passkey(row: Row[*tuple[Any, ...]]) -> Passkey:
    return Passkey(
        id=row.id,
        account=row.account,
        name=row.name,
        public_key=row.public_key,
        sign_count=row.sign_count,
        created=clock.from_milliseconds(row.created),
        used=clock.from_milliseconds(row.used),
    )
