"""What the first page offers: needs, the latest sheets of each kind, territories."""

from itertools import chain, zip_longest

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.core.domain.schema.concept import Concept
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Level, Revision
from commons.core.kinds.rules.categories import TERRITORY
from commons.core.kinds.rules.validation import completeness
from commons.services.search.facets import name_of


def list_needs(schema: Schema, *, limit: int) -> list[tuple[str, Concept]]:
    """Return the facet and the choice of each purpose: what has a pictogram."""
    found = {
        concept.iri: (name_of(field), concept)
        for kind in schema.kinds.values()
        for field in kind.fields
        if field.facet and field.choice in schema.schemes
        for concept in schema.schemes[field.choice].concepts.values()
        if concept.pictogram
    }
    return list(found.values())[:limit]


def latest_mixed(work: Work, schema: Schema, *, limit: int) -> list[Revision]:
    """Return the latest sheets, the kinds by turns, those that say enough to be of use.

    Trials and the like say nothing by themselves; stubs stand only where nothing says
    more.
    """
    heads = [
        revisions.latest_heads(work, limit=limit, kind=kind.key)
        for kind in schema.kinds.values()
        if kind.subject is None
    ]
    full = [[head for head in some if not _is_stub(schema, head)] for some in heads]
    rows = full if any(full) else heads
    rows.sort(key=lambda some: -some[0].sequence if some else 0)
    turns = chain.from_iterable(zip_longest(*rows))
    return [head for head in turns if head is not None][:limit]


def busiest_territories(work: Work, *, limit: int) -> list[tuple[str, int]]:
    """Return the codes of the territories with most sheets, and how many."""
    found = categories.count_categories(work, TERRITORY, limit=limit)
    return [(name.removeprefix(f"{TERRITORY}:"), count) for name, count in found]


def _is_stub(schema: Schema, head: Revision) -> bool:
    kind = schema.kinds[head.kind]
    return completeness(schema, kind, head.values) == Level.STUB
