"""How near documents are to a question in meaning, be it told in other words.

Nearness orders what the words of a question find, and finds nothing itself: what shares
no word with a question, nor another name for what it asks, is seldom what is wanted.
"""

import heapq
import math
from array import array
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, TypeAlias

from commons.adapters.search.postings.segments import Part, bits_of, documents_of
from commons.adapters.search.question.alternatives import SearchTerms, lower_unwanted
from commons.adapters.search.question.word_groups import question_meaning
from commons.adapters.search.ranking.matching import NEEDED, Answers
from commons.core.text.french.analysis import count_tokens
from commons.core.text.french.meaning.vectors import (
    DIMENSIONS,
    NOTHING,
    USED,
    Vector,
    mixed_vector,
    similarity,
    text_vector,
)

NEARNESS = 3.0
"""How much more a document scores that is as near as can be, by what words are defined."""
USE = 0.7
"""What is added to the score of one that is as near as can be by how words are used, where
the best of the others scores 1."""
UNKNOWN = 0.2
"""How near a document is whose meaning is not known, as of one in English: as most are."""
MOST_COMPARED = 300
"""How many of the best are compared with the question."""
_SHARES = {
    "title": 2.0,
    "summary": 2.0,
    "needs": 2.0,
    "keywords": 0.5,
    "main": 0.5,
    "body": 0.5,
}
_TOLD = ("title", "summary")
_MOST_READ = 2_000
"""How many signs of each text of a document are read for it."""
_FULL = 6
"""How many words a text has to count with its whole share."""

Place: TypeAlias = tuple[int, int]
"""The place of a part among all, and of a document within it."""


class Meaning(NamedTuple):
    """What a text is near to, by what its words are defined and by how they are used."""

    defined: Vector = NOTHING
    used: Vector = NOTHING


def text_meaning(texts: Mapping[str, str]) -> Meaning:
    """Return the meaning of a document, from its plain texts by weight class.

    How words are used is told by those of its title and summary.
    """
    counted = {key: _count_stems(texts[key]) for key in _SHARES if texts.get(key)}
    defined = mixed_vector(
        (stems, _SHARES[key] * min(1.0, len(stems) / _FULL))
        for key, stems in counted.items()
    )
    return Meaning(
        defined=defined,
        used=text_vector(
            chain.from_iterable(counted.get(key, ()) for key in _TOLD), USED
        ),
    )


def encode_meaning(meaning: Meaning) -> str:
    """Write a meaning in base64, "" for none.

    What says how words are used is of words that are defined too, so that the first
    numbers are always those by definition.
    """
    return b64encode(meaning.defined.tobytes() + meaning.used.tobytes()).decode()


def decode_meaning(encoded: str) -> Meaning:
    """Read a meaning. Raises ValueError."""
    both = array("b")
    both.frombytes(b64decode(encoded))
    return Meaning(both[:DIMENSIONS], both[DIMENSIONS:])


def score_nearness(
    parts: Sequence[Part], answers: Sequence[Answers], asked: SearchTerms
) -> list[Answers]:
    """Score the answers by what they are near to, beside the words that they share.

    Where there is a meaning to compare, what counts of the words is the square root of
    their score, over that of the best: as much by how much of the question is answered,
    less by how often. What is near by definition raises it; what is near in use is added,
    and may so be close to the question, though it answers few of its words.
    """
    meaning = question_meaning(asked.groups)
    found = [
        (one.scores[place], part.segment.sequences[place], at, place)
        for at, (part, one) in enumerate(zip(parts, answers, strict=True))
        for place in documents_of(one.found, part.segment.size)
    ]
    best = max(found, default=(0.0, 0, 0, 0))[0]
    if not meaning or not best:
        return list(answers)
    near = Meaning(meaning, question_meaning(asked.groups, USED))
    raised, added = (
        [[0.0] * len(one.scores) for one in answers] for _ in Meaning._fields
    )
    for _, _, at, place in heapq.nlargest(MOST_COMPARED, found):
        other = decode_meaning(parts[at].segment.meanings[place])
        defined = similarity(near.defined, other.defined) if other.defined else UNKNOWN
        raised[at][place] = NEARNESS * max(0.0, defined)
        added[at][place] = USE * similarity(near.used, other.used)
    for part, *rows in zip(parts, raised, added, strict=True):
        for row in rows:
            lower_unwanted(part.segment, asked, row)
    for score, _, at, place in found:
        raised[at][place] = math.sqrt(score / best) * (1 + raised[at][place])
    highest = max(raised[at][place] for _, _, at, place in found)
    for _, _, at, place in found:
        raised[at][place] += highest * added[at][place]
    most = max(raised[at][place] for _, _, at, place in found)
    return [
        replace(
            one, scores=row, close=one.close | _near_best(part, one.found, row, most)
        )
        for part, one, row in zip(parts, answers, raised, strict=True)
    ]


def _near_best(part: Part, found: int, scores: Sequence[float], most: float) -> int:
    """Give what scores NEEDED of the most: as much as is to be answered to be close."""
    size, least = part.segment.size, NEEDED * most
    places = (place for place in documents_of(found, size) if scores[place] >= least)
    return bits_of(places, size)


def _count_stems(text: str) -> list[tuple[str, float]]:
    return [
        (token.stem, float(count))
        for run, count in count_tokens(text[:_MOST_READ])
        for token in run
        if not (token.stop or token.part or token.without)
    ]
