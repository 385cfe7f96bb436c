"""Other searches to offer where one found nothing or little: near concepts, fewer words."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from commons.adapters.search.port import Index, Query
from commons.core.domain.language.folding import fold
from commons.core.domain.schema.kind import Schema
from commons.core.text.french.analysis import analyse_text
from commons.core.text.french.stop_words import FAINT_WORDS
from commons.core.text.french.thesaurus import thesaurus_of

MOST_OFFERED = 3
_MOST_TRIED = 4
"""How many searches are made at most to see whether they find more."""

WayOut = tuple[str, int]
"""Words to search for, and how many sheets answer them closely."""


def find_ways_out(
    schema: Schema, index: Index, words: str, language: str, more_than: int
) -> list[WayOut]:
    """Return other words that find more sheets than some number, without any filter."""
    others = dict.fromkeys((*_near_concepts(schema, words, language), *_parts(words)))
    found = []
    for other in islice(others, _MOST_TRIED):
        query = Query(words=other, thesaurus=thesaurus_of(schema), tail=True, size=1)
        close = index.search(query).close
        if close > more_than:
            found.append((other, close))
    return found[:MOST_OFFERED]


def count_unfiltered(index: Index, query: Query) -> int:
    """Return how many sheets answer the words of a query without its filters."""
    bare = replace(query, filters={}, fits={}, fits_first=False, page=1, size=1)
    return index.search(bare).total


def _near_concepts(schema: Schema, words: str, language: str) -> Iterator[str]:
    """Give the names of the concepts around those that the words name."""
    terms = {term.key: term for term in schema.thesaurus}
    typed = fold(words)
    for term in schema.thesaurus:
        names = (*term.label.values(), *term.names, *term.needs)
        if any(f" {fold(name)} " in f" {typed} " for name in names):
            near = (*term.related, *term.broader)
            for other in (terms[key] for key in near if key in terms):
                yield other.label.get(language) or other.label["fr"]


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
