"""How much the words of a question tell, by how rare they are in the documents."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, or_

from commons.adapters.search.postings.segments import Part, Postings, term_rarity
from commons.adapters.search.question.alternatives import (
    Alternative,
    SearchTerms,
    Substitute,
    count_documents,
)
from commons.adapters.search.question.word_groups import Group

FAINT = 0.15
"""What is left of the rarity of a faint word."""
ASIDE = 0.4
"""What is left of the rarity of "sans voiture" where it only runs in a text."""
BESIDE = 0.8
"""What is left of other words for one that is asked alone and that documents have."""

Rarity = tuple[float, float]
"""How rare it is to hold a word, and to be about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedGroup:
    """A word that some document has, with its rarity."""

    group: Group
    rarity: Rarity


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightedSubstitute:
    """The alternatives that some document has; `span` is what the words are worth."""

    groups: tuple[int, ...]
    alternatives: tuple[tuple[Alternative, Rarity], ...]
    span: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedTerms:
    """What is asked, by rarity; `units` are words that name one thing together."""

    groups: Mapping[int, WeightedGroup]
    substitutes: tuple[WeightedSubstitute, ...]
    units: tuple[tuple[int, ...], ...]
    whole: float


def document_frequency(parts: Sequence[Part], group: Group) -> int:
    """Count the live documents that answer a group."""
    return _live(parts, group, attrgetter("bits"))


def weigh_question(parts: Sequence[Part], asked: SearchTerms) -> WeighedTerms:
    """Give the words of a question and what else answers them, by their rarity."""
    everything = sum(part.live.bit_count() for part in parts)
    groups: dict[int, WeightedGroup] = {}
    for number, group in enumerate(asked.groups):
        share = FAINT if group.faint else group.telling
        leading = _live(parts, group, attrgetter("leading"))
        if usual := document_frequency(parts, group):
            rarity = _rarities((usual, leading), everything, share)
            if group.without:
                rarity = (ASIDE * rarity[0], rarity[1])
            groups[number] = WeightedGroup(group=group, rarity=rarity)
    known = [
        (one, alternatives)
        for one in asked.substitutes
        if (alternatives := _weigh_alternatives(parts, one, asked, groups, everything))
    ]
    worth = _worth_of_groups(groups, asked, known)
    substitutes = tuple(
        WeightedSubstitute(
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
    return WeighedTerms(
        groups=groups,
        substitutes=substitutes,
        units=tuple(units),
        whole=sum(worth.values()) or 1.0,
    )


def _weigh_alternatives(
    parts: Sequence[Part],
    one: Substitute,
    asked: SearchTerms,
    groups: Mapping[int, WeightedGroup],
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
    groups: Mapping[int, WeightedGroup],
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
