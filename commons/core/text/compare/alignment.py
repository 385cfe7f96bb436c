"""Which units of two sequences go together, when one was made from the other."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import TypeAlias

Pair: TypeAlias = tuple[int, int]
Gap: TypeAlias = tuple[int, int, int, int]

STEPS_PER_UNIT = 12
MOST_CELLS = 10_000


def align_units(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[Pair]:
    """Give (place in old, place in new) of units that stay; both places rise.

    Units that occur once on either side lead, then the same between these (the
    patience diff), and the longest common subsequence of what is short. The
    answer depends on the sequences alone, never on the clock: past a number of
    steps in proportion to their lengths, what is left is told apart.
    """
    found: list[Pair] = []
    gaps: list[Gap] = [(0, len(old), 0, len(new))]
    steps = STEPS_PER_UNIT * (len(old) + len(new)) + 2 * MOST_CELLS
    while gaps:
        gap = _trimmed(old, new, gaps.pop(), found)
        height, width = gap[1] - gap[0], gap[3] - gap[2]
        if not (height and width) or steps < 0:
            continue
        steps -= height + width
        anchors = _anchors(old, new, gap)
        if anchors:
            gaps += _between(gap, anchors)
        elif height * width <= min(MOST_CELLS, steps):
            steps -= height * width
            found += _longest(old, new, gap)
    return sorted(found)


def _trimmed(
    old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap, found: list[Pair]
) -> Gap:
    """Write down the equal units at both ends; give the gap that they leave."""
    start, end, first, last = gap
    while start < end and first < last and old[start] == new[first]:
        found.append((start, first))
        start, first = start + 1, first + 1
    while start < end and first < last and old[end - 1] == new[last - 1]:
        end, last = end - 1, last - 1
        found.append((end, last))
    return start, end, first, last


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> list[Pair]:
    """Give the most units that occur once on either side, in the same order."""
    start, end, first, last = gap
    old_counts, new_counts = Counter(old[start:end]), Counter(new[first:last])
    places = {
        unit: place
        for place, unit in enumerate(new[first:last], start=first)
        if new_counts[unit] == 1
    }
    pairs = [
        (place, places[unit])
        for place, unit in enumerate(old[start:end], start=start)
        if unit in places and old_counts[unit] == 1
    ]
    return _rising(pairs)


def _rising(pairs: list[Pair]) -> list[Pair]:
    """Give the longest run of pairs whose second places rise too."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
        ends[at : at + 1] = [number]
        before.append(ends[at - 1] if at else -1)
    rising: list[Pair] = []
    number = ends[-1] if ends else -1
    while number >= 0:
        rising.append(pairs[number])
        number = before[number]
    return rising[::-1]


def _between(gap: Gap, anchors: list[Pair]) -> list[Gap]:
    """Give the gaps that anchors cut; each but the first begins with its anchor."""
    start, end, first, last = gap
    cuts = [(start, first), *anchors, (end, last)]
    return [(cut[0], after[0], cut[1], after[1]) for cut, after in pairwise(cuts)]


def _longest(old: Sequence[Hashable], new: Sequence[Hashable], gap: Gap) -> list[Pair]:
    """Give a longest common subsequence, by the table of all prefixes."""
    start, end, first, last = gap
    table = [[0] * (last - first + 1)]
    for unit in old[start:end]:
        above, row = table[-1], [0]
        for place, other in enumerate(new[first:last]):
            row.append(
                above[place] + 1 if unit == other else max(above[place + 1], row[-1])
            )
        table.append(row)
    pairs: list[Pair] = []
    down, right = end - start, last - first
    while down and right:
        if old[start + down - 1] == new[first + right - 1]:
            down, right = down - 1, right - 1
            pairs.append((start + down, first + right))
        elif table[down - 1][right] >= table[down][right - 1]:
            down -= 1
        else:
            right -= 1
    return pairs
