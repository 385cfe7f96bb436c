"""What blocks say in a database file, and how a hand changes it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from commons.adapters.store.log.compression.block_coding import expand_block


def replace_in_blocks(path: Path, old: str, new: str) -> None:
    """Have every block say something else, as a hand does that knows how they lie."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.create_function("expand_block", 2, expand_block)
        connection.execute(
            "UPDATE blocks SET dictionary = 0, quads = CAST("
            "replace(CAST(expand_block(quads, dictionary) AS TEXT), ?, ?) AS BLOB)",
            (old, new),
        )
