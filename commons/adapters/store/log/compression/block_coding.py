"""How a block lies in its row: compressed by zstd, with a dictionary that ships with us.

The column `dictionary` names the dictionary, PLAIN stands for a block as it is. Without
the dictionary that a block was compressed with nobody can read it again: those of
DICTIONARIES never change, and none is ever taken out. The format is that of RFC 8878.
"""

import threading
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

import zstandard

from commons.errors import DamagedError

PLAIN = 0
DICTIONARY = 33_001
"""The dictionary of new blocks: a number of the range that RFC 8878 leaves free."""

DICTIONARIES: Mapping[int, str] = {
    33_001: "a6eb066161eecf0c9b19f5ea36dabdb2eaad440fe5ac31db5d7e54a85317a78a",
}
"""Number of a dictionary -> its SHA-256. `{number}.zdict` lies beside this module."""

LEVEL = 3
LARGEST_BYTES = 16 * 1024 * 1024
MOST_TIMES = 200
"""No block is compressed that would be larger than these bounds, or than these times
its compressed bytes, and none is read: what a row costs is known before it is read."""


def compress_block(block: bytes) -> tuple[bytes, int]:
    """Return how a block is to lie in its row: its bytes, and the dictionary."""
    if len(block) <= LARGEST_BYTES:
        packed = _codecs.compressor().compress(block)
        if len(packed) < len(block) <= MOST_TIMES * len(packed):
            return packed, DICTIONARY
    return block, PLAIN


def expand_block(stored: bytes, dictionary: int) -> bytes:
    """Return the block of a row. Raises DamagedError."""
    if dictionary == PLAIN:
        return stored
    if dictionary not in DICTIONARIES:
        raise DamagedError(f"bloc d’un dictionnaire inconnu ({dictionary})")
    try:
        frame = zstandard.get_frame_parameters(stored)
        if frame.dict_id != dictionary:
            raise DamagedError(f"bloc d’un autre dictionnaire ({frame.dict_id})")
        if frame.content_size > min(LARGEST_BYTES, MOST_TIMES * len(stored)):
            raise DamagedError("bloc d’une taille hors mesure")
        decompressor = _codecs.decompressor(dictionary)
        return decompressor.decompress(stored, allow_extra_data=False)
    except (zstandard.ZstdError, TypeError) as error:
        raise DamagedError(f"bloc qui ne peut pas être lu ({error})") from error


class _Codecs(threading.local):
    """What compresses and expands in one thread: zstandard shares none between two."""

    def __init__(self) -> None:
        self._compressor: zstandard.ZstdCompressor | None = None
        self._decompressors: dict[int, zstandard.ZstdDecompressor] = {}

    def compressor(self) -> zstandard.ZstdCompressor:
        if self._compressor is None:
            self._compressor = zstandard.ZstdCompressor(
                level=LEVEL, dict_data=_dictionary(DICTIONARY)
            )
        return self._compressor

    def decompressor(self, dictionary: int) -> zstandard.ZstdDecompressor:
        found = self._decompressors.get(dictionary)
        if found is None:
            found = zstandard.ZstdDecompressor(dict_data=_dictionary(dictionary))
            self._decompressors[dictionary] = found
        return found


_codecs = _Codecs()


@lru_cache
def _dictionary(number: int) -> zstandard.ZstdCompressionDict:
    """Read a dictionary that ships with us. Raises DamagedError for other bytes."""
    content = (files(__package__) / f"{number}.zdict").read_bytes()
    if sha256(content).hexdigest() != DICTIONARIES[number]:
        raise DamagedError(f"le dictionnaire {number} n’est plus celui du programme")
    made = zstandard.ZstdCompressionDict(
        content, dict_type=zstandard.DICT_TYPE_FULLDICT
    )
    made.precompute_compress(level=LEVEL)
    return made
