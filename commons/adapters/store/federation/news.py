"""Knows which accounts are told of an adaptation elsewhere of what they wrote."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, case, delete, func, insert, select, update

from commons.adapters.store.engine.tables.community.notice_tables import (
    IncomingNoticeRow,
    NewsRow,
)
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation.incoming import read_notices
from commons.core.domain import clock
from commons.core.domain.site.notice import News

MOST_TOLD = 100
"""How many accounts are told of one adaptation."""

_WRITERS = (
    select(AccountRow.id)
    .join(RevisionRow, RevisionRow.author == AccountRow.person)
    .where(RevisionRow.sheet == bindparam("of"))
    .distinct()
    .limit(MOST_TOLD)
)
_TOLD = select(NewsRow.account).where(NewsRow.notice == bindparam("about"))
_OWN = NewsRow.account == bindparam("who")
_LIST = (
    select(
        NewsRow.instant,
        NewsRow.seen,
        case((SheetRow.deleted, ""), else_=SheetRow.title).label("title"),
        *IncomingNoticeRow.__table__.columns,
    )
    .join(IncomingNoticeRow, IncomingNoticeRow.id == NewsRow.notice)
    .outerjoin(SheetRow, SheetRow.id == IncomingNoticeRow.sheet)
    .where(_OWN)
    .order_by(NewsRow.instant.desc(), NewsRow.notice)
    .limit(bindparam("limit"))
)
_UNSEEN = select(func.count()).select_from(NewsRow).where(_OWN, NewsRow.seen.is_(False))
_SEE = update(NewsRow).where(_OWN).values(seen=True)
_FORGET = delete(NewsRow).where(NewsRow.notice == bindparam("about"))


def tell_writers(work: Work, notice: str, sheet: str, instant: datetime) -> None:
    """Tell every account that wrote a version of a sheet, each once."""
    writers = work.connection.execute(_WRITERS, {"of": sheet}).scalars().all()
    tell_accounts(work, notice, writers, instant)


def tell_accounts(
    work: Work, notice: str, accounts: Iterable[str], instant: datetime
) -> None:
    """Tell these accounts of an adaptation, unless they were told."""
    told = set(work.connection.execute(_TOLD, {"about": notice}).scalars())
    rows = [
        {
            "account": account,
            "notice": notice,
            "instant": clock.to_milliseconds(instant),
            "seen": False,
        }
        for account in accounts
        if account not in told
    ]
    if rows:
        work.connection.execute(insert(NewsRow), rows)


def list_news(work: Work, account: str, *, limit: int) -> list[News]:
    """Return what an account is told, newest first."""
    rows = work.connection.execute(_LIST, {"who": account, "limit": limit}).all()
    return [
        News(
            notice=notice,
            title=row.title or "",
            instant=clock.from_milliseconds(row.instant),
            seen=row.seen,
        )
        for row, notice in zip(rows, read_notices(rows), strict=True)
    ]


def count_unseen(work: Work, account: str) -> int:
    """Count what an account was not shown yet."""
    return work.connection.execute(_UNSEEN, {"who": account}).scalar_one()


def mark_seen(work: Work, account: str) -> None:
    """Write down that an account was shown all."""
    work.connection.execute(_SEE, {"who": account})


def forget_news(work: Work, notice: str) -> None:
    """Take back what was told of an adaptation that is gone."""
    work.connection.execute(_FORGET, {"about": notice})
