"""Finds sheets: asks the index, then reads the heads from the archive."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commons.adapters.search.port import Extract, Index, Query
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.trials import trials_by_place
from commons.core.domain.sheet import Revision
from commons.services.search.facets import Facet, Facets
from commons.services.search.indexing import is_unfinished

PAGE_SIZE = 20
MOST_CHOICES = 20
"""How many values of a facet are labelled and shown unless all are asked for.

There may be a thousand territories: naming each took longer than the search.
"""
LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One sheet found; `summary` and `extract` mark the words that were asked for.

    `trials` is how often it was tried, as far as trials tell.
    """

    revision: Revision
    score: float
    summary: Extract
    extract: Extract
    trials: int


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
    because the index is being made.
    """

    total: int
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: Mapping[str, tuple[FacetChoice, ...]]
    left: Mapping[str, int]
    corrected: str
    unfinished: bool


def find_sheets(
    facets: Facets, index: Index, work: Work, query: Query, whole: str = ""
) -> Results:
    """Give the sheets that answer the query, best first.

    `whole` names the facet whose values are all wanted. A sheet that was
    deleted since it was indexed is left out.
    """
    found = index.search(query)
    heads = revisions.get_heads(work, [hit.id for hit in found.hits])
    tried = trials_by_place(work, list(heads))
    results = tuple(
        Result(
            revision=heads[hit.id],
            score=hit.score,
            summary=hit.summary,
            extract=hit.extract,
            trials=sum(one.count for one in tried.get(hit.id, ())),
        )
        for hit in found.hits
        if hit.id in heads and not heads[hit.id].deleted
    )
    return Results(
        total=found.total,
        page=found.page,
        pages=found.pages,
        results=results,
        facets={
            name: _choices(
                facet,
                found.facets.get(name, ()),
                query.filters.get(name, ()),
                all_=name == whole,
            )
            for name, facet in facets.items()
            if name in found.facets or name in query.filters
        },
        left={
            name: len(counts) - MOST_CHOICES
            for name, counts in found.facets.items()
            if len(counts) > MOST_CHOICES and name != whole
        },
        corrected=found.corrected,
        unfinished=is_unfinished(found, work),
    )


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
