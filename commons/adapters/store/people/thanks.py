"""Knows who thanked for which version: once per account and version, or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, case, delete, func, insert, select

from commons.adapters.store.engine.tables.core_tables import (
    RevisionRow,
    SheetRow,
    ThankRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_OF = ThankRow.sequence.in_(bindparam("sequences", expanding=True))
_OWN = ThankRow.account == bindparam("owner")
_INSERT = insert(ThankRow)
_DELETE = delete(ThankRow).where(_OWN, ThankRow.sequence == bindparam("version"))
_GIVEN = select(ThankRow.sequence).where(_OWN, _OF)
_COUNTS = select(ThankRow.sequence, func.count()).where(_OF).group_by(ThankRow.sequence)
_LATEST = func.max(ThankRow.instant)
_TITLE = case((SheetRow.deleted, ""), else_=SheetRow.title)
_RECEIVED = (
    select(RevisionRow.sheet, RevisionRow.number, _TITLE, func.count(), _LATEST)
    .join(ThankRow, ThankRow.sequence == RevisionRow.sequence)
    .join(SheetRow, SheetRow.id == RevisionRow.sheet)
    .where(RevisionRow.author == bindparam("person"))
    .group_by(RevisionRow.sequence, SheetRow.id)
    .order_by(_LATEST.desc())
    .limit(bindparam("limit"))
)
_COUNT_RECEIVED = (
    select(func.count())
    .join(ThankRow, ThankRow.sequence == RevisionRow.sequence)
    .where(RevisionRow.author == bindparam("person"))
    .select_from(RevisionRow)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThankedVersion:
    """A version that somebody was thanked for; `title` is the sheet's of today, "" when deleted."""

    sheet: str
    number: int
    title: str
    count: int
    instant: datetime


def give_thanks(work: Work, account: str, sequence: int) -> None:
    """Thank for the version of this sequence; a second time changes nothing."""
    if not thanks_given(work, account, [sequence]):
        now = clock.to_milliseconds(clock.now())
        row = {"account": account, "sequence": sequence, "instant": now}
        work.connection.execute(_INSERT, row)


def withdraw_thanks(work: Work, account: str, sequence: int) -> None:
    """Take an account's thanks back, if they were given."""
    work.connection.execute(_DELETE, {"owner": account, "version": sequence})


def count_thanks(work: Work, sequences: Sequence[int]) -> Mapping[int, int]:
    """Count the thanks for each version that has some, by its sequence."""
    rows = work.connection.execute(_COUNTS, {"sequences": sequences})
    return dict(rows.all())


def thanks_given(work: Work, account: str, sequences: Sequence[int]) -> set[int]:
    """Give those of the versions that an account thanked for."""
    known = {"owner": account, "sequences": sequences}
    return set(work.connection.execute(_GIVEN, known).scalars())


def count_received(work: Work, person: str) -> int:
    """Count the thanks for all versions of a person."""
    return work.connection.execute(_COUNT_RECEIVED, {"person": person}).scalar_one()


def thanks_received(work: Work, person: str, *, limit: int) -> list[ThankedVersion]:
    """Give the versions that a person was thanked for, last thanked first."""
    rows = work.connection.execute(_RECEIVED, {"person": person, "limit": limit})
    return [
        ThankedVersion(
            sheet=sheet,
            number=number,
            title=title,
            count=count,
            instant=clock.from_milliseconds(latest),
        )
        for sheet, number, title, count, latest in rows
    ]
