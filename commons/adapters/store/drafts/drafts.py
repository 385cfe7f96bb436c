"""Knows what is being written and is not published, and who may see it.

An account sees and writes in its own drafts and in those that are shared with
it; the owner alone shares one or throws it away.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.exc import IntegrityError

from commons.adapters.store.engine.expressions import ByteLength, attempted
from commons.adapters.store.engine.serialisation import read_values, write_values
from commons.adapters.store.engine.tables.core_tables import CompanionRow, DraftRow
from commons.adapters.store.engine.tables.site.review_tables import HeldEditRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.sheet import Draft, DraftFork
from commons.errors import ConflictError, ForbiddenError, FullError, NotFoundError

MOST_DRAFTS = 2_000
"""How many drafts an account may have."""

_COLUMNS = (
    DraftRow.id,
    DraftRow.account,
    DraftRow.kind,
    DraftRow.sheet,
    DraftRow.parent,
    DraftRow.instant,
    DraftRow.content,
    DraftRow.note,
    DraftRow.writer,
    DraftRow.revision,
    DraftRow.tab,
    DraftRow.apart,
)
_SHARED = (
    select(CompanionRow.draft)
    .where(
        CompanionRow.draft == DraftRow.id,
        CompanionRow.account == bindparam("who"),
        CompanionRow.active == true(),
    )
    .exists()
)
_THIS = DraftRow.id == bindparam("draft")
_MINE = DraftRow.account == bindparam("who")
_MAY_WRITE = or_(_MINE, _SHARED)
_STATE = select(
    DraftRow.account,
    DraftRow.revision,
    DraftRow.tab,
    DraftRow.apart,
    _MAY_WRITE.label("may"),
).where(_THIS)
_INSERT = insert(DraftRow)
_UPDATE = update(DraftRow).where(_THIS)
_GET = select(*_COLUMNS).where(_THIS, _MAY_WRITE)
_OWN = select(*_COLUMNS).where(_MINE)
_NEWEST_FIRST = _OWN.order_by(DraftRow.instant.desc(), DraftRow.id)
_PAGE = _NEWEST_FIRST.limit(bindparam("limit")).offset(bindparam("offset"))
_COUNT = select(func.count()).select_from(DraftRow).where(_MINE)
_EXTENT = select(
    func.count(),
    func.coalesce(func.sum(ByteLength(DraftRow.content)), 0),
).where(_MINE)
_FOR_SHEET = _NEWEST_FIRST.where(DraftRow.sheet == bindparam("of")).limit(1)
_AMONG = _OWN.where(DraftRow.id.in_(bindparam("drafts", expanding=True)))
_WITH_ME = (CompanionRow.account == bindparam("who"), CompanionRow.active == true())
_COUNT_LENT = select(func.count()).select_from(CompanionRow).where(*_WITH_ME)
_LENT = (
    select(*_COLUMNS)
    .join(CompanionRow, CompanionRow.draft == DraftRow.id)
    .where(*_WITH_ME)
    .order_by(DraftRow.instant.desc(), DraftRow.id)
    .limit(bindparam("limit"))
)
_OLDEST = select(func.min(DraftRow.instant)).where(_MINE)
_EXPIRE = delete(DraftRow).where(
    DraftRow.instant < bindparam("until"),
    DraftRow.id.not_in(select(HeldEditRow.draft)),
)
_DROP = delete(DraftRow).where(_MINE, _THIS)
_FINISH = delete(DraftRow).where(
    _THIS,
    _MAY_WRITE,
    or_(
        DraftRow.revision == bindparam("known"),
        and_(DraftRow.tab != "", DraftRow.tab == bindparam("form")),
    ),
)
_WROTE = (
    update(CompanionRow)
    .where(
        CompanionRow.draft == bindparam("of"),
        CompanionRow.account == bindparam("who"),
    )
    .values(wrote=True)
)


def save_draft(work: Work, draft: Draft, *, known: int | None = None) -> Draft:
    """Write down a draft, or its new state; give it as it stands.

    `known` is the revision that the writer has seen, None for whichever; the
    form that kept it last may not have heard so, and goes on all the same.
    Raises ConflictError when another one stands (its `head`), ForbiddenError
    for a draft that the writer may not see, NotFoundError for an unknown
    account, FullError for one draft too many.
    """
    writer = draft.writer or draft.account
    asked = {"draft": draft.id, "who": writer}
    found = work.connection.execute(_STATE, asked).first()
    if found is None:
        return _begin(work, draft)
    if not found.may or found.account != draft.account:
        raise ForbiddenError("this draft is another account's")
    same_form = draft.tab != "" and draft.tab == found.tab
    if known not in {None, found.revision} and not same_form:
        raise ConflictError(found.revision)
    apart = _unpacked(found.apart)
    stands = replace(draft, revision=found.revision + 1, apart=apart)
    work.connection.execute(_UPDATE, {"draft": draft.id, **_row(stands)})
    if writer != draft.account:
        work.connection.execute(_WROTE, {"of": draft.id, "who": writer})
    return stands


def get_draft(work: Work, account: str, identifier: str) -> Draft:
    """Give a draft that this account may write in. Raises NotFoundError."""
    known = {"who": account, "draft": identifier}
    found = _drafts(work.connection.execute(_GET, known))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def owner_of(work: Work, identifier: str) -> str:
    """Give the account that owns a draft, "" when there is no such draft."""
    asked = {"draft": identifier, "who": ""}
    found = work.connection.execute(_STATE, asked).first()
    return "" if found is None else str(found.account)


def drafts_of(
    work: Work, account: str, *, limit: int = MOST_DRAFTS, offset: int = 0
) -> list[Draft]:
    """Give an account's own drafts, newest first."""
    known = {"who": account, "limit": limit, "offset": offset}
    return _drafts(work.connection.execute(_PAGE, known))


