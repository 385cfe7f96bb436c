"""Accounts, roles, and the one table of who may do what."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from commons.core.domain.sheet import Person


class Role(IntEnum):
    """Each role may do all that the ones before it may."""

    READER = 0
    CONTRIBUTOR = 1
    EDITOR = 2
    ADMIN = 3


class Permission(StrEnum):
    """What can be done in the commons, as far as rights go."""

    READ = "read"
    SIGN_IN = "sign_in"
    WRITE = "write"
    OWN_ACCOUNT = "own_account"
    THANK = "thank"
    REMARK = "remark"
    DELETE = "delete"
    RESTORE = "restore"
    REVIEW = "review"
    BATCH = "batch"
    NOTICES = "notices"
    MODERATE = "moderate"
    FEATURE = "feature"
    VOCABULARY = "vocabulary"
    INVITE = "invite"
    ACCOUNTS = "accounts"
    OPERATE = "operate"
    SITE = "site"
    PURGE = "purge"


MINIMUM_ROLE: dict[Permission, Role | None] = {
    Permission.READ: None,
    Permission.SIGN_IN: None,
    Permission.OWN_ACCOUNT: Role.READER,
    Permission.THANK: Role.READER,
    Permission.REMARK: Role.READER,
    Permission.WRITE: Role.CONTRIBUTOR,
    Permission.DELETE: Role.EDITOR,
    Permission.RESTORE: Role.EDITOR,
    Permission.REVIEW: Role.EDITOR,
    Permission.BATCH: Role.EDITOR,
    Permission.NOTICES: Role.EDITOR,
    Permission.MODERATE: Role.EDITOR,
    Permission.FEATURE: Role.EDITOR,
    Permission.VOCABULARY: Role.EDITOR,
    Permission.INVITE: Role.EDITOR,
    Permission.ACCOUNTS: Role.ADMIN,
    Permission.OPERATE: Role.ADMIN,
    Permission.SITE: Role.ADMIN,
    Permission.PURGE: Role.ADMIN,
}
"""The least role for each act; None: no account needed."""


def has_permission(role: Role | None, act: Permission) -> bool:
    """Say whether this role (None: nobody signed in) may do this."""
    least = MINIMUM_ROLE[act]
    return least is None or (role is not None and role >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who can sign in; `person` is who is credited. E-mail is secret.

    `email_confirmed` says that who holds the account reads what is sent there.
    """

    id: str
    email: str
    person: Person
    role: Role
    created: datetime
    language: str = "fr"
    active: bool = True
    email_confirmed: bool = False
