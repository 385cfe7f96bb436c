"""Other words that answer for those asked: synonyms, joined and split writing, beginnings.

An alternative stands for one or several groups of a query. A document that holds it,
and not the words themselves, answers these as far as the alternative is worth.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice, pairwise
from operator import and_, or_

from commons.adapters.search.postings.field_weights import LEADING
from commons.adapters.search.postings.segments import (
    Part,
    Postings,
    Segment,
    documents_of,
)
from commons.adapters.search.question.word_groups import (
    Group,
    question_meaning,
    unwanted_stems,
)
from commons.core.text.french.meaning.thesaurus import (
    Meaning,
    Thesaurus,
    Word,
    words_of,
)
from commons.core.text.french.morphology.stemming import stem_word
from commons.core.text.french.stop_words import NEGATIONS

MOST_MEANINGS = 8
MOST_TOLD = 8
APART = 0.4
"""What is left of a name of several words that only run somewhere in a text."""
UNWANTED = 0.4
"""What is left of the score of what is about a word that is said not to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """Terms that must all be there; `text` is how they are told, "" for what is not."""

    stems: tuple[str, ...]
    worth: float
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """Alternatives for the groups at these places of a query.

    The words of a `unit` name one thing together, and say less apart.
    """

    groups: tuple[int, ...]
    alternatives: tuple[Alternative, ...]
    unit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTerms:
    """The words of a question, and what else answers them."""

    groups: tuple[Group, ...]
    substitutes: tuple[Substitute, ...] = ()
    tail: bool = False


def substitutes_of(
    words: str, groups: Sequence[Group], thesaurus: Thesaurus | None
) -> tuple[Substitute, ...]:
    """Give what the thesaurus has for the words of a query, as typed."""
    if thesaurus is None:
        return ()
    asked = words_of(words)
    at = {group.start: place for place, group in enumerate(groups)}
    denied = {group.start for group in groups if group.without}
    found = []
    for meaning in thesaurus.meanings(asked)[:MOST_MEANINGS]:
        named = [asked[place] for place in meaning.places]
        starts = [word.start for word in named]
        if denied.intersection(starts) and not any(map(_denies, named)):
            continue
        places = tuple(at[start] for start in starts if start in at)
        found.append(_substitute(places, meaning))
    return tuple(found)


def near_needs(
    groups: Sequence[Group], thesaurus: Thesaurus | None
) -> tuple[Substitute, ...]:
    """Give what helps with the needs that a question tells in words of its own.

    It stands for all that the question says, which no "sans" may turn round.
    """
    if thesaurus is None or any(group.without for group in groups):
        return ()
    places = tuple(place for place, group in enumerate(groups) if not group.faint)
    return tuple(
        Substitute(
            groups=places,
            alternatives=tuple(
                Alternative(stems=name.stems, worth=name.worth) for name in names
            ),
        )
        for names in thesaurus.nearest_needs(question_meaning(groups))
    )


def joined_words(groups: Sequence[Group]) -> tuple[Substitute, ...]:
    """Give the words that two neighbours make when they are written in one."""
    return tuple(
        Substitute(
            groups=(place, place + 1),
            alternatives=(Alternative(stems=(_joined(first, second),), worth=0.95),),
        )
        for place, (first, second) in enumerate(pairwise(groups))
        if first.plain and second.plain and 0 < second.start - first.end <= 1
    )


def alternative_bits(segment: Segment, alternative: Alternative) -> int:
    """Give the documents of a segment, live or not, that hold an alternative."""
    return reduce(and_, (segment.stem(root).bits for root in alternative.stems))


def alternative_weights(
    segment: Segment, alternative: Alternative
) -> Iterable[tuple[int, float]]:
    """Give the documents of a segment that hold an alternative, and its weight there."""
    rows = [segment.stem(root) for root in alternative.stems]
    if len(rows) == 1:
        return zip(rows[0].documents, rows[0].weights, strict=True)
    weights = [dict(zip(row.documents, row.weights, strict=True)) for row in rows]
    common = documents_of(alternative_bits(segment, alternative), segment.size)
    first, second, *others = weights
    found = []
    for place in common:
        least, other = first[place], second[place]
        least = min(least, other)
        for row in others:
            least = min(least, row[place])
        found.append((place, least if least >= LEADING else least * APART))
    return found


def count_documents(parts: Sequence[Part], alternative: Alternative) -> tuple[int, int]:
    """Count the live documents that hold an alternative, and those about it."""
    usual = leading = 0
    for part in parts:
        rows: list[Postings] = [part.segment.stem(root) for root in alternative.stems]
        usual += (part.live & reduce(and_, (row.bits for row in rows))).bit_count()
        leading += (part.live & reduce(and_, (row.leading for row in rows))).bit_count()
    return usual, leading


def names_found(
    parts: Sequence[Part], substitutes: Iterable[Substitute]
) -> tuple[str, ...]:
    """Give the names that some live document holds, those worth most first."""
    named = sorted(
        (a for one in substitutes for a in one.alternatives if a.text),
        key=lambda alternative: -alternative.worth,
    )
    found = (a for a in named if count_documents(parts, a)[0])
    return tuple(dict.fromkeys(a.text for a in islice(found, MOST_TOLD)))


def _denies(word: Word) -> bool:
    """Say whether a word is the "sans" of "sans argent", which has names of its own."""
    return not word.forms.isdisjoint(NEGATIONS)


def _substitute(places: tuple[int, ...], meaning: Meaning) -> Substitute:
    return Substitute(
        groups=places,
        unit=not meaning.need,
        alternatives=tuple(
            Alternative(
                stems=name.stems,
                worth=name.worth,
                text=name.text if name.shown and not meaning.need else "",
            )
            for name in meaning.names
        ),
    )


def _joined(first: Group, second: Group) -> str:
    return stem_word(first.plain + second.plain)


def lower_unwanted(segment: Segment, asked: SearchTerms, scores: list[float]) -> None:
    """Lower what is about a word that is said not to be there.

    What says so is not lowered, nor what has another name for being without it.
    """
    for number, group in enumerate(asked.groups):
        if not group.without:
            continue
        says_so = [segment.stem(root).bits for _, root in group.forms]
        says_so += [
            reduce(and_, (segment.stem(root).leading for root in alternative.stems))
            for one in asked.substitutes
            if number in one.groups
            for alternative in one.alternatives
        ]
        about = reduce(
            or_, (segment.stem(root).leading for root in unwanted_stems(group))
        )
        for place in documents_of(about & ~reduce(or_, says_so), segment.size):
            scores[place] *= UNWANTED
