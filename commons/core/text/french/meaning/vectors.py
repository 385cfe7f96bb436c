"""What texts are near in meaning: vectors of words, read from a file that was made.

A word is a direction of DIMENSIONS signs. The vector of a text is the sum of those of
its words, each by its weight. To add them quickly, all signs of a word stand in one
integer, a lane of 32 bits each, so that a word is added by one sum.
"""

import lzma
import math
import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from importlib.resources import files
from operator import mul
from typing import TypeAlias

DIMENSIONS = 128
FILE = "vectors.bin.xz"
MOST_WEIGHT = 255
_LANE_BYTES = 4
_NORM = 400
"""The length of a vector: nearly all of its numbers are then within a signed byte."""
_LEAST, _MOST = -128, 127

Vector: TypeAlias = "array[int]"
"""DIMENSIONS signed bytes, of length 400 or so; empty when no word is known."""
NOTHING: Vector = array("b")


class _Words:
    """The words of the file, read when first asked for."""

    @cached_property
    def rows(self) -> tuple[Mapping[str, int], bytes, bytes]:
        """The place of each stem, then the weights and the signs of all."""
        packed = (files(__package__) / FILE).read_bytes()
        names, _, rest = lzma.decompress(packed).partition(b"\n\n")
        places = {name: at for at, name in enumerate(names.decode().split("\n"))}
        return places, rest[: len(places)], rest[len(places) :]


_WORDS = _Words()
_READING = threading.Lock()
_LANES = tuple(
    b"".join((byte >> bit & 1).to_bytes(_LANE_BYTES, "little") for bit in range(8))
    for byte in range(256)
)


def text_vector(stems: Iterable[tuple[str, float]]) -> Vector:
    """Return the vector of a text, from its stems and how often each stands there."""
    return _vector(_direction(stems))


def mixed_vector(texts: Iterable[tuple[Sequence[tuple[str, float]], float]]) -> Vector:
    """Return the vector of several texts, each as in `text_vector` and with a weight."""
    mixed = [0.0] * DIMENSIONS
    for stems, weight in texts:
        direction = _direction(stems)
        if length := _length(direction):
            share = weight / length
            mixed = [a + share * b for a, b in zip(mixed, direction, strict=True)]
    return _vector(mixed)


def similarity(one: Vector, other: Vector) -> float:
    """Return the cosine of two vectors, from -1 to 1; 0 where either is empty."""
    return float(sum(map(mul, one, other))) / _NORM**2


def signs(vector: Vector) -> int:
    """Return the signs of a vector as bits: near vectors have many in common."""
    return sum(1 << place for place, number in enumerate(vector) if number > 0)


def _direction(stems: Iterable[tuple[str, float]]) -> list[float]:
    """Return the sum of the words that are known, [] without any."""
    lanes, whole = 0, 0
    for stem, count in stems:
        weight, signs = _word(stem)
        share = round(weight * count)
        lanes += share * signs
        whole += share
    if not whole:
        return []
    sums = array("I", lanes.to_bytes(DIMENSIONS * _LANE_BYTES, "little"))
    return [2 * number - whole for number in sums]


@lru_cache(maxsize=8_192)
def _word(stem: str) -> tuple[int, int]:
    """Return the weight and the signs of a word; 0 for one that is not known."""
    with _READING:
        places, weights, signs = _WORDS.rows
    place = places.get(stem)
    if place is None:
        return 0, 0
    width = DIMENSIONS // 8
    row = signs[place * width : (place + 1) * width]
    return weights[place], int.from_bytes(
        b"".join(map(_LANES.__getitem__, row)), "little"
    )


def _vector(direction: Sequence[float]) -> Vector:
    length = _length(direction)
    if not length:
        return NOTHING
    scale = _NORM / length
    return array(
        "b", [min(_MOST, max(_LEAST, round(scale * number))) for number in direction]
    )


def _length(direction: Sequence[float]) -> float:
    return math.sqrt(sum(map(mul, direction, direction)))
