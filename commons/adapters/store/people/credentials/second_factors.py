"""Knows whose sign-in asks for a one-time code, and which recovery codes are left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.people.sign_in_tables import (
    RecoveryCodeRow,
    SecondFactorRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """The sealed secret of an account's codes, and the step of the last one taken."""

    account: str
    secret: str
    created: datetime
    step: int


_GET = select(
    SecondFactorRow.account,
    SecondFactorRow.secret,
    SecondFactorRow.created,
    SecondFactorRow.step,
).where(SecondFactorRow.account == bindparam("of"))
_HOLDERS = select(SecondFactorRow.account).where(
    SecondFactorRow.account.in_(bindparam("among", expanding=True))
)
_ADD = insert(SecondFactorRow)
_TAKE = (
    update(SecondFactorRow)
    .where(
        SecondFactorRow.account == bindparam("of"),
        SecondFactorRow.step < bindparam("now"),
    )
    .values(step=bindparam("now"))
)
_REMOVE = delete(SecondFactorRow).where(SecondFactorRow.account == bindparam("of"))
_ADD_CODE = insert(RecoveryCodeRow)
_USE_CODE = delete(RecoveryCodeRow).where(
    RecoveryCodeRow.account == bindparam("of"),
    RecoveryCodeRow.digest == bindparam("known"),
)
_REMOVE_CODES = delete(RecoveryCodeRow).where(
    RecoveryCodeRow.account == bindparam("of")
)
_COUNT_CODES = select(func.count()).where(RecoveryCodeRow.account == bindparam("of"))


def add_factor(work: Work, factor: SecondFactor) -> None:
    """Have an account asked for codes; what it had before is replaced."""
    remove_factor(work, factor.account)
    row = {
        "account": factor.account,
        "secret": factor.secret,
        "created": clock.to_milliseconds(factor.created),
        "step": factor.step,
    }
    work.connection.execute(_ADD, row)


def find_factor(work: Work, account: str) -> SecondFactor | None:
    """Return the second factor of an account, None without one."""
    row = work.connection.execute(_GET, {"of": account}).first()
    if row is None:
        return None
    return SecondFactor(
        account=row.account,
        secret=row.secret,
        created=clock.from_milliseconds(row.created),
        step=row.step,
    )


def holders(work: Work, accounts: Iterable[str]) -> set[str]:
    """Return those of some accounts, a page of them, that have a second factor."""
    among = {"among": list(accounts)}
    return set(work.connection.execute(_HOLDERS, among).scalars())


def take_step(work: Work, account: str, step: int) -> bool:
    """Note that the code of a step was used; False where it or a later one was."""
    found = work.connection.execute(_TAKE, {"of": account, "now": step})
    return found.rowcount == 1


def remove_factor(work: Work, account: str) -> bool:
    """Ask an account for no codes any more, and forget its recovery codes."""
    work.connection.execute(_REMOVE_CODES, {"of": account})
    return work.connection.execute(_REMOVE, {"of": account}).rowcount == 1


def replace_codes(work: Work, account: str, digests: Iterable[str]) -> None:
    """Give an account recovery codes, known by their digests; older ones end."""
    work.connection.execute(_REMOVE_CODES, {"of": account})
    rows = [{"digest": digest, "account": account} for digest in digests]
    work.connection.execute(_ADD_CODE, rows)


def use_code(work: Work, account: str, digest: str) -> bool:
    """Use a recovery code up; False where an account has none of this digest."""
    asked = {"of": account, "known": digest}
    return work.connection.execute(_USE_CODE, asked).rowcount == 1


def count_codes(work: Work, account: str) -> int:
    """Return how many recovery codes an account has left."""
    return work.connection.execute(_COUNT_CODES, {"of": account}).scalar_one()
