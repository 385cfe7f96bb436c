"""Reads what an account keeps here that is in no log: for its holder to take along."""

from typing import Any

from sqlalchemy import bindparam, select

from commons.adapters.store.engine.tables.community.community_tables import RemarkRow
from commons.adapters.store.engine.tables.core_tables import (
    RevisionRow,
    SentFileRow,
    ThankRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

MOST_ROWS = 5_000
"""How many of each are read at most, the last first."""

_REMARKS = (
    select(RemarkRow.sheet, RemarkRow.instant, RemarkRow.question, RemarkRow.text)
    .where(RemarkRow.account == bindparam("of"))
    .order_by(RemarkRow.instant.desc(), RemarkRow.id)
    .limit(MOST_ROWS)
)
_FILES = (
    select(SentFileRow.name)
    .where(SentFileRow.account == bindparam("of"))
    .order_by(SentFileRow.instant.desc(), SentFileRow.name)
    .limit(MOST_ROWS)
)
_THANKS = (
    select(RevisionRow.sheet, RevisionRow.number, ThankRow.instant)
    .join(RevisionRow, RevisionRow.sequence == ThankRow.sequence)
    .where(ThankRow.account == bindparam("of"))
    .order_by(ThankRow.instant.desc(), ThankRow.sequence)
    .limit(MOST_ROWS)
)


def own_remarks(work: Work, account: str) -> list[dict[str, Any]]:
    """Return the remarks of an account, as plain values."""
    return [
        {
            "sheet": row.sheet,
            "instant": _told(row.instant),
            "question": row.question,
            "text": row.text,
        }
        for row in work.connection.execute(_REMARKS, {"of": account})
    ]


def own_thanks(work: Work, account: str) -> list[dict[str, Any]]:
    """Return the versions that an account gave thanks for, as plain values."""
    return [
        {"sheet": row.sheet, "version": row.number, "instant": _told(row.instant)}
        for row in work.connection.execute(_THANKS, {"of": account})
    ]


def own_files(work: Work, account: str) -> list[str]:
    """Return the names of the files that an account sent and no version names yet."""
    return list(work.connection.execute(_FILES, {"of": account}).scalars())


def _told(milliseconds: int) -> str:
    return clock.from_milliseconds(milliseconds).isoformat()
