"""Which values all sheets have together, counted once as long as an index stays."""

import threading
from weakref import WeakKeyDictionary

from commons.adapters.search.port import PLACED, Index, Query, SearchResults

_KEPT: WeakKeyDictionary[Index, SearchResults] = WeakKeyDictionary()
_LOCK = threading.Lock()


def counted_values(index: Index) -> SearchResults:
    """Return the answer to the search for everything: its facets count all sheets.

    Its groups count them by where they stand. Of the hits there is one at most. What an index says while it is made is not kept.
    """
    mark = index.mark()
    with _LOCK:
        known = _KEPT.get(index)
    if known is None or known.mark != mark:
        known = index.search(Query(size=1, grouped=PLACED))
        with _LOCK:
            if known.whole:
                _KEPT[index] = known
            else:
                _KEPT.pop(index, None)
    return known
