"""The sheets that a sheet links to, by identifier or by the name that was typed."""

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.projections.link_targets import LinkTarget
from commons.core.domain.schema.kind import Kind, Values
from commons.services.publishing.links import linked_and_unresolved

MOST_NAMES = 100
"""How many names that were no sheet's are looked up again for a page."""


def find_targets(work: Work, kind: Kind, values: Values) -> dict[str, LinkTarget]:
    """Map what the texts link to, identifiers and names, to the sheets that stand.

    A name that was no sheet's when it was typed leads to the one that bears it now.
    """
    sheets, typed = linked_and_unresolved(kind, values)
    named = {
        name: found[0]
        for name in sorted(typed)[:MOST_NAMES]
        if len(found := revisions.sheets_titled(work, name)) == 1
    }
    heads = link_targets.named_heads(work, sorted({*sheets, *named.values()}))
    live = {sheet: head for sheet, head in heads.items() if not head.deleted}
    later = {name: live[sheet] for name, sheet in named.items() if sheet in live}
    return {**live, **later}
