"""Which documents answer a question, and how well.

1. Stop words are not asked; faint ones ("faire", "gens") order and find nothing.
2. A word counts by its rarity, for each document among those that use the word as
   it does: as a word of the title, summary or keywords (see field_weights.LEADING), or
   at all. "Parler" runs in nearly every text and says nothing there; the few sheets
   that have it in their title are about it.
3. A word may be answered by another one: a synonym, a narrower word, the same written
   in one or two words. A document that holds both counts by what weighs more.
4. When several words are asked, a document must answer NEEDED of what the best one
   answers: one of two words is enough, a common word beside a rare one is not. The
   best itself is always there, and so is all that answers a word asked alone.
5. What is about a word that is said not to be there ("sans ordinateur") counts less.
6. The score is that of BM25F, times the square of the share of the words answered.
   `nearness` then raises what means nearly the same as the question.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commons.adapters.search.postings.segments import Part, bits_of
from commons.adapters.search.question.alternatives import SearchTerms, lower_unwanted
from commons.adapters.search.ranking.counting import count_part
from commons.adapters.search.ranking.weighing import weigh_question

NEEDED, NEEDED_AT_ALL = 0.4, 0.15
"""How much a document must answer, of what the best one does, to be close; and to be
there, in the tail that readers may unfold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The documents of a part that answer, and the score of each by its place.

    `close` are those that answer much of what is asked, the others are the tail. None
    has any score where nothing is asked that scores (`scored`).
    """

    found: int
    close: int
    scores: Sequence[float]
    scored: bool = True


def matching_documents(parts: Sequence[Part], asked: SearchTerms) -> list[Answers]:
    """Give what answers the question in each part; without words, all does."""
    if not asked.groups and not asked.substitutes:
        return [
            Answers(
                found=part.live,
                close=part.live,
                scores=[0.0] * part.segment.size,
                scored=False,
            )
            for part in parts
        ]
    weighed = weigh_question(parts, asked)
    counted = [count_part(part, weighed) for part in parts]
    best = max(
        (max(map(n.covered.__getitem__, held)) for held, n in counted if held),
        default=0.0,
    )
    several = len(asked.groups) > 1 or bool(asked.substitutes)
    needed = NEEDED * best if several else 0.0
    at_all = NEEDED_AT_ALL * best if several and asked.tail else needed
    if not best and (plainer := _without_denials(asked)):
        return matching_documents(parts, plainer)
    answered: list[Answers] = []
    for part, (held, counters) in zip(parts, counted, strict=True):
        covered, scores = counters.covered, counters.scores
        found = [place for place in held if covered[place] >= at_all]
        close = [place for place in found if covered[place] >= needed]
        for place in found:
            scores[place] *= (covered[place] / weighed.whole) ** 2
        lower_unwanted(part.segment, asked, scores)
        size = part.segment.size
        answered.append(
            Answers(
                found=bits_of(found, size), close=bits_of(close, size), scores=scores
            )
        )
    return answered


def _without_denials(asked: SearchTerms) -> SearchTerms | None:
    """Give what is asked but for what should not be there; None where nothing is left.

    "Une activité sans matériel": where nothing says so, any "activité" answers.
    """
    left = tuple(replace(g, faint=False) for g in asked.groups if not g.without)
    if not left or len(left) == len(asked.groups):
        return None
    return SearchTerms(groups=left, tail=asked.tail)
