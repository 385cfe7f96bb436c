"""How far the log of a server is written, and how far a standby has replayed it.

A position says whose log it is: another server, or another history of it after a
standby was promoted, may have gone further and yet lack what was saved here.
"""

from dataclasses import dataclass

from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection,
    KeptConnection,
)
from commons.adapters.store.engine.shared_reading import ReplicaReport, ReplicaState

_POSITION = b"""
SELECT lsn, ('x' || left(pg_walfile_name(lsn), 8))::bit(32)::int,
    (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database())
FROM (
    SELECT CASE current_setting('synchronous_commit') WHEN 'off'
    THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END AS lsn
) AS here
"""
"""A commit is flushed before anybody sees it, unless it waits for no disk."""
_REPLAYED = b"""
SELECT pg_is_in_recovery(), timeline_id,
    (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database()),
    pg_wal_lsn_diff(%s::pg_lsn, pg_last_wal_replay_lsn())
FROM pg_control_checkpoint()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the log of a server: all that was committed before it lies there."""

    lsn: str
    history: tuple[int, ...]
    """Timeline, server and database."""


def ask_position(primary: KeptConnection) -> Position:
    """Return the place up to which all is committed. Raises StorageError, BusyError."""
    ((lsn, *history),) = primary.ask(_POSITION)
    return Position(lsn=lsn, history=tuple(history))


def compare_replica(replica: Connection, wanted: Position) -> ReplicaReport:
    """Return whether a server has replayed a place of the log. Raises psycopg.Error.

    What is begun on the connection afterwards sees all that stands before that place.
    """
    rows = replica.execute(_REPLAYED, [wanted.lsn], prepare=False).fetchall()
    ((follows, *history, behind),) = rows
    if not follows or behind is None or tuple(history) != wanted.history:
        return ReplicaReport(state=ReplicaState.FOREIGN)
    if behind > 0:
        return ReplicaReport(state=ReplicaState.BEHIND, behind_bytes=behind)
    return ReplicaReport(state=ReplicaState.LEVEL)
