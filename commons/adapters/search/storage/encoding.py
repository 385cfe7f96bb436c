"""The bytes that a segment is stored as, the same on every machine.

A term's postings are its documents, then its weights: little-endian integers of two
bytes (four in a segment of more than 65 536 documents) and floats of four. What is
read whole when a segment opens is JSON, compressed.
"""

import json
import sys
import zlib
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commons.adapters.search.question.spelling import (
    Lexicon,
    WordsByLength,
    build_lexicon,
)
from commons.adapters.search.storage.contents import SegmentContents, TermRow

_QUICK = 1
_WEIGHT_BYTES = 4
_LARGEST_SHORT = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSummary:
    """What of a segment every search needs, by place; `facets` as bits."""

    identifiers: Sequence[str]
    sequences: Sequence[int]
    meanings: Sequence[str]
    facets: Mapping[str, Mapping[str, Sequence[int]]]


def encode_row(row: TermRow, size: int) -> bytes:
    """Give the bytes of a term's postings in a segment of that size."""
    documents, weights = row
    return _little(array(_typecode(size), documents)) + _little(weights)


def decode_row(encoded: bytes, size: int) -> TermRow:
    """Read the postings of a term in a segment of that size.

    Raises ValueError for what is cut short, or names a document that is not there.
    """
    documents: array[int] = array(_typecode(size))
    weights = array("f")
    count = len(encoded) // (documents.itemsize + _WEIGHT_BYTES)
    documents.frombytes(encoded[: count * documents.itemsize])
    weights.frombytes(encoded[count * documents.itemsize :])
    if len(weights) != count:
        raise ValueError("postings that are cut short")
    if sys.byteorder == "big":
        documents.byteswap()
        weights.byteswap()
    if max(documents, default=-1) >= size:
        raise ValueError("postings of documents that are not there")
    return documents, weights


def encode_summary(contents: SegmentContents) -> bytes:
    """Give the bytes of a segment's summary."""
    return _encode(
        {
            "identifiers": contents.identifiers,
            "sequences": contents.sequences,
            "meanings": contents.meanings,
            "facets": contents.facets,
        }
    )


def decode_summary(encoded: bytes) -> SegmentSummary:
    """Read the summary of a segment. Raises ValueError, zlib.error, TypeError."""
    return SegmentSummary(**_decode(encoded))


def encode_lexicon(contents: SegmentContents) -> bytes:
    """Give the bytes of the exact forms of a segment, arranged for spelling."""
    lexicon = build_lexicon(sorted(contents.terms["exact"]))
    return _encode(
        {
            f"{length}": [
                b64encode(_little(array("I", row.letters))).decode(),
                row.words,
            ]
            for length, row in lexicon.items()
        }
    )


def decode_lexicon(encoded: bytes) -> Lexicon:
    """Read the lexicon of a segment. Raises ValueError, zlib.error, TypeError."""
    return {
        int(length): WordsByLength(
            length=int(length), letters=_letters(letters), words=words
        )
        for length, (letters, words) in _decode(encoded).items()
    }


def _encode(value: Mapping[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _QUICK)


def _decode(encoded: bytes) -> dict[str, Any]:
    text = zlib.decompress(encoded).decode("utf-8", "surrogatepass")
    value: dict[str, Any] = json.loads(text)
    return value


def _letters(encoded: str) -> Sequence[int]:
    letters = array("I")
    letters.frombytes(b64decode(encoded))
    if sys.byteorder == "big":
        letters.byteswap()
    return letters


def _typecode(size: int) -> str:
    return "H" if size <= _LARGEST_SHORT else "I"


def _little(numbers: "array[Any]") -> bytes:
    """Give the bytes of numbers, the least one first."""
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()
