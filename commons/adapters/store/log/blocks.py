"""Knows the stored blocks of versions, as they are published.

What a sheet said that is deleted today is told to nobody: of its versions before the
tombstone the event alone is left, without the note of what changed. The stored bytes
stay as they are, for who restores the sheet.
"""

from typing import Any

from sqlalchemy import Row, and_, bindparam, false, select, true

from commons.adapters.store.engine.tables.core_tables import (
    BlockRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.compression.block_coding import expand_block
from commons.core.domain.addresses import iri
from commons.errors import NotFoundError

NOTE = b"<http://www.w3.org/ns/adms#versionNotes>"

_BLOCK = (
    select(BlockRow.quads, BlockRow.dictionary)
    .join(RevisionRow, RevisionRow.sequence == BlockRow.sequence)
    .where(
        RevisionRow.sheet == bindparam("sheet"),
        RevisionRow.number == bindparam("number"),
    )
)
_UNTOLD = and_(
    SheetRow.deleted == true(), SheetRow.head_sequence != RevisionRow.sequence
)
_NAMED_BLOCKS = (
    select(
        RevisionRow.sequence,
        RevisionRow.sheet,
        RevisionRow.number,
        BlockRow.quads,
        BlockRow.dictionary,
        _UNTOLD.label("untold"),
    )
    .join(BlockRow, BlockRow.sequence == RevisionRow.sequence)
    .join(SheetRow, SheetRow.id == RevisionRow.sheet)
    .where(RevisionRow.sequence > bindparam("after"))
    .order_by(RevisionRow.sequence)
    .limit(bindparam("limit"))
)
_CURRENT_BLOCKS = (
    select(BlockRow.sequence, BlockRow.quads, BlockRow.dictionary)
    .join(SheetRow, SheetRow.head_sequence == BlockRow.sequence)
    .where(SheetRow.deleted == false(), SheetRow.head_sequence > bindparam("after"))
    .order_by(SheetRow.head_sequence)
    .limit(bindparam("limit"))
)
_UNTOLD_AMONG = (
    select(RevisionRow.sequence)
    .join(SheetRow, SheetRow.id == RevisionRow.sheet)
    .where(
        RevisionRow.sequence > bindparam("after"),
        RevisionRow.sequence <= bindparam("through"),
        _UNTOLD,
    )
    .order_by(RevisionRow.sequence)
)


def get_block(work: Work, sheet: str, number: int) -> bytes:
    """Give a version's canonical N-Quads as they are stored, marker form.

    Whoever shows them asks first whether its sheet is deleted. Raises NotFoundError,
    DamagedError.
    """
    known = {"sheet": sheet, "number": number}
    row = work.connection.execute(_BLOCK, known).first()
    if row is None:
        raise NotFoundError(f"{sheet}/v/{number}")
    return expand_block(row.quads, row.dictionary)


def blocks_after(
    work: Work, *, current: bool, after: int, limit: int
) -> list[tuple[int, bytes]]:
    """Give (sequence, block as it is told) after a sequence, ascending, marker form.

    `current` keeps only heads that are no tombstones. Raises DamagedError.
    """
    known = {"after": after, "limit": limit}
    if current:
        rows = work.connection.execute(_CURRENT_BLOCKS, known)
        return [(row.sequence, expand_block(row.quads, row.dictionary)) for row in rows]
    named = work.connection.execute(_NAMED_BLOCKS, known)
    return [(row.sequence, _told(row)) for row in named]


def named_blocks(work: Work, after: int, limit: int) -> list[tuple[str, int, bytes]]:
    """Give (sheet, number, block as it is told) after a sequence, ascending, marker form.

    Raises DamagedError.
    """
    known = {"after": after, "limit": limit}
    named = work.connection.execute(_NAMED_BLOCKS, known)
    return [(row.sheet, row.number, _told(row)) for row in named]


def untold_places(work: Work, after: int, through: int) -> list[int]:
    """Give the sequences of versions of which the event alone is told."""
    known = {"after": after, "through": through}
    return list(work.connection.execute(_UNTOLD_AMONG, known).scalars())


def event_lines(sheet: str, number: int, block: bytes) -> bytes:
    """Return the event of a block: without its payload and the note of what changed."""
    payload = f" <{iri.version_iri(sheet, number)}> .\n".encode()
    lines = block.splitlines(keepends=True)
    return b"".join(
        line for line in lines if not line.endswith(payload) and NOTE not in line
    )


def _told(row: Row[*tuple[Any, ...]]) -> bytes:
    block = expand_block(row.quads, row.dictionary)
    return event_lines(row.sheet, row.number, block) if row.untold else block
