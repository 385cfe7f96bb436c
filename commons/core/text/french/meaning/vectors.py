"""What texts are near in meaning: vectors of words, read from files that were made.

Two files say of the same words what they are near: DEFINED, by what words define one
another, and USED, as a model of sentences has learnt it. A word is a direction of
DIMENSIONS small numbers. The vector of a text is the sum of those of its words, each by
its weight. To add them quickly, all numbers of a word stand in one integer, a lane of
32 bits each, so that a word is added by one sum.
"""

import lzma
import math
import threading
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from operator import mul
from typing import TypeAlias

DIMENSIONS = 128
MOST_WEIGHT = 255
_LANE_BYTES = 4
_NORM = 400
"""The length of a vector: nearly all of its numbers are then within a signed byte."""
_LEAST, _MOST = -128, 127

Vector: TypeAlias = "array[int]"
"""DIMENSIONS signed bytes, of length 400 or so; empty when no word is known."""
NOTHING: Vector = array("b")


@dataclass(frozen=True, slots=True)
class Nearness:
    """A sort of nearness: its file, and of how many bits each number of a word is."""

    file: str
    bits: int

    @property
    def width(self) -> int:
        """How many bytes a word takes."""
        return DIMENSIONS * self.bits // 8


DEFINED = Nearness("vectors.bin.xz", bits=1)
USED = Nearness("used.bin.xz", bits=4)


class _Words:
    """The words of the files, read when first asked for."""

    @cached_property
    def named(self) -> tuple[Mapping[str, int], bytes, bytes]:
        """The place of each stem, then the weights and the signs of all."""
        names, _, rest = read_rows(DEFINED).partition(b"\n\n")
        places = {name: at for at, name in enumerate(names.decode().split("\n"))}
        return places, rest[: len(places)], rest[len(places) :]

    @cached_property
    def used(self) -> bytes:
        """The numbers of all words, in the order of `named`."""
        return read_rows(USED)


def read_rows(source: Nearness) -> bytes:
    """Read what a file holds: the words of USED alone, a row each; see README.md."""
    return lzma.decompress((files(__package__) / source.file).read_bytes())


_WORDS = _Words()
_READING = threading.Lock()
_LANES = {
    bits: tuple(
        b"".join(
            (byte >> at & (1 << bits) - 1).to_bytes(_LANE_BYTES, "little")
            for at in range(0, 8, bits)
        )
        for byte in range(256)
    )
    for bits in (DEFINED.bits, USED.bits)
}


def known_stems() -> Sequence[str]:
    """Return the stems that are known, in the order of the files."""
    with _READING:
        return list(_WORDS.named[0])


def text_vector(
    stems: Iterable[tuple[str, float]], source: Nearness = DEFINED
) -> Vector:
    """Return the vector of a text, from its stems and how often each stands there."""
    return _vector(_direction(stems, source))


def mixed_vector(texts: Iterable[tuple[Sequence[tuple[str, float]], float]]) -> Vector:
    """Return the vector of several texts, each as in `text_vector` and with a weight."""
    mixed = [0.0] * DIMENSIONS
    for stems, weight in texts:
        direction = _direction(stems, DEFINED)
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


def _direction(stems: Iterable[tuple[str, float]], source: Nearness) -> list[float]:
    """Return the sum of the words that are known, [] without any.

    Numbers lie about their middle: those of one bit are -1 and 1, of four -15 to 15.
    """
    lanes, whole = 0, 0
    for stem, count in stems:
        weight, numbers = _word(stem, source)
        share = round(weight * count)
        lanes += share * numbers
        whole += share
    if not whole:
        return []
    sums = array("I", lanes.to_bytes(DIMENSIONS * _LANE_BYTES, "little"))
    middle = whole * ((1 << source.bits) - 1)
    return [2 * number - middle for number in sums]


@lru_cache(maxsize=12_288)
def _word(stem: str, source: Nearness) -> tuple[int, int]:
    """Return the weight and the numbers of a word; 0 for one that is not known."""
    with _READING:
        places, weights, signs = _WORDS.named
        rows = signs if source is DEFINED else _WORDS.used
    place = places.get(stem)
    if place is None:
        return 0, 0
    row = rows[place * source.width : (place + 1) * source.width]
    lanes = _LANES[source.bits]
    return weights[place], int.from_bytes(
        b"".join(map(lanes.__getitem__, row)), "little"
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
