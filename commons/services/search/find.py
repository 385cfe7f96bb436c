"""Finds sheets: reads the question, asks the index, then reads the heads."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from commons.adapters.search.port import (
    Extract,
    Group,
    Index,
    Query,
    Reason,
    SearchResults,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.trials import count_trials
from commons.core.domain.sheet import Revision
from commons.services.search.counted_values import counted_values
from commons.services.search.facets import Facet, Facets
from commons.services.search.indexing import is_unfinished
from commons.services.search.question.understanding import read_question

PAGE_SIZE = 20
MOST_CHOICES = 20
"""How many values of a facet are labelled and shown unless all are asked for.

There may be a thousand territories: naming each took longer than the search.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One sheet found; `summary` and `extract` mark the words that were asked for.

    `reasons` are there when the query is to explain itself. `trials` is how often it
    was tried, as far as trials tell.
    """

    revision: Revision
    score: float
    summary: Extract
    extract: Extract
    trials: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetChoice:
    """One value of a facet; `label` maps a language to words."""

    value: str
    label: Mapping[str, str]
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of results; pages count from 1, `pages` is 1 when empty.

    `left` says how many values of a facet are not among its choices, of those
    that have more than MOST_CHOICES. `unfinished` says that sheets are missing,
    because the index is being made. `close` of the `total` answer much of what is
    asked; the others follow them. `corrections` are words as typed and as put, `also`
    other words for what is asked. `words` are those typed, without what `numbers` and
    `filters` were read in. `numbers` are what every sheet fits, by PEOPLE and
    MINUTES; `unfitting` those that none fits, so that they are not demanded. With
    `fits_first` the question is about its numbers more than about its words. `asked` is
    what the index answered, `groups` there when the query was `grouped`; `level` says
    that the index had read all of the log, so that nothing but a save changes this.
    """

    total: int
    close: int
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: Mapping[str, tuple[FacetChoice, ...]]
    left: Mapping[str, int]
    corrected: str
    corrections: tuple[tuple[str, str], ...]
    also: tuple[str, ...]
    numbers: Mapping[str, int]
    unfitting: Mapping[str, int]
    fits_first: bool
    filters: Mapping[str, tuple[str, ...]]
    words: str
    unfinished: bool
    asked: Query
    level: bool
    groups: tuple[Group, ...] = ()


def find_sheets(
    facets: Facets, index: Index, work: Work, query: Query, whole: str = ""
) -> Results:
    """Give the sheets that answer the query, best first, and the tail after them.

    Numbers and `field:value` are read out of its words, unless it is verbatim; a
    number of 0 in its `fits` is not read. `whole` names the facet whose values are all
    wanted. A sheet that was deleted since it was indexed is left out.
    """
    asked = understand_query(facets, index, query)
    found, answered = search_fitting(index, asked, query)
    heads = revisions.get_heads(work, [hit.id for hit in found.hits])
    tried = count_trials(work, list(heads))
    results = tuple(
        Result(
            revision=heads[hit.id],
            score=hit.score,
            summary=hit.summary,
            extract=hit.extract,
            trials=tried.get(hit.id, 0),
            reasons=hit.reasons,
        )
        for hit in found.hits
        if hit.id in heads and not heads[hit.id].deleted
    )
    return Results(
        total=found.total,
        close=found.close,
        page=found.page,
        pages=found.pages,
        results=results,
        facets=_facet_choices(facets, found, asked.filters, whole),
        left={
            name: len(counts) - MOST_CHOICES
            for name, counts in found.facets.items()
            if len(counts) > MOST_CHOICES and name != whole
        },
        corrected=found.corrected,
        corrections=found.corrections,
        also=found.also,
        numbers=answered.fits,
        unfitting={n: of for n, of in asked.fits.items() if n not in answered.fits},
        fits_first=answered.fits_first,
        filters=asked.filters,
        words=asked.words,
        unfinished=is_unfinished(found, work),
        asked=answered,
        level=found.whole and found.mark >= revisions.head_sequence(work),
        groups=found.groups,
    )


