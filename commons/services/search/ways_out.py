"""Other searches to offer where one found nothing or little: near concepts, fewer words."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, islice, zip_longest

from commons.adapters.search.port import Index, Query
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Schema
from commons.core.domain.schema.thesaurus import ThesaurusTerm
from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.meaning.thesaurus import thesaurus_of
from commons.core.text.french.stop_words import FAINT_WORDS

MOST_OFFERED = 3
_MOST_TRIED = 4
"""How many searches are made at most to see whether they find more."""

WayOut = tuple[str, int]
"""Words to search for, and how many sheets answer them closely."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _ConceptNames:
    """The places of the concepts by each of their folded names, and all by their key.

    `longest` is how many words a name has at most.
    """

    concepts: Mapping[str, Sequence[int]]
    longest: int
    terms: Mapping[str, ThesaurusTerm]


def find_ways_out(
    schema: Schema, index: Index, words: str, language: str, more_than: int
) -> list[WayOut]:
    """Return other words that find more sheets than some number, without any filter."""
    near, parts = _near_concepts(schema, words, language), _parts(words)
    # by turns: a concept with many neighbours would leave no word a turn
    others = dict.fromkeys(filter(None, chain(*zip_longest(near, parts))))
    found = []
    for other in islice(others, _MOST_TRIED):
        query = Query(
            words=other,
            thesaurus=thesaurus_of(schema),
            tail=True,
            size=1,
            counted=(),
            bare=True,
        )
        close = index.search(query).close
        if close > more_than:
            found.append((other, close))
    return found[:MOST_OFFERED]


def count_unfiltered(index: Index, query: Query) -> int:
    """Return how many sheets answer the words of a query without its filters."""
    alone = replace(query, filters={}, fits={}, fits_first=False, page=1, size=1)
    return index.search(replace(alone, counted=(), bare=True)).total


def _near_concepts(schema: Schema, words: str, language: str) -> Iterator[str]:
    """Give the names of the concepts around those that the words name."""
    known = _concept_names(schema)
    typed = fold(words).split()
    named = {
        place
        for start in range(len(typed))
        for end in range(start + 1, min(start + known.longest, len(typed)) + 1)
        for place in known.concepts.get(" ".join(typed[start:end]), ())
    }
    for term in (schema.thesaurus[place] for place in sorted(named)):
        near = (*term.related, *term.broader)
        for other in (known.terms[key] for key in near if key in known.terms):
            yield other.label.get(language) or other.label["fr"]


@lru_cache(maxsize=2)
def _concept_names(schema: Schema) -> _ConceptNames:
    """Arrange the names of a thesaurus, once for each schema."""
    concepts: defaultdict[str, list[int]] = defaultdict(list)
    for place, term in enumerate(schema.thesaurus):
        for name in dict.fromkeys((*term.label.values(), *term.names, *term.needs)):
            concepts[fold(name)].append(place)
    return _ConceptNames(
        concepts=dict(concepts),
        longest=max((name.count(" ") + 1 for name in concepts), default=0),
        terms={term.key: term for term in schema.thesaurus},
    )


def _parts(words: str) -> Iterator[str]:
    """Give each word that says something, where there are several."""
    telling = [
        words[token.start : token.end]
        for token in analyse_text(words)
        if not (token.stop or token.part or token.without)
        and token.text not in FAINT_WORDS
    ]
    distinct = list(dict.fromkeys(telling))
    if len(distinct) > 1:
        yield from sorted(distinct, key=len, reverse=True)
