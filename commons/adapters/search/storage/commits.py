"""What a commit changes: which documents go, which segments are written again.

Each commit writes one new segment. It absorbs small ones, so that their number stays
small; a commit of many documents absorbs none, for then a backlog is worked off.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from commons.adapters.search.port import Deletion, Document
from commons.adapters.search.postings.segments import documents_of
from commons.adapters.search.storage.contents import SegmentContents, build_contents
from commons.adapters.search.storage.entries import index_entry
from commons.adapters.search.storage.segment import StoredSegment

TOGETHER = 8
"""How many segments of a size are written again as one."""
MOST_ABSORBED = 512
"""How many documents a commit writes again at most: a save waits for it."""
MOST_CHANGED = 60
"""Commits of more documents absorb nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """What is written; segments by their number in the index that is changed.

    `gone` are the documents that go, by segment, and `absorbed` the segments that go.
    """

    gone: Mapping[int, Sequence[int]]
    absorbed: frozenset[int]
    contents: SegmentContents


def plan_commit(
    segments: Sequence[StoredSegment],
    live: Sequence[int],
    changes: Iterable[Document | Deletion],
) -> Commit:
    """Give what is written for these changes, one of each identifier.

    `live` are the documents of each segment that stand, as bits.
    """
    named = list(changes)
    lives = list(live)
    gone: dict[int, Sequence[int]] = {}
    for number, segment in enumerate(segments):
        places = segment.places
        found = sum(1 << places[one.id] for one in named if one.id in places)
        if found & lives[number]:
            gone[number] = list(documents_of(found & lives[number], segment.size))
            lives[number] &= ~found
    new = [change for change in named if isinstance(change, Document)]
    absorbed = choose_absorbed([bits.bit_count() for bits in lives], len(new))
    return Commit(
        gone={n: places for n, places in gone.items() if n not in absorbed},
        absorbed=absorbed,
        contents=build_contents(
            [(segments[number], lives[number]) for number in sorted(absorbed)],
            map(index_entry, new),
        ),
    )


def choose_absorbed(lives: Sequence[int], new: int) -> frozenset[int]:
    """Give the segments that a commit of so many new documents writes again.

    `lives` are the live documents of each. Segments without any always go.
    """
    empty = {number for number, live in enumerate(lives) if not live}
    if new > MOST_CHANGED:
        return frozenset(empty)
    tiers: dict[int, list[int]] = {}
    for number, live in enumerate(lives):
        if live and live <= MOST_ABSORBED // 2:
            tiers.setdefault(int(math.log(live, TOGETHER)), []).append(number)
    chosen: set[int] = set()
    left = MOST_ABSORBED
    for _, numbers in sorted(tiers.items()):
        if len(numbers) < TOGETHER:
            continue
        for number in sorted(numbers, key=lives.__getitem__):
            if lives[number] > left:
                break
            left -= lives[number]
            chosen.add(number)
    return frozenset(empty | chosen)