def count_drafts(work: Work, account: str) -> int:
    """Count an account's own drafts."""
    return work.connection.execute(_COUNT, {"who": account}).scalar_one()


def drafts_size(work: Work, account: str) -> tuple[int, int]:
    """Give how many drafts an account has, and how many bytes they take."""
    count_, size = work.connection.execute(_EXTENT, {"who": account}).one()
    return int(count_), int(size)


def drafts_shared_with(
    work: Work, account: str, *, limit: int = MOST_DRAFTS
) -> list[Draft]:
    """Give the drafts of others that are shared with an account, newest first."""
    known = {"who": account, "limit": limit}
    return _drafts(work.connection.execute(_LENT, known))


def count_shared(work: Work, account: str) -> int:
    """Count the drafts of others that are shared with an account."""
    return work.connection.execute(_COUNT_LENT, {"who": account}).scalar_one()


def own_among(work: Work, account: str, identifiers: Sequence[str]) -> dict[str, Draft]:
    """Give those of these drafts that are this account's, by identifier."""
    known = {"who": account, "drafts": identifiers}
    return {
        draft.id: draft for draft in _drafts(work.connection.execute(_AMONG, known))
    }


def for_sheet(work: Work, account: str, sheet: str) -> Draft | None:
    """Give an account's newest draft for a sheet."""
    known = {"who": account, "of": sheet}
    found = _drafts(work.connection.execute(_FOR_SHEET, known))
    return found[0] if found else None


def drop_draft(work: Work, account: str, identifier: str) -> None:
    """Remove a draft that this account owns, if it is there."""
    work.connection.execute(_DROP, {"who": account, "draft": identifier})


def oldest_instant(work: Work, account: str) -> datetime | None:
    """Give when an account's draft was kept that waits longest, None without one."""
    found = work.connection.execute(_OLDEST, {"who": account}).scalar()
    return None if found is None else clock.from_milliseconds(found)


def expire_drafts(work: Work, until: datetime) -> int:
    """Remove what nobody has kept since then, nor handed in; give how many."""
    known = {"until": clock.to_milliseconds(until)}
    return work.connection.execute(_EXPIRE, known).rowcount


def finish_draft(
    work: Work, account: str, identifier: str, *, known: int, tab: str = ""
) -> None:
    """Remove a draft that became a version, if this account may write in it.

    It stays when it holds what the published form had not seen: `known` is the
    form's revision of it, `tab` its name.
    """
    asked = {"who": account, "draft": identifier, "known": known, "form": tab}
    work.connection.execute(_FINISH, asked)


def _begin(work: Work, draft: Draft) -> Draft:
    if count_drafts(work, draft.account) >= MOST_DRAFTS:
        raise FullError("drafts", MOST_DRAFTS)
    stands = replace(draft, revision=1)
    try:
        with attempted(work.connection):
            work.connection.execute(_INSERT, {"id": draft.id, **_row(stands)})
    except IntegrityError as error:
        raise NotFoundError(draft.account) from error
    return stands


def _packed(apart: DraftFork | None) -> str:
    if apart is None:
        return ""
    instant = clock.to_milliseconds(apart.instant)
    return write_values(
        {"draft": apart.draft, "writer": apart.writer, "instant": instant}
    )


def _unpacked(packed: str) -> DraftFork | None:
    if not packed:
        return None
    told: dict[str, Any] = dict(read_values(packed))
    return DraftFork(**{**told, "instant": clock.from_milliseconds(told["instant"])})


def _drafts(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Draft]:
    return [
        Draft(
            id=row.id,
            account=row.account,
            kind=row.kind,
            sheet=row.sheet,
            parent=row.parent,
            instant=clock.from_milliseconds(row.instant),
            values=read_values(row.content),
            note=row.note,
            writer=row.writer,
            revision=row.revision,
            tab=row.tab,
            apart=_unpacked(row.apart),
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
        "content": write_values(draft.values),
        "note": draft.note,
        "writer": draft.writer,
        "revision": draft.revision,
        "tab": draft.tab,
        "apart": _packed(draft.apart),
    }
