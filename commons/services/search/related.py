"""The sheets that are most like one, for its page: by words and themes, links apart."""

import threading
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from commons.adapters.search.port import Index, Query
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.sheet import Revision

MOST_RELATED = 4
KEPT_CHANGES = 50
"""For how many changes of the log an answer of the index is kept."""
_AMONG = link_targets.MOST_AMONG
"""How many are asked for, of which those that the page names already are left out."""
_MOST_KEPT = 2_000
_KEPT: WeakKeyDictionary[Index, LRUCache[tuple[str, int, int], tuple[str, ...]]] = (
    WeakKeyDictionary()
)
"""The answers of each index, as long as somebody holds it."""
_LOCK = threading.Lock()


def related_sheets(index: Index, work: Work, head: Revision) -> list[Revision]:
    """Return the live heads most like a sheet, the nearest first.

    Those that it links to or that link to it are left out: its page names them. A sheet
    that the index does not know yet has none.
    """
    near = _nearest(index, head)
    if not near:
        return []
    linked = link_targets.linked_among(work, head.sheet, near)
    wanted = [one for one in near if one not in linked][:MOST_RELATED]
    heads = revisions.get_heads(work, wanted)
    return [heads[one] for one in wanted if one in heads and not heads[one].deleted]


def _nearest(index: Index, head: Revision) -> tuple[str, ...]:
    """Return the sheets most like one, as the index had it some changes ago at most."""
    key = (head.sheet, head.sequence, index.mark() // KEPT_CHANGES)
    with _LOCK:
        kept = _KEPT.setdefault(index, LRUCache(_MOST_KEPT))
        known = kept.get(key)
    if known is None:
        found = index.search(Query(like=head.sheet, size=_AMONG))
        known = tuple(hit.id for hit in found.hits)
        if known or found.mark >= head.sequence:  # else it is only not indexed yet
            with _LOCK:
                kept[key] = known
    return known
