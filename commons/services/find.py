"""Finds sheets: asks the index, then reads the heads from the archive."""

from collections.abc import Mapping
from dataclasses import dataclass

from commons.domain.kind import Field, Schema, Type
from commons.domain.sheet import Revision
from commons.kinds.places import Places
from commons.search.port import Found, Index, Query
from commons.services.index import PLACE, choosing, facet_fields
from commons.store import archive
from commons.store.work import Work

PAGE_SIZE = 20
LONGEST_QUERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One sheet found; `extract` marks the words that were asked for."""

    revision: Revision
    score: float
    extract: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a facet; `label` maps a language to words."""

    value: str
    label: Mapping[str, str]
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """A page of results; pages count from 1, `pages` is 1 when empty."""

    total: int
    page: int
    pages: int
    results: tuple[Result, ...]
    facets: Mapping[str, tuple[Choice, ...]]
    corrected: str


def find(
    schema: Schema, places: Places, index: Index, work: Work, query: Query
) -> Results:
    """Give the sheets that answer the query, best first.

    A sheet that was deleted since it was indexed is left out.
    """
    found = index.search(query)
    heads = archive.heads(work, [hit.id for hit in found.hits])
    results = tuple(
        Result(revision=heads[hit.id], score=hit.score, extract=hit.extract)
        for hit in found.hits
        if hit.id in heads and not heads[hit.id].deleted
    )
    return Results(
        total=found.total,
        page=found.page,
        pages=found.pages,
        results=results,
        facets=_facets(schema, places, found, query),
        corrected=found.corrected,
    )


def _facets(
    schema: Schema, places: Places, found: Found, query: Query
) -> dict[str, tuple[Choice, ...]]:
    fields = facet_fields(schema)
    return {
        name: tuple(
            Choice(
                value=value,
                label=_label(schema, places, fields.get(name), value),
                count=count,
                chosen=value in query.filters.get(name, ()),
            )
            for value, count in counts
        )
        for name, counts in found.facets.items()
    }


def _label(
    schema: Schema, places: Places, field: Field | None, value: str
) -> Mapping[str, str]:
    same = {"fr": value, "en": value}
    if field is None:
        kind = schema.kinds.get(value)
        return kind.label if kind else same
    if field.type is Type.LICENCE:
        licence = schema.licences.get(value)
        return {"fr": licence.short, "en": licence.short} if licence else same
    if choosing(field).type is Type.CONCEPT:
        scheme = schema.schemes[choosing(field).choice]
        concept = scheme.concepts.get(value)
        return concept.label if concept else same
    if field.editor == PLACE:
        name = places.label(value)
        return {"fr": name, "en": name}
    return same