def understand_query(facets: Facets, index: Index, query: Query) -> Query:
    """Give the query with what its words demand taken out of them."""
    given = {name: number for name, number in query.fits.items() if number}
    if query.verbatim or not query.words:
        first = query.fits_first and bool(given)
        return replace(query, fits=given, fits_first=first, tail=True)

    @cache
    def list_values() -> Mapping[str, tuple[str, ...]]:
        counted = counted_values(index).facets
        return {name: tuple(value for value, _ in row) for name, row in counted.items()}

    question = read_question(query.words, facets, list_values, frozenset(query.fits))
    fits = {**question.numbers, **given}
    return replace(
        query,
        words=question.words,
        fits=fits,
        fits_first=bool(question.numbers) or (query.fits_first and bool(fits)),
        filters=_joined(query.filters, question.filters),
        tail=True,
    )


def _joined(
    given: Mapping[str, tuple[str, ...]], read: Mapping[str, tuple[str, ...]]
) -> dict[str, tuple[str, ...]]:
    """Give filters with the values of others beside their own."""
    return {
        name: tuple(dict.fromkeys((*given.get(name, ()), *read.get(name, ()))))
        for name in (*given, *(name for name in read if name not in given))
    }


def search_fitting(
    index: Index, asked: Query, query: Query
) -> tuple[SearchResults, Query]:
    """Answer, and give what was answered: some numbers are let go if nothing fits all.

    Only those that were read in the words are: first such as no sheet fits by itself,
    then all.
    """
    found = index.search(asked)
    read = {name: n for name, n in asked.fits.items() if not query.fits.get(name)}
    if found.total or not read:
        return found, asked
    misfits = [
        name
        for name, number in read.items()
        if not index.search(
            replace(asked, words="", fits={name: number}, size=1, counted=(), bare=True)
        ).total
    ]
    for names in (misfits, list(read)):
        fewer = _let_go(asked, query, names)
        if names and (fewer.words or fewer.fits):
            again = index.search(fewer)
            if again.total:
                return again, fewer
    return found, asked


def _let_go(asked: Query, query: Query, names: Collection[str]) -> Query:
    """Give what is asked without some numbers that were read in the words of a query."""
    fits = {name: n for name, n in asked.fits.items() if name not in names}
    still_read = any(not query.fits.get(name) for name in fits)
    first = bool(fits) and (query.fits_first or still_read)
    return replace(asked, fits=fits, fits_first=first)


def _facet_choices(
    facets: Facets,
    found: SearchResults,
    filters: Mapping[str, tuple[str, ...]],
    whole: str,
) -> dict[str, tuple[FacetChoice, ...]]:
    return {
        name: _choices(
            facet,
            found.facets.get(name, ()),
            filters.get(name, ()),
            all_=name == whole,
        )
        for name, facet in facets.items()
        if name in found.facets or name in filters
    }


def _choices(
    facet: Facet,
    counts: Sequence[tuple[str, int]],
    chosen: Sequence[str],
    *,
    all_: bool,
) -> tuple[FacetChoice, ...]:
    """Give the values to choose from: the most frequent, and all that are chosen.

    A chosen value that no sheet has is there too, or it could not be unchosen.
    """
    known = {value for value, _ in counts}
    shown = [
        (value, count)
        for place, (value, count) in enumerate(counts)
        if all_ or place < MOST_CHOICES or value in chosen
    ]
    shown += [(value, 0) for value in chosen if value not in known]
    if (order := facet.order) is not None:
        shown.sort(key=lambda pair: order(pair[0]))
    return tuple(
        FacetChoice(
            value=value,
            label=facet.words(value),
            count=count,
            chosen=value in chosen,
        )
        for value, count in shown
    )
