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
from typing import TypeAlias

from commons.adapters.search.postings.segments import Part, documents_of
from commons.adapters.search.question.alternatives import SearchTerms, lower_unwanted
from commons.adapters.search.question.word_groups import question_meaning
from commons.adapters.search.ranking.matching import Answers
from commons.core.text.french.analysis import count_tokens
from commons.core.text.french.meaning.vectors import (
    Vector,
    mixed_vector,
    similarity,
)

NEARNESS = 3.0
"""How much more a document scores that is as near as can be."""
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
_MOST_READ = 2_000
"""How many signs of each text of a document are read for it."""
_FULL = 6
"""How many words a text has to count with its whole share."""

Place: TypeAlias = tuple[int, int]
"""The place of a part among all, and of a document within it."""


def text_meaning(texts: Mapping[str, str]) -> Vector:
    """Return the meaning of a document, from its plain texts by weight class."""
    counted = {key: _count_stems(texts[key]) for key in _SHARES if texts.get(key)}
    return mixed_vector(
        (stems, _SHARES[key] * min(1.0, len(stems) / _FULL))
        for key, stems in counted.items()
    )


def encode_meaning(meaning: Vector) -> str:
    """Write a meaning in base64, "" for none."""
    return b64encode(meaning.tobytes()).decode()


def decode_meaning(encoded: str) -> Vector:
    """Read a meaning. Raises ValueError."""
    meaning = array("b")
    meaning.frombytes(b64decode(encoded))
    return meaning


def score_nearness(
    parts: Sequence[Part], answers: Sequence[Answers], asked: SearchTerms
) -> list[Answers]:
    """Score the answers by what they are near to, beside the words that they share.

    Where there is a meaning to compare, what counts of the words is the square root of
    their score, over that of the best: as much by how much of the question is answered,
    less by how often.
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
    scores = [[0.0] * len(one.scores) for one in answers]
    for _, _, at, place in heapq.nlargest(MOST_COMPARED, found):
        other = decode_meaning(parts[at].segment.meanings[place])
        near = similarity(meaning, other) if other else UNKNOWN
        scores[at][place] = NEARNESS * max(0.0, near)
    for part, row in zip(parts, scores, strict=True):
        lower_unwanted(part.segment, asked, row)
    for score, _, at, place in found:
        scores[at][place] = math.sqrt(score / best) * (1 + scores[at][place])
    return [replace(one, scores=row) for one, row in zip(answers, scores, strict=True)]


def _count_stems(text: str) -> list[tuple[str, float]]:
    return [
        (token.stem, float(count))
        for run, count in count_tokens(text[:_MOST_READ])
        for token in run
        if not (token.stop or token.part or token.without)
    ]
