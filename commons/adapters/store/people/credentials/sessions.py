"""Knows who is signed in, on which devices.

A session's token is known to its browser only: we keep its sha-256.
"""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, true, update

from commons.adapters.store.engine.tables.core_tables import AccountRow, SessionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.accounts import ACCOUNT_COLUMNS, read_accounts
from commons.core.domain import clock
from commons.core.domain.people.account import Account
from commons.core.domain.people.sign_in import Session, SignInWay, start_of_day

TOKEN_BYTES = 32
MOST_SESSIONS = 100
"""How many sessions an account may have; one more ends the oldest."""

_COLUMNS = (
    SessionRow.digest,
    SessionRow.until,
    SessionRow.opened,
    SessionRow.seen,
    SessionRow.device,
    SessionRow.way,
)
_BY_TOKEN = (
    select(*ACCOUNT_COLUMNS, *_COLUMNS)
    .join(SessionRow, SessionRow.account == AccountRow.id)
    .where(
        SessionRow.digest == bindparam("digest"),
        SessionRow.until > bindparam("now"),
        AccountRow.active == true(),
    )
)
_OF_ACCOUNT = (
    select(*_COLUMNS)
    .where(
        SessionRow.account == bindparam("owner"), SessionRow.until > bindparam("now")
    )
    .order_by(SessionRow.seen.desc(), SessionRow.opened.desc(), SessionRow.digest)
    .limit(MOST_SESSIONS)
)
_OPEN = insert(SessionRow)
_COUNT = select(func.count()).where(SessionRow.account == bindparam("owner"))
_OLDEST = (
    select(SessionRow.digest)
    .where(
        SessionRow.account == bindparam("owner"), SessionRow.digest != bindparam("new")
    )
    .order_by(SessionRow.seen, SessionRow.opened, SessionRow.digest)
    .limit(bindparam("surplus"))
)
_SEEN = (
    update(SessionRow)
    .where(SessionRow.digest == bindparam("session"))
    .values(seen=bindparam("day"))
)
_CLOSE = delete(SessionRow).where(SessionRow.digest == bindparam("session"))
_CLOSE_OF = delete(SessionRow).where(
    SessionRow.digest == bindparam("session"), SessionRow.account == bindparam("owner")
)
_CLOSE_ALL = delete(SessionRow).where(SessionRow.account == bindparam("owner"))
_CLOSE_OTHERS = delete(SessionRow).where(
    SessionRow.account == bindparam("owner"), SessionRow.digest != bindparam("session")
)
_SWEEP = delete(SessionRow).where(SessionRow.until <= bindparam("now"))


def open_session(
    work: Work,
    account_id: str,
    *,
    until: datetime,
    device: str = "",
    way: SignInWay = SignInWay.PASSWORD,
) -> str:
    """Sign an account in and give the browser's token."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), clock.now()
    digest = token_digest(token)
    row = {
        "digest": digest,
        "account": account_id,
        "until": clock.to_milliseconds(until),
        "opened": clock.to_milliseconds(now),
        "seen": clock.to_milliseconds(start_of_day(now)),
        "device": device,
        "way": way.value,
    }
    work.connection.execute(_OPEN, row)
    _close_surplus(work, account_id, digest)
    return token


def find_session(work: Work, token: str) -> tuple[Account, Session] | None:
    """Give who is signed in and how; None when expired, closed or not active."""
    known = {"digest": token_digest(token), "now": clock.to_milliseconds(clock.now())}
    row = work.connection.execute(_BY_TOKEN, known).first()
    return (read_accounts([row])[0], _session(row)) if row else None


def session_account(work: Work, token: str) -> Account | None:
    """Give who is signed in; None when expired, closed or not active."""
    found = find_session(work, token)
    return found[0] if found else None


def account_sessions(work: Work, account_id: str) -> list[Session]:
    """Return the open sessions of an account, the last used first."""
    asked = {"owner": account_id, "now": clock.to_milliseconds(clock.now())}
    return [_session(row) for row in work.connection.execute(_OF_ACCOUNT, asked)]


def note_seen(work: Work, digest: str, day: datetime) -> None:
    """Write down the day on which a session was last used."""
    asked = {"session": digest, "day": clock.to_milliseconds(day)}
    work.connection.execute(_SEEN, asked)


def close_session(work: Work, token: str) -> None:
    """Sign one browser out."""
    work.connection.execute(_CLOSE, {"session": token_digest(token)})


def close_own_session(work: Work, account_id: str, digest: str) -> None:
    """Sign one browser of an account out, known by the digest of its token."""
    work.connection.execute(_CLOSE_OF, {"session": digest, "owner": account_id})


def close_other_sessions(work: Work, account_id: str, digest: str) -> None:
    """Sign an account out everywhere but in the session of this digest."""
    work.connection.execute(_CLOSE_OTHERS, {"session": digest, "owner": account_id})


def close_sessions(work: Work, account_id: str) -> None:
    """Sign an account out everywhere."""
    work.connection.execute(_CLOSE_ALL, {"owner": account_id})


def sweep_sessions(work: Work) -> int:
    """Remove what has expired; gives how many."""
    now = clock.to_milliseconds(clock.now())
    return work.connection.execute(_SWEEP, {"now": now}).rowcount


def token_digest(token: str) -> str:
    """Return what we keep of a token."""
    return sha256(token.encode()).hexdigest()


def _close_surplus(work: Work, account_id: str, new: str) -> None:
    count = work.connection.execute(_COUNT, {"owner": account_id}).scalar_one()
    if count > MOST_SESSIONS:
        surplus = {"owner": account_id, "new": new, "surplus": count - MOST_SESSIONS}
        for digest in work.connection.execute(_OLDEST, surplus).scalars().all():
            work.connection.execute(_CLOSE, {"session": digest})


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    return Session(
        digest=row.digest,
        device=row.device,
        way=SignInWay(row.way),
        opened=clock.from_milliseconds(row.opened),
        seen=clock.from_milliseconds(row.seen),
        until=clock.from_milliseconds(row.until),
    )
