"""Finds the blocks that an older release left as they are, and compresses them."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select, update

from commons.adapters.store.engine.tables.core_tables import BlockRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.compression.block_coding import PLAIN, compress_block

_PLAIN = BlockRow.dictionary == PLAIN
_AFTER = (
    select(BlockRow.sequence)
    .where(
        _PLAIN,
        BlockRow.sequence > bindparam("after"),
        BlockRow.sequence <= bindparam("through"),
    )
    .order_by(BlockRow.sequence)
    .limit(bindparam("limit"))
)
_THESE = select(BlockRow.sequence, BlockRow.quads).where(
    _PLAIN, BlockRow.sequence.in_(bindparam("those", expanding=True))
)
_PUT = update(BlockRow).where(BlockRow.sequence == bindparam("place"))
_LAST = select(func.max(BlockRow.sequence))


def last_block(work: Work) -> int:
    """Return the sequence of the last block, 0 without any."""
    return work.connection.execute(_LAST).scalar() or 0


def plain_blocks(work: Work, *, after: int, through: int, limit: int) -> list[int]:
    """Return the sequences of plain blocks after one and up to another, ascending."""
    known = {"after": after, "through": through, "limit": limit}
    return list(work.connection.execute(_AFTER, known).scalars())


def compress_these(work: Work, sequences: Sequence[int]) -> None:
    """Compress the blocks at these places that are still plain; a few at once."""
    rows = work.connection.execute(_THESE, {"those": list(sequences)}).all()
    packed = ((row.sequence, *compress_block(row.quads)) for row in rows)
    changed = [
        {"place": sequence, "quads": quads, "dictionary": dictionary}
        for sequence, quads, dictionary in packed
        if dictionary != PLAIN
    ]
    if changed:
        put = _PUT.values(quads=bindparam("quads"), dictionary=bindparam("dictionary"))
        work.connection.execute(put, changed)
