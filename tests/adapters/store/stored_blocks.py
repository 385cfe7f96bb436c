"""What blocks say in a database, and how a hand changes it."""

from sqlalchemy import select, update

from commons.adapters.store.engine.tables.core_tables import BlockRow
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log.compression.block_coding import expand_block


def replace_in_blocks(store: Store, old: str, new: str) -> None:
    """Have every block say something else, as a hand does that knows how they lie."""
    known = select(BlockRow.sequence, BlockRow.quads, BlockRow.dictionary)
    with store.write(quiet=True) as work:
        for sequence, quads, dictionary in work.connection.execute(known).all():
            said = expand_block(quads, dictionary).replace(old.encode(), new.encode())
            change = update(BlockRow).where(BlockRow.sequence == sequence)
            work.connection.execute(change.values(quads=said, dictionary=0))
