"""Which values all sheets have together, counted once as long as an index stays."""

import threading
from weakref import WeakKeyDictionary

from commons.adapters.search.port import PLACED, Index, Query, SearchResults

_KEPT: WeakKeyDictionary[Index, tuple[str, SearchResults]] = WeakKeyDictionary()
_LOCK = threading.Lock()


def counted_values(index: Index) -> SearchResults:
    """Return the answer to the search for everything: its facets count all sheets.

    Its groups count them by where they stand. Of the hits there is one at most. What an index says while it is made is not kept.
    """
    version = index.version()
    with _LOCK:
        kept, known = _KEPT.get(index, ("", None))
    if known is None or kept != version:
        known = index.search(Query(size=1, grouped=PLACED))
        with _LOCK:
            if known.whole:
                _KEPT[index] = version, known
            else:
                _KEPT.pop(index, None)
    return known
