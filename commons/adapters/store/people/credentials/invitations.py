"""Knows who was invited to open an account, by the sha-256 of each link only."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select

from commons.adapters.store.engine.tables.people.sign_in_tables import InvitationRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.credentials.sessions import TOKEN_BYTES, token_digest
from commons.core.domain import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A link for one account; `inviter` is an account, `email` "" for whoever has it."""

    id: str
    inviter: str
    email: str
    created: datetime
    until: datetime


_COLUMNS = (
    InvitationRow.id,
    InvitationRow.inviter,
    InvitationRow.email,
    InvitationRow.created,
    InvitationRow.until,
)
_FIND = select(*_COLUMNS).where(
    InvitationRow.digest == bindparam("known"), InvitationRow.until > bindparam("now")
)
_OPEN = (
    select(*_COLUMNS)
    .where(InvitationRow.until > bindparam("now"))
    .order_by(InvitationRow.created.desc(), InvitationRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT_ALL = select(func.count()).where(InvitationRow.until > bindparam("now"))
_COUNT = select(func.count()).where(
    InvitationRow.inviter == bindparam("of"), InvitationRow.until > bindparam("now")
)
_ADD = insert(InvitationRow)
_REMOVE = delete(InvitationRow).where(InvitationRow.id == bindparam("invitation"))
_SWEEP = delete(InvitationRow).where(InvitationRow.until <= bindparam("now"))


def add_invitation(work: Work, invitation: Invitation) -> str:
    """Write an invitation down, and return the secret of its link."""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    row = {
        "id": invitation.id,
        "digest": token_digest(secret),
        "inviter": invitation.inviter,
        "email": invitation.email,
        "created": clock.to_milliseconds(invitation.created),
        "until": clock.to_milliseconds(invitation.until),
    }
    work.connection.execute(_ADD, row)
    return secret


def find_invitation(work: Work, secret: str) -> Invitation | None:
    """Return what a link stands for; None when unknown, used or too old."""
    asked = {"known": token_digest(secret), "now": _now()}
    row = work.connection.execute(_FIND, asked).first()
    return _invitation(row) if row else None


def open_invitations(work: Work, *, limit: int, offset: int = 0) -> list[Invitation]:
    """Return the invitations that nobody has used yet, the newest first."""
    asked = {"now": _now(), "limit": limit, "offset": offset}
    found = work.connection.execute(_OPEN, asked)
    return [_invitation(row) for row in found]


def count_all_open(work: Work) -> int:
    """Count the invitations that nobody has used yet."""
    return work.connection.execute(_COUNT_ALL, {"now": _now()}).scalar_one()


def count_open(work: Work, inviter: str) -> int:
    """Return how many of an account's invitations nobody has used yet."""
    asked = {"of": inviter, "now": _now()}
    return work.connection.execute(_COUNT, asked).scalar_one()


def remove_invitation(work: Work, identifier: str) -> bool:
    """End an invitation, used or not wanted; False where there is none."""
    asked = {"invitation": identifier}
    return work.connection.execute(_REMOVE, asked).rowcount == 1


def sweep_invitations(work: Work) -> int:
    """Remove what has expired; return how many."""
    return work.connection.execute(_SWEEP, {"now": _now()}).rowcount


def _now() -> int:
    return clock.to_milliseconds(clock.now())


def _invitation(row: Row[*tuple[Any, ...]]) -> Invitation:
    return Invitation(
        id=row.id,
        inviter=row.inviter,
        email=row.email,
        created=clock.from_milliseconds(row.created),
        until=clock.from_milliseconds(row.until),
    )
