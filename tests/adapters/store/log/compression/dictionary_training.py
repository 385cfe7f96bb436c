"""Trains the dictionary that blocks are compressed with, from samples kept here.

`python -m tests.adapters.store.log.compression.dictionary_training NUMBER INSTANCE` takes
for its samples the blocks of an instance with the starter sheets alone, and writes both
for a dictionary that is new. Those of before stay as they are, with their samples.
"""

import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import zstandard

from commons.adapters.store.log.compression import block_coding

DICTIONARY_BYTES = 64 * 1024
BETWEEN = b"\0"
"""Between two samples: no text of N-Quads holds it."""


def train(number: int, samples: Sequence[bytes]) -> bytes:
    """Return the dictionary; the same samples and zstd give the same bytes."""
    return zstandard.train_dictionary(
        DICTIONARY_BYTES, list(samples), dict_id=number
    ).as_bytes()


def samples_file(number: int) -> Path:
    """Return where the samples of a dictionary lie."""
    return Path(__file__).with_name(f"{number}-samples.nq.zst")


def read_samples(number: int) -> list[bytes]:
    """Return the samples that a dictionary was trained with."""
    packed = samples_file(number).read_bytes()
    return zstandard.ZstdDecompressor().decompress(packed).split(BETWEEN)


def _write(number: int, instance: Path) -> None:
    with closing(sqlite3.connect(instance / "commons.sqlite")) as connection:
        rows = connection.execute(
            "SELECT quads, dictionary FROM blocks ORDER BY sequence"
        ).fetchall()
    samples = [block_coding.expand_block(*row) for row in rows]
    packed = zstandard.ZstdCompressor(level=22).compress(BETWEEN.join(samples))
    samples_file(number).write_bytes(packed)
    folder = Path(str(files(str(block_coding.__package__))))
    (folder / f"{number}.zdict").write_bytes(train(number, samples))


if __name__ == "__main__":
    _write(int(sys.argv[1]), Path(sys.argv[2]))
