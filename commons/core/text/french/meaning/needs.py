"""Which needs of the thesaurus a question is near to, be it told in other words.

The signs of vectors are compared first, which takes a hundred times less; then the
vectors of those that have most in common.
"""

import heapq
from collections.abc import Iterable, Sequence
from functools import lru_cache

from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.meaning.vectors import (
    NOTHING,
    Vector,
    signs,
    similarity,
    text_vector,
)

NEAR = 0.5
"""From which nearness on a question tells a need."""
MOST_NEEDS = 3
"""How many needs a question tells at most."""
_LEAST_WORDS = 2
_MOST_COMPARED = 100
_MOST_KEPT = 16_384

NearNeeds = Sequence[tuple[int, float]]
"""The places of needs, and how near each is, the nearest first."""


class Needs:
    """Needs by the place of what helps, told in phrases; made once of all."""

    def __init__(self, told: Iterable[tuple[int, str]]) -> None:
        rows = ((place, _phrase(text)) for place, text in told)
        self._rows = [(place, *known) for place, known in rows if known[0]]

    def nearest(self, vector: Vector) -> NearNeeds:
        """Return the needs that are near to a question, () for one without a vector."""
        if not vector:
            return ()
        own = signs(vector)
        rows = heapq.nsmallest(
            _MOST_COMPARED, self._rows, key=lambda row: (row[2] ^ own).bit_count()
        )
        best: dict[int, float] = {}
        for place, other, _ in rows:
            near = similarity(vector, other)
            if near >= max(NEAR, best.get(place, 0.0)):
                best[place] = near
        return heapq.nlargest(MOST_NEEDS, best.items(), key=lambda pair: pair[1])


@lru_cache(maxsize=_MOST_KEPT)
def _phrase(text: str) -> tuple[Vector, int]:
    """Return the vector and the signs of a need, made once: most stay when it is edited."""
    tokens = analyse_text(text)
    stems = [t.stem for t in tokens if not (t.stop or t.part or t.without)]
    if len(stems) < _LEAST_WORDS:
        return NOTHING, 0
    vector = text_vector((stem, 1.0) for stem in stems)
    return vector, signs(vector)
