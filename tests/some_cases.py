"""Some cases of each test, for a pass that looks for what another machine does otherwise.

A matrix goes the same way through the code in each of its cells: on another engine, or
with another Python, a few of them tell whether that way is open.
"""

from collections import defaultdict
from collections.abc import Sequence


def some_of_each(names: Sequence[str], most: int) -> frozenset[int]:
    """Return the places of at most so many cases of each test, spread over them all.

    A name is that of a test with, in brackets, that of the case.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, name in enumerate(names):
        places[name.partition("[")[0]].append(place)
    return frozenset(
        place for cases in places.values() for place in cases[:: -(-len(cases) // most)]
    )
