"""Puts together what two people made of one text, sentence by sentence.

A sentence is the least that is taken from one of them: what is put together
holds no sentence that neither wrote.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from commons.core.text.compare.alignment import align_units

_END = re.compile(r"\n+|[.!?…][ \t\u00a0\u202f]*[»”\")\]]*[ \t\u00a0\u202f]+")
_ITEM = re.compile(r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextConflict:
    """A passage that both changed; "" where one has nothing there."""

    base: str
    mine: str
    theirs: str


Piece: TypeAlias = str | TextConflict


def merge_texts(base: str, mine: str, theirs: str) -> list[Piece]:
    """Give the text made of both, with a Clash wherever both changed `base`.

    All that either wrote is in the pieces; what one took out and the other did
    not touch is not.
    """
    cut = [split_sentences(text) for text in (base, mine, theirs)]
    to_mine = dict(align_units(cut[0], cut[1]))
    to_theirs = dict(align_units(cut[0], cut[2]))
    kept = [(at, to_mine[at], to_theirs[at]) for at in to_mine if at in to_theirs]
    pieces: list[Piece] = []
    done = (0, 0, 0)
    for places in [*kept, tuple(map(len, cut))]:
        passage = (
            "".join(units[start:end])
            for units, start, end in zip(cut, done, places, strict=True)
        )
        pieces.append(_chosen(*passage))
        pieces.append("".join(cut[0][places[0] : places[0] + 1]))
        done = (places[0] + 1, places[1] + 1, places[2] + 1)
    return list(_joined(pieces))


def write_pieces(pieces: list[Piece], choose: Callable[[TextConflict], str]) -> str:
    """Give the text of the pieces; `choose` says what a Clash becomes."""
    return "".join(p if isinstance(p, str) else choose(p) for p in pieces)


def both_passages(first: str, second: str) -> str:
    """Give two passages one after the other, parted as their form asks."""
    if not (first and second) or first[-1].isspace() or second[0].isspace():
        return first + second
    if _ITEM.match(first) and _ITEM.match(second):
        return f"{first}\n{second}"
    return f"{first}\n\n{second}" if "\n" in first + second else f"{first} {second}"


def split_sentences(text: str) -> list[str]:
    """Cut a text after its sentences, and around its ends of lines."""
    cuts = [0]
    for found in _END.finditer(text):
        cuts += [found.start(), found.end()] if found[0][0] == "\n" else [found.end()]
    cuts.append(len(text))
    return [text[start:end] for start, end in pairwise(cuts) if end > start]


def _chosen(base: str, mine: str, theirs: str) -> Piece:
    if mine in {base, theirs}:
        return theirs
    return mine if theirs == base else TextConflict(base=base, mine=mine, theirs=theirs)


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Join neighbouring texts; drop the empty ones."""
    run = ""
    for piece in pieces:
        if isinstance(piece, str):
            run += piece
            continue
        if run:
            yield run
        yield piece
        run = ""
    if run:
        yield run
