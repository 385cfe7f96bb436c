"""Which values all sheets have together, counted once as long as an index stays.

What is made of these counts is kept with them: so that a page of one place does not look
at all places.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

from commons.adapters.search.port import PLACED, Index, Query, SearchResults

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """The counts of a version of an index, and what was made of them, by name."""

    version: str
    counted: SearchResults
    made: dict[str, object] = field(default_factory=dict)


_KEPT: WeakKeyDictionary[Index, _Kept] = WeakKeyDictionary()
_LOCK = threading.Lock()


def counted_values(index: Index) -> SearchResults:
    """Return the answer to the search for everything: its facets count all sheets.

    Its groups count them by where they stand. Of the hits there is one at most. What an
    index says while it is made is not kept.
    """
    return _counted(index).counted


def made_of_counts(
    index: Index, name: str, make: Callable[[SearchResults], Made]
) -> Made:
    """Return what is made of `counted_values`, once for each state of the index."""
    kept = _counted(index)
    found = kept.made.get(name)
    if found is None:
        found = kept.made[name] = make(kept.counted)
    return cast("Made", found)


def _counted(index: Index) -> _Kept:
    version = index.version()
    with _LOCK:
        kept = _KEPT.get(index)
    if kept is None or kept.version != version:
        counted = index.search(Query(size=1, grouped=PLACED))
        kept = _Kept(version=version, counted=counted)
        with _LOCK:
            if counted.whole:
                _KEPT[index] = kept
            else:
                _KEPT.pop(index, None)
    return kept
