"""Knows whether a version, and its block, are still as they were appended.

The hash of a version is that of its payload alone. Its seal is taken of all that
its rows say, so that whatever changed since is noticed, and stays true when the
way to render a payload changes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from commons.adapters.store.engine.serialisation import COLUMNS, revisions_of
from commons.adapters.store.engine.tables.core_tables import BlockRow, RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.compression.block_coding import expand_block
from commons.core.domain.sheet import Revision
from commons.core.progress import OnProgress
from commons.errors import DamagedError

SEALED = (
    *("sequence", "sheet", "number", "kind", "parent", "instant", "action", "author"),
    *("author_name", "change_note", "hash", "content"),
)
"""The columns that a seal is taken of, in this order; then the block."""

_FOUND = (
    select(*COLUMNS, RevisionRow.seal, BlockRow.quads, BlockRow.dictionary)
    .outerjoin(BlockRow, BlockRow.sequence == RevisionRow.sequence)
    .order_by(RevisionRow.sequence)
)
_AFTER = _FOUND.where(RevisionRow.sequence > bindparam("after")).limit(
    bindparam("limit")
)
_THESE = _FOUND.where(RevisionRow.sequence.in_(bindparam("those", expanding=True)))
_LAST = (
    select(func.max(RevisionRow.sequence))
    .group_by(RevisionRow.sheet)
    .order_by(func.max(RevisionRow.sequence))
)
_AT_ONCE = 500
_UNREADABLE = (
    *(ValueError, TypeError, AttributeError, LookupError),
    *(OverflowError, RecursionError),
)
"""What a row that is damaged raises when it is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A version as its rows have it; `whole` says whether its seal is theirs.

    `revision` is None for rows that cannot be read, `block` b"" for a lost one.
    """

    sequence: int
    sheet: str
    number: int
    whole: bool
    revision: Revision | None
    block: bytes


def seal_row(row: Mapping[str, object], block: bytes) -> str:
    """Take the seal of a row of SEALED columns and its block, in hexadecimal."""
    told = [row[name] for name in SEALED]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "replace") + b"\n" + block).hexdigest()


def rows_after(work: Work, sequence: int, limit: int) -> list[Sealed]:
    """Give what the log has after a sequence, oldest first."""
    known = {"after": sequence, "limit": limit}
    return _sealed(work.connection.execute(_AFTER, known))


def last_ones(work: Work, on_progress: OnProgress | None = None) -> Iterator[Revision]:
    """Give the last version of each sheet, as the log has it, if it is whole.

    In the order of the log; `on_progress` gets (done, total).
    """
    places = list(work.connection.execute(_LAST).scalars())
    for start in range(0, len(places), _AT_ONCE):
        some = {"those": places[start : start + _AT_ONCE]}
        for found in _sealed(work.connection.execute(_THESE, some)):
            if found.whole and found.revision:
                yield found.revision
        if on_progress:
            on_progress(min(start + _AT_ONCE, len(places)), len(places))


def _sealed(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Sealed]:
    return [_one(row) for row in rows]


def _one(row: Row[*tuple[Any, ...]]) -> Sealed:
    *columns, stamped, quads, dictionary = tuple(row)
    block = _readable_block(quads, dictionary)
    try:
        whole = seal_row(row._asdict(), block) == stamped
    except _UNREADABLE:
        whole = False
    return Sealed(
        sequence=row.sequence,
        sheet=str(row.sheet),
        number=row.number if isinstance(row.number, int) else 0,
        whole=whole and isinstance(quads, bytes),
        revision=readable_revision(columns),
        block=block,
    )


def _readable_block(quads: object, dictionary: int) -> bytes:
    """Return the block of a row; b"" where it is lost or damaged beyond reading."""
    try:
        return expand_block(quads, dictionary) if isinstance(quads, bytes) else b""
    except DamagedError:
        return b""


def readable_revision(columns: Sequence[Any]) -> Revision | None:
    """Make the version of a row of COLUMNS; None when it is damaged beyond that."""
    try:
        (found,) = revisions_of([tuple(columns)])
    except _UNREADABLE:
        return None
    return found if _has_its_types(found) else None


def _has_its_types(found: Revision) -> bool:
    """Say whether a version holds texts and values where it should.

    SQLite keeps anything in a column, whatever its type.
    """
    texts: tuple[object, ...] = (
        *(found.sheet, found.kind, found.author.id, found.author.name),
        *(found.change_note, found.hash),
    )
    return isinstance(found.values, dict) and all(isinstance(t, str) for t in texts)
