"""Knows who accounts are at the site by which they sign in (OpenID Connect)."""

from sqlalchemy import bindparam, delete, insert, select

from commons.adapters.store.engine.tables.people.sign_in_tables import (
    ExternalIdentityRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_FIND = select(ExternalIdentityRow.account).where(
    ExternalIdentityRow.issuer == bindparam("at"),
    ExternalIdentityRow.subject == bindparam("who"),
)
_OF = select(ExternalIdentityRow.subject).where(
    ExternalIdentityRow.issuer == bindparam("at"),
    ExternalIdentityRow.account == bindparam("of"),
)
_ADD = insert(ExternalIdentityRow)
_REMOVE = delete(ExternalIdentityRow).where(
    ExternalIdentityRow.issuer == bindparam("at"),
    ExternalIdentityRow.account == bindparam("of"),
)
_REMOVE_ALL = delete(ExternalIdentityRow).where(
    ExternalIdentityRow.account == bindparam("of")
)


def find_identity(work: Work, issuer: str, subject: str) -> str | None:
    """Return the account of who signed in at another site, None for nobody's."""
    asked = {"at": issuer, "who": subject}
    return work.connection.execute(_FIND, asked).scalar()


def is_linked(work: Work, issuer: str, account: str) -> bool:
    """Return whether an account signs in by another site."""
    asked = {"at": issuer, "of": account}
    return work.connection.execute(_OF, asked).first() is not None


def link_identity(work: Work, issuer: str, subject: str, account: str) -> None:
    """Have an account sign in by another site; who it was there before is forgotten."""
    unlink_identity(work, issuer, account)
    row = {
        "issuer": issuer,
        "subject": subject,
        "account": account,
        "created": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(_ADD, row)


def unlink_identity(work: Work, issuer: str, account: str) -> bool:
    """Have an account sign in by another site no more; False where it did not."""
    asked = {"at": issuer, "of": account}
    return work.connection.execute(_REMOVE, asked).rowcount > 0


def unlink_everywhere(work: Work, account: str) -> None:
    """Have an account sign in by no other site."""
    work.connection.execute(_REMOVE_ALL, {"of": account})
