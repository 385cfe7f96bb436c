"""Knows what is being written and is not published; each account sees its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from commons.domain import clock
from commons.domain.sheet import Draft
from commons.errors import ForbiddenError, NotFoundError
from commons.store.rows import DraftRow
from commons.store.values import read, written
from commons.store.work import Work

_COLUMNS = (
    DraftRow.id,
    DraftRow.account,
    DraftRow.kind,
    DraftRow.sheet,
    DraftRow.parent,
    DraftRow.instant,
    DraftRow.content,
)
_OWNER = select(DraftRow.account).where(DraftRow.id == bindparam("draft"))
_INSERT = insert(DraftRow)
_UPDATE = update(DraftRow).where(DraftRow.id == bindparam("draft"))
_OWN = select(*_COLUMNS).where(DraftRow.account == bindparam("owner"))
_GET = _OWN.where(DraftRow.id == bindparam("draft"))
_NEWEST_FIRST = _OWN.order_by(DraftRow.instant.desc(), DraftRow.id)
_FOR_SHEET = _NEWEST_FIRST.where(DraftRow.sheet == bindparam("of")).limit(1)
_AMONG = _OWN.where(DraftRow.id.in_(bindparam("drafts", expanding=True)))
_DROP = delete(DraftRow).where(
    DraftRow.account == bindparam("owner"), DraftRow.id == bindparam("draft")
)


def keep(work: Work, draft: Draft) -> None:
    """Write down a draft, or its new state.

    Raises ForbiddenError for another account's draft, NotFoundError for an
    unknown account.
    """
    owner = work.connection.execute(_OWNER, {"draft": draft.id}).scalar()
    if owner not in {None, draft.account}:
        raise ForbiddenError("this draft is another account's")
    if owner is not None:
        work.connection.execute(_UPDATE, {"draft": draft.id, **_row(draft)})
        return
    try:
        work.connection.execute(_INSERT, {"id": draft.id, **_row(draft)})
    except IntegrityError as error:
        raise NotFoundError(draft.account) from error


def get(work: Work, account: str, identifier: str) -> Draft:
    """Give a draft of this account. Raises NotFoundError."""
    known = {"owner": account, "draft": identifier}
    found = _drafts(work.connection.execute(_GET, known))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def of(work: Work, account: str) -> list[Draft]:
    """Give an account's drafts, newest first."""
    return _drafts(work.connection.execute(_NEWEST_FIRST, {"owner": account}))


def among(work: Work, account: str, identifiers: Sequence[str]) -> dict[str, Draft]:
    """Give those of these drafts that are this account's, by identifier."""
    known = {"owner": account, "drafts": identifiers}
    return {
        draft.id: draft for draft in _drafts(work.connection.execute(_AMONG, known))
    }


def for_sheet(work: Work, account: str, sheet: str) -> Draft | None:
    """Give an account's newest draft for a sheet."""
    known = {"owner": account, "of": sheet}
    found = _drafts(work.connection.execute(_FOR_SHEET, known))
    return found[0] if found else None


def drop(work: Work, account: str, identifier: str) -> None:
    """Remove a draft of this account, if it is there."""
    work.connection.execute(_DROP, {"owner": account, "draft": identifier})


def _drafts(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Draft]:
    return [
        Draft(
            id=row.id,
            account=row.account,
            kind=row.kind,
            sheet=row.sheet,
            parent=row.parent,
            instant=clock.from_milliseconds(row.instant),
            values=read(row.content),
        )
        for row in rows
    ]


def _row(draft: Draft) -> dict[str, object]:
    return {
        "account": draft.account,
        "kind": draft.kind,
        "sheet": draft.sheet,
        "parent": draft.parent,
        "instant": clock.to_milliseconds(draft.instant),
        "content": written(draft.values),
    }
