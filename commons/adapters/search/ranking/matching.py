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

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import attrgetter, or_

from commons.adapters.search.postings.field_weights import LEADING
from commons.adapters.search.postings.segments import (
    Part,
    Postings,
    Segment,
    best_weights,
    bits_of,
    documents_of,
    term_rarity,
)
from commons.adapters.search.question.alternatives import (
    Alternative,
    SearchTerms,
    Substitute,
    alternative_weights,
    count_documents,
    lower_unwanted,
)
from commons.adapters.search.question.word_groups import Group

EXACT_BONUS = 0.5
"""What the exact form adds to the weight of its stem."""
IN_PASSING = 0.5
"""How far a word answers what is asked by it, at least, where it only runs in a text: the
more it weighs there the further, and wholly where it leads."""
_PASSING_RISE = (1 - IN_PASSING) / LEADING
PASSING_NAME = 0.6
"""What is left of other words where they only run in a text."""
NEEDED, NEEDED_AT_ALL = 0.4, 0.15
"""How much a document must answer, of what the best one does, to be close; and to be
there, in the tail that readers may unfold."""
FAINT = 0.15
"""What is left of the rarity of a faint word."""
ASIDE = 0.4
"""What is left of the rarity of "sans voiture" where it only runs in a text."""
MOST_ANSWERED = 1.5
"""How much of what was asked an alternative answers at most, by its own rarity."""
HALF = 0.5
"""What is left of a word that is asked as a part of a name, without the others."""
BESIDE = 0.8
"""What is left of other words for one that is asked alone and that documents have."""
AGAIN = 0.3
"""What is left of the score of other names for what one name says already."""

