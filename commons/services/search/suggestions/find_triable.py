"""Finds the sheet that somebody tried, from whatever names it."""

from commons.adapters.search.port import Index, Query
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import titles_keywords
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Revision
from commons.core.kinds.rules.trial_rules import may_be_tried
from commons.services.search.facets import KIND

MOST = 10
"""How many sheets are proposed."""


def find_triable(
    schema: Schema, index: Index, work: Work, typed: str
) -> list[tuple[Revision, int]]:
    """Return the heads that a text may mean, each with the number of the version meant.

    An address means its sheet alone, and the version that it names; any other text the
    sheets whose titles begin so, then those that the search finds.
    """
    if named := iri.sheet_mentioned(typed):
        sheet, number = named
        found = revisions.get_heads(work, [sheet])
    else:
        titled = titles_keywords.titles_starting(work, typed, limit=MOST)
        kinds = tuple(one.key for one in schema.kinds.values() if may_be_tried(one))
        query = Query(
            words=typed, filters={KIND: kinds}, size=MOST, counted=(), bare=True
        )
        hits = [hit.id for hit in index.search(query).hits]
        found = revisions.get_heads(work, [*(one.sheet for one in titled), *hits])
        number = None
    return [
        (head, min(number or head.number, head.number))
        for head in found.values()
        if not head.deleted and may_be_tried(schema.kinds[head.kind])
    ][:MOST]
