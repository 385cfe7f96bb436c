"""Blocks of an older release are found, and compressed where they lie."""

from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import seals
from commons.adapters.store.log.blocks import get_block
from commons.adapters.store.log.compression.block_coding import (
    DICTIONARY,
    PLAIN,
    expand_block,
)
from commons.adapters.store.log.compression.plain_blocks import (
    compress_these,
    last_block,
    plain_blocks,
)
from tests.adapters.store.makers import published

ROWS = text("SELECT sequence, quads, dictionary FROM blocks ORDER BY sequence")


def as_before(work: Work) -> None:
    """Put every block back as an older release left it."""
    for sequence, quads, dictionary in work.connection.execute(ROWS).all():
        work.connection.execute(
            text(
                "UPDATE blocks SET quads = :quads, dictionary = 0 WHERE sequence = :at"
            ),
            {"quads": expand_block(quads, dictionary), "at": sequence},
        )


def test_plain_blocks_are_found_between_two_places_and_compressed(store: Store) -> None:
    sheets = [published(store).sheet for _ in range(4)]
    with store.write() as work:
        as_before(work)
        said = [get_block(work, sheet, 1) for sheet in sheets]
        assert last_block(work) == 4
        assert plain_blocks(work, after=1, through=4, limit=2) == [2, 3]
        compress_these(work, [2, 3])
        assert plain_blocks(work, after=0, through=4, limit=9) == [1, 4]
        dictionaries = [row.dictionary for row in work.connection.execute(ROWS)]
        assert dictionaries == [PLAIN, DICTIONARY, DICTIONARY, PLAIN]
        assert [get_block(work, sheet, 1) for sheet in sheets] == said
        assert all(one.whole for one in seals.rows_after(work, 0, 9))


def test_what_is_compressed_already_or_gone_is_left_alone(store: Store) -> None:
    published(store)
    with store.write() as work:
        before = work.connection.execute(ROWS).all()
        compress_these(work, [1, 2])
        compress_these(work, [])
        assert work.connection.execute(ROWS).all() == before
