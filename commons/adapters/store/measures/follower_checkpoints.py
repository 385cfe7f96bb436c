"""How far in the log each follower is that keeps its checkpoint in the database.

A checkpoint is written in the transaction that handles the changes up to it, under
the write lock: of several processes one alone handles a change. It lies beside the log
it counts, so that a backup holds both as they stood together.
"""

from sqlalchemy import bindparam, func, insert, select, update

from commons.adapters.store.engine.tables.core_tables import (
    FollowerCheckpointRow,
    RevisionRow,
)
from commons.adapters.store.engine.unit_of_work import Work

_FIND = select(FollowerCheckpointRow.sequence).where(
    FollowerCheckpointRow.name == bindparam("follower")
)
_MOVE = (
    update(FollowerCheckpointRow)
    .where(FollowerCheckpointRow.name == bindparam("follower"))
    .values(sequence=bindparam("reached"))
)
_INSERT = insert(FollowerCheckpointRow)
_HEAD = select(func.coalesce(func.max(RevisionRow.sequence), 0)).scalar_subquery()
_LOWER = (
    update(FollowerCheckpointRow)
    .where(FollowerCheckpointRow.sequence > _HEAD)
    .values(sequence=_HEAD)
)


def find_checkpoint(work: Work, follower: str) -> int | None:
    """Return the sequence up to which a follower has read, None before it began."""
    return work.connection.execute(_FIND, {"follower": follower}).scalar()


def move_checkpoint(work: Work, follower: str, sequence: int) -> None:
    """Write the sequence up to which a follower has read."""
    known = {"follower": follower, "reached": sequence}
    if not work.connection.execute(_MOVE, known).rowcount:
        work.connection.execute(_INSERT, {"name": follower, "sequence": sequence})


def lower_checkpoints(work: Work) -> int:
    """Bring those that are beyond the end of the log back to it; return how many.

    The numbers after the end are given again: what bears them was seen by nobody.
    """
    return work.connection.execute(_LOWER).rowcount