Rarity = tuple[float, float]
"""How rare it is to hold a word, and to be about it."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _WeightedGroup:
    """A word that some document has, with its rarity."""

    group: Group
    rarity: Rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class _WeightedSubstitute:
    """The alternatives that some document has; `span` is what the words are worth."""

    groups: tuple[int, ...]
    alternatives: tuple[tuple[Alternative, Rarity], ...]
    span: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """What is asked, by rarity; `units` are words that name one thing together."""

    groups: Mapping[int, _WeightedGroup]
    substitutes: tuple[_WeightedSubstitute, ...]
    units: tuple[tuple[int, ...], ...]
    whole: float


def document_frequency(parts: Sequence[Part], group: Group) -> int:
    """Count the live documents that answer a group."""
    return _live(parts, group, attrgetter("bits"))


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
    weighed = _weigh(parts, asked)
    counted = [_count_part(part, weighed) for part in parts]
    best = max((n.covered[at] for held, n in counted for at in held), default=0.0)
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


def _weigh(parts: Sequence[Part], asked: SearchTerms) -> _Weighed:
    everything = sum(part.live.bit_count() for part in parts)
    groups: dict[int, _WeightedGroup] = {}
    for number, group in enumerate(asked.groups):
        share = FAINT if group.faint else group.telling
        leading = _live(parts, group, attrgetter("leading"))
        if usual := document_frequency(parts, group):
            rarity = _rarities((usual, leading), everything, share)
            if group.without:
                rarity = (ASIDE * rarity[0], rarity[1])
            groups[number] = _WeightedGroup(group=group, rarity=rarity)
    known = [
        (one, alternatives)
        for one in asked.substitutes
        if (alternatives := _weigh_alternatives(parts, one, asked, groups, everything))
    ]
    worth = _worth_of_groups(groups, asked, known)
    substitutes = tuple(
        _WeightedSubstitute(
            groups=one.groups,
            alternatives=alternatives,
            span=sum(worth.get(number, 0.0) for number in one.groups),
        )
        for one, alternatives in known
    )
    units = {
        telling: None
        for one, _ in known
        if one.unit
        and len(telling := tuple(n for n in one.groups if not asked.groups[n].faint))
        > 1
    }
    return _Weighed(
        groups=groups,
        substitutes=substitutes,
        units=tuple(units),
        whole=sum(worth.values()) or 1.0,
    )


def _weigh_alternatives(
    parts: Sequence[Part],
    one: Substitute,
    asked: SearchTerms,
    groups: Mapping[int, _WeightedGroup],
    everything: int,
) -> tuple[tuple[Alternative, Rarity], ...]:
    """Give the alternatives that some document has.

    They tell as much as the words; less for a word alone that documents have.
    """
    own = [number for number in one.groups if not asked.groups[number].faint]
    share = max((asked.groups[number].telling for number in own), default=1.0)
    if len(asked.groups) == 1 and own and own[0] in groups:
        share *= BESIDE
    return tuple(
        (alternative, _rarities(counts, everything, share))
        for alternative in one.alternatives
        if (counts := count_documents(parts, alternative))[0]
    )


def _worth_of_groups(
    groups: Mapping[int, _WeightedGroup],
    asked: SearchTerms,
    known: Iterable[tuple[Substitute, tuple[tuple[Alternative, Rarity], ...]]],
) -> dict[int, float]:
    """Give what the telling words are worth by their place in the question.

    A word that no document has is worth its part of the rarest that answers for it.
    """
    worth = {
        number: max(one.rarity) for number, one in groups.items() if not one.group.faint
    }
    for one, alternatives in known:
        strongest = max(a.worth * max(rarity) for a, rarity in alternatives)
        for number in one.groups:
            if number not in groups and not asked.groups[number].faint:
                share = strongest / len(one.groups)
                worth[number] = max(share, worth.get(number, 0.0))
    return worth


def _rarities(counts: tuple[int, int], everything: int, share: float) -> Rarity:
    usual, leading = counts
    return (
        share * term_rarity(usual, everything),
        share * term_rarity(leading, everything) if leading else 0.0,
    )


def _live(parts: Sequence[Part], group: Group, bits: Callable[[Postings], int]) -> int:
    """Count the live documents that hold a stem of the group in such a way."""
    roots = {root for _, root in group.forms}
    return sum(
        (
            part.live & reduce(or_, (bits(part.segment.stem(root)) for root in roots))
        ).bit_count()
        for part in parts
    )


def _bits(part: Part, group: Group) -> int:
    """Give the documents of a part, live or not, that answer a group."""
    roots = {root for _, root in group.forms}
    return reduce(or_, (part.segment.stem(root).bits for root in roots))


class _Counters:
    """What the documents of a part answer, and their BM25F, while it is counted.

    `own` keeps what each word gave a document, for words that others may answer.
    """

    def __init__(self, size: int, replaced: Iterable[int], *, several: bool) -> None:
        self.several = several
        self.covered = [0.0] * size
        self.scores = [0.0] * size
        self.own: dict[int, dict[int, tuple[float, float]]] = {n: {} for n in replaced}

    def add_word(self, segment: Segment, number: int, known: _WeightedGroup) -> None:
        """Count a word; a faint one covers nothing."""
        kept = self.own.get(number)
        usual, leading = known.rarity
        scores, covered, faint = self.scores, self.covered, known.group.faint
        for place, weight, whole in _weights(segment, known.group):
            if weight >= LEADING:
                score, cover = leading * whole, leading
            else:
                score, cover = usual * whole, usual
                if self.several:
                    cover *= IN_PASSING + _PASSING_RISE * weight
            scores[place] += score
            cover = 0.0 if faint else cover
            covered[place] += cover
            if kept is not None:
                kept[place] = (score, cover)

    def lower_halves(self, groups: tuple[int, ...]) -> None:
        """Lower what holds a part of the words that together name one thing."""
        for number in groups:
            for place, (score, cover) in self.own[number].items():
                if all(place in self.own[other] for other in groups):
                    continue
                self.own[number][place] = (score * HALF, cover * HALF)
                self.scores[place] -= score * (1 - HALF)
                self.covered[place] -= cover * (1 - HALF)

    def substitute(self, segment: Segment, one: _WeightedSubstitute) -> int:
        """Count alternatives where they weigh more than the words; give who has them."""
        best, every = _best_alternatives(segment, one)
        rows = [self.own[number] for number in one.groups]
        for place, (highest, cover) in best.items():
            score = highest + min(AGAIN * (every[place] - highest), highest)
            wider = cover
            for row in rows:
                if (own := row.get(place)) is not None:
                    score -= own[0]
                    wider -= own[1]
            score, wider = max(0.0, score), max(0.0, wider)
            self.scores[place] += score
            self.covered[place] += wider
            if rows:
                before = rows[0].get(place, (0.0, 0.0))
                rows[0][place] = (before[0] + score, before[1] + wider)
        return bits_of(best, segment.size)


def _best_alternatives(
    segment: Segment, one: _WeightedSubstitute
) -> tuple[dict[int, tuple[float, float]], dict[int, float]]:
    """Give the score and the cover of what weighs most in each document, and all scores.

    Loops are plain here: most of the time of a search in many documents is spent so.
    """
    best: dict[int, tuple[float, float]] = {}
    every: dict[int, float] = {}
    for alternative, (usual, leading) in one.alternatives:
        about, passing = (
            min(1.0, alternative.worth)
            * (min(one.span, MOST_ANSWERED * rarity) or rarity)
            for rarity in (leading, usual)
        )
        as_title = alternative.worth * leading
        in_text = alternative.worth * usual * PASSING_NAME
        for place, weight in alternative_weights(segment, alternative):
            if weight >= LEADING:
                score, cover = as_title * weight, about
            else:
                score = in_text * weight
                cover = passing * (IN_PASSING + _PASSING_RISE * weight)
            known = best.get(place)
            if known is None:
                every[place] = score
                best[place] = (score, cover)
            else:
                every[place] += score
                if score > known[0]:
                    best[place] = (score, cover)
    return best, every


def _count_part(part: Part, weighed: _Weighed) -> tuple[list[int], _Counters]:
    """Give the live documents with a telling word or an alternative, and the counts."""
    segment, size = part.segment, part.segment.size
    replaced = {number for one in weighed.substitutes for number in one.groups}
    counters = _Counters(size, replaced, several=len(weighed.groups) > 1)
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


def _weights(segment: Segment, group: Group) -> Iterable[tuple[int, float, float]]:
    """Give the documents of a group, with the weight of the best form.

    The second weight counts the exact form too.
    """
    exacts = best_weights([segment.exact(form) for form, _ in group.forms])
    roots = dict.fromkeys(root for _, root in group.forms)
    stems = best_weights([segment.stem(root) for root in roots])
    bonus = dict(exacts)
    return [
        (place, weight, weight + EXACT_BONUS * bonus.get(place, 0.0))
        for place, weight in stems
    ]
