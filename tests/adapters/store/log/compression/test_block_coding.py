"""A block comes back as it was, and no row costs more than its bounds to read."""

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.resources import files

import pytest
import zstandard

from commons.adapters.store.log.compression import block_coding
from commons.adapters.store.log.compression.block_coding import (
    DICTIONARIES,
    DICTIONARY,
    LARGEST_BYTES,
    PLAIN,
    compress_block,
    expand_block,
)
from commons.errors import DamagedError
from tests.adapters.store.log.compression.dictionary_training import (
    read_samples,
    train,
)

TRAINED_WITH = (1, 5, 7)
"""The zstd that trained the dictionaries; another may choose other bytes."""


def frame(content: bytes, *, told: bool = True, dictionary: int = DICTIONARY) -> bytes:
    """Compress with our dictionary under another number, or without saying how much."""
    ours = (files(str(block_coding.__package__)) / f"{DICTIONARY}.zdict").read_bytes()
    numbered = ours[:4] + dictionary.to_bytes(4, "little") + ours[8:]
    made = zstandard.ZstdCompressionDict(numbered)
    return zstandard.ZstdCompressor(dict_data=made, write_content_size=told).compress(
        content
    )


@pytest.mark.parametrize("number", DICTIONARIES)
def test_a_dictionary_is_the_one_that_blocks_were_compressed_with(number: int) -> None:
    shipped = files(str(block_coding.__package__)) / f"{number}.zdict"
    assert sha256(shipped.read_bytes()).hexdigest() == DICTIONARIES[number]
    assert zstandard.ZstdCompressionDict(shipped.read_bytes()).dict_id() == number


@pytest.mark.skipif(
    zstandard.ZSTD_VERSION != TRAINED_WITH, reason=f"zstd is not {TRAINED_WITH}"
)
@pytest.mark.parametrize("number", DICTIONARIES)
def test_a_dictionary_is_trained_again_from_its_samples(number: int) -> None:
    again = train(number, read_samples(number))
    assert sha256(again).hexdigest() == DICTIONARIES[number]


def test_blocks_come_back_as_they_were_and_take_an_eighth() -> None:
    blocks = read_samples(DICTIONARY)
    stored = [compress_block(block) for block in blocks]
    assert {dictionary for _, dictionary in stored} == {DICTIONARY}
    assert [expand_block(*one) for one in stored] == blocks
    assert sum(len(one) for one, _ in stored) * 8 < sum(map(len, blocks))


def test_threads_compress_and_expand_at_once() -> None:
    blocks = read_samples(DICTIONARY) * 4
    with ThreadPoolExecutor(4) as pool:
        stored = list(pool.map(compress_block, blocks))
        assert list(pool.map(lambda one: expand_block(*one), stored)) == blocks


@pytest.mark.parametrize(
    "block",
    [b"", b"<a> <b> <c> .\n", b"<a> <b> <c> .\n" * 100_000, bytes(LARGEST_BYTES + 1)],
    ids=["empty", "short", "too repetitive", "too large"],
)
def test_what_is_out_of_measure_lies_as_it_is(block: bytes) -> None:
    assert compress_block(block) == (block, PLAIN)
    assert expand_block(block, PLAIN) == block


@pytest.mark.parametrize(
    ("stored", "dictionary"),
    [
        (frame(b"x" * 50), DICTIONARY + 1),
        (frame(b"x" * 50, dictionary=DICTIONARY + 1), DICTIONARY),
        (zstandard.compress(b"x" * 50), DICTIONARY),
        (frame(bytes(1_000_000)), DICTIONARY),
        (frame(b"x" * 50, told=False), DICTIONARY),
        (frame(b"<a> <b> <c> .\n" * 9)[:-3], DICTIONARY),
        (frame(b"x" * 50) + b"more", DICTIONARY),
        (b"", DICTIONARY),
        (b"<a> <b> <c> .", DICTIONARY),
    ],
    ids=[
        *("unknown dictionary", "another dictionary", "no dictionary", "far larger"),
        *("of unknown size", "cut short", "more behind", "nothing", "plain"),
    ],
)
def test_a_row_that_says_something_else_is_refused(
    stored: bytes, dictionary: int
) -> None:
    with pytest.raises(DamagedError):
        expand_block(stored, dictionary)
