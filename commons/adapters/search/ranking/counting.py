"""What the documents of a part answer of a question, word by word.

Loops are plain here, over lists with a place for each document: most of the time of a
search in many documents is spent so.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import reduce
from operator import or_

from commons.adapters.search.postings.field_weights import LEADING
from commons.adapters.search.postings.segments import (
    Part,
    Segment,
    best_weights,
    documents_of,
)
from commons.adapters.search.question.alternatives import (
    alternative_bits,
    alternative_weights,
)
from commons.adapters.search.question.word_groups import Group
from commons.adapters.search.ranking.weighing import (
    WeighedTerms,
    WeightedGroup,
    WeightedSubstitute,
)

EXACT_BONUS = 0.5
"""What the exact form adds to the weight of its stem."""
IN_PASSING = 0.5
"""How far a word answers what is asked by it, at least, where it only runs in a text: the
more it weighs there the further, and wholly where it leads."""
_PASSING_RISE = (1 - IN_PASSING) / LEADING
PASSING_NAME = 0.6
"""What is left of other words where they only run in a text."""
MOST_ANSWERED = 1.5
"""How much of what was asked an alternative answers at most, by its own rarity."""
HALF = 0.5
"""What is left of a word that is asked as a part of a name, without the others."""
AGAIN = 0.3
"""What is left of the score of other names for what one name says already."""


class Counters:
    """What the documents of a part answer, and their BM25F, while it is counted.

    `own` keeps what each word gave each document, score and cover, for words that
    others may answer; both are 0 for what does not hold it.
    """

    def __init__(self, size: int, replaced: Iterable[int], *, several: bool) -> None:
        self.several = several
        self.covered = [0.0] * size
        self.scores = [0.0] * size
        self.own = {number: ([0.0] * size, [0.0] * size) for number in replaced}

    def add_word(self, segment: Segment, number: int, known: WeightedGroup) -> None:
        """Count a word; a faint one covers nothing."""
        usual, leading = known.rarity
        scores, covered = self.scores, self.covered
        own_scores, own_covers = self.own.get(number, (None, None))
        about = passing = rise = 0.0
        if not known.group.faint:
            about, passing = leading, usual
            if self.several:
                passing, rise = usual * IN_PASSING, usual * _PASSING_RISE
        stems, exact = _weights(segment, known.group)
        for place, weight in stems:
            whole = weight + EXACT_BONUS * exact(place, 0.0)
            if weight >= LEADING:
                score, cover = leading * whole, about
            else:
                score, cover = usual * whole, passing + rise * weight
            scores[place] += score
            covered[place] += cover
            if own_scores is not None and own_covers is not None:
                own_scores[place] = score
                own_covers[place] = cover

    def lower_halves(self, groups: tuple[int, ...]) -> None:
        """Lower what holds a part of the words that together name one thing."""
        every = [self.own[number][0] for number in groups]
        for number in groups:
            own_scores, own_covers = self.own[number]
            for place, score in enumerate(own_scores):
                if not score or all(row[place] for row in every):
                    continue
                own_scores[place] *= HALF
                own_covers[place] *= HALF
                self.scores[place] -= own_scores[place]
                self.covered[place] -= own_covers[place]

    def substitute(self, segment: Segment, one: WeightedSubstitute) -> int:
        """Count alternatives where they weigh more than the words; give who has them."""
        bits, highest, every, covers = _best_alternatives(segment, one)
        rows = [self.own[number] for number in one.groups]
        scores, covered = self.scores, self.covered
        for place in documents_of(bits, segment.size):
            score, wider = highest[place], covers[place]
            again = AGAIN * (every[place] - score)
            score += min(again, score)
            for own_scores, own_covers in rows:
                score -= own_scores[place]
                wider -= own_covers[place]
            if score > 0:
                scores[place] += score
                if rows:
                    rows[0][0][place] += score
            if wider > 0:
                covered[place] += wider
                if rows:
                    rows[0][1][place] += wider
        return bits


def _best_alternatives(
    segment: Segment, one: WeightedSubstitute
) -> tuple[int, Sequence[float], Sequence[float], Sequence[float]]:
    """Give who has any, then for each document the highest score, all, and the cover."""
    size, bits = segment.size, 0
    highest, every, covers = [0.0] * size, [0.0] * size, [0.0] * size
    for alternative, (usual, leading) in one.alternatives:
        known = alternative_bits(segment, alternative)
        if not known:
            continue
        bits |= known
        share = min(1.0, alternative.worth)
        about, passing = (
            share * (min(one.span, MOST_ANSWERED * rarity) or rarity)
            for rarity in (leading, usual)
        )
        least, rise = passing * IN_PASSING, passing * _PASSING_RISE
        as_title = alternative.worth * leading
        in_text = alternative.worth * usual * PASSING_NAME
        for place, weight in alternative_weights(segment, alternative):
            if weight >= LEADING:
                score, cover = as_title * weight, about
            else:
                score, cover = in_text * weight, least + rise * weight
            every[place] += score
            if score > highest[place]:
                highest[place] = score
                covers[place] = cover
    return bits, highest, every, covers


def count_part(part: Part, weighed: WeighedTerms) -> tuple[list[int], Counters]:
    """Give the live documents with a telling word or an alternative, and the counts."""
    segment, size = part.segment, part.segment.size
    replaced = {number for one in weighed.substitutes for number in one.groups}
    counters = Counters(size, replaced, several=len(weighed.groups) > 1)
    held = 0
    for number, known in weighed.groups.items():
        if not known.group.faint:
            held |= _bits(part, known.group)
        counters.add_word(segment, number, known)
    for groups in weighed.units:
        counters.lower_halves(groups)
    for one in weighed.substitutes:
        held |= counters.substitute(segment, one)
    return list(documents_of(held & part.live, size)), counters


def _bits(part: Part, group: Group) -> int:
    """Give the documents of a part, live or not, that answer a group."""
    roots = {root for _, root in group.forms}
    return reduce(or_, (part.segment.stem(root).bits for root in roots))


def _weights(
    segment: Segment, group: Group
) -> tuple[Iterable[tuple[int, float]], Callable[[int, float], float]]:
    """Give the documents of a group with the weight of the best form, and of exact ones."""
    exacts = dict(best_weights([segment.exact(form) for form, _ in group.forms]))
    roots = dict.fromkeys(root for _, root in group.forms)
    return best_weights([segment.stem(root) for root in roots]), exacts.get
