"""Knows which edition of the log harvesters are reading.

What was published stays, so the edition stays, but for two events: what the law
makes us erase, within the transaction that rewrites the blocks; and a restore,
since what followed the backup is lost and its numbers will be given again.
"""

from sqlalchemy import bindparam, select, true, update

from commons.adapters.store.engine.tables.core_tables import EditionRow, RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_NUMBER = select(EditionRow.number)
_SET = update(EditionRow).values(number=bindparam("begun"))
_LAST = (
    select(RevisionRow.sequence, RevisionRow.instant, RevisionRow.hash)
    .order_by(RevisionRow.sequence.desc())
    .limit(1)
    .subquery()
)
_STATE = select(EditionRow.number, _LAST).outerjoin(_LAST, true())


def current_edition(work: Work) -> int:
    """Give the edition, counted from 1."""
    return work.connection.execute(_NUMBER).scalar_one()


def state_token(work: Work) -> str:
    """Name the state of the log: no other state, here or in a copy, has the name.

    A number of the log does not do: after a restore it is given again.
    """
    return " ".join(map(str, work.connection.execute(_STATE).one()))


def begin_next(work: Work) -> None:
    """Begin an edition within the transaction that rewrites blocks."""
    work.connection.execute(_SET, {"begun": current_edition(work) + 1})


def begin_fork(work: Work) -> None:
    """Begin an edition that no other copy of this log has: it is named by the minute.

    Two restores of one backup go on differently, and must not share a name.
    """
    minute = clock.to_milliseconds(clock.now()) // 60_000
    begun = max(minute, current_edition(work) + 1)
    work.connection.execute(_SET, {"begun": begun})
