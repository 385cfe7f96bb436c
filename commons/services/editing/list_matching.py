"""Which items of two lists are the same one, changed or not; and of three."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from commons.core.domain.schema.kind import Value
from commons.core.text.compare.alignment import align_units

ALIKE = 0.5
"""How much of their words two items share to be the same one, from 0 to 1."""

TITLED = 0.6
"""How alike two rows of one title are at least, whatever else they say."""

MOST_PAIRS = 2_500
_TITLES = ("title", "name")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """An item that all three lists have, after what some of them have before it.

    `lost` are the items of the first list that not both others have, `my_own`
    and `their_own` what stands there in theirs. The last pairing has no item.
    """

    lost: list[Value] = field(hash=False)
    my_own: list[Value] = field(hash=False)
    their_own: list[Value] = field(hash=False)
    base: Value | None = field(default=None, hash=False)
    mine: Value | None = field(default=None, hash=False)
    theirs: Value | None = field(default=None, hash=False)


def pair_items(
    base: list[Value], mine: list[Value], theirs: list[Value]
) -> Iterator[Pairing]:
    """Give the items that two lists both keep of the one they were made from."""
    to_mine, to_theirs = match_items(base, mine), match_items(base, theirs)
    done = (0, 0, 0)
    for at in sorted(to_mine.keys() & to_theirs.keys()):
        places = (at, to_mine[at], to_theirs[at])
        yield Pairing(
            lost=base[done[0] : places[0]],
            my_own=mine[done[1] : places[1]],
            their_own=theirs[done[2] : places[2]],
            base=base[places[0]],
            mine=mine[places[1]],
            theirs=theirs[places[2]],
        )
        done = (places[0] + 1, places[1] + 1, places[2] + 1)
    yield Pairing(
        lost=base[done[0] :], my_own=mine[done[1] :], their_own=theirs[done[2] :]
    )


def match_items(old: list[Value], new: list[Value]) -> dict[int, int]:
    """Map the place of each item that stays, changed or not; the order stays."""
    found = align_units(
        [identity_text(v) for v in old], [identity_text(v) for v in new]
    )
    ends = [(-1, -1), *found, (len(old), len(new))]
    for (start, first), (end, last) in pairwise(ends):
        if 0 < (end - start - 1) * (last - first - 1) <= MOST_PAIRS:
            pairs = _alike(old[start + 1 : end], new[first + 1 : last])
            found += [(start + 1 + a, first + 1 + b) for a, b in pairs]
    return dict(sorted(found))


def identity_text(value: Value) -> str:
    """Give a text that only an equal value has."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def word_similarity(old: Value, new: Value) -> float:
    """Say how much of their words two values share, from 0 to 1."""
    return _shared(_portrait(old), _portrait(new))


def _alike(old: list[Value], new: list[Value]) -> list[tuple[int, int]]:
    """Pair the items most alike, without crossing, by the table of all prefixes."""
    known = [_portrait(value) for value in new]
    scores = [[_shared(was, one) for one in known] for was in map(_portrait, old)]
    table = [[0.0] * (len(new) + 1)]
    for row in scores:
        above, best = table[-1], [0.0]
        for place, score in enumerate(row):
            taken = above[place] + score if score >= ALIKE else 0.0
            best.append(max(taken, above[place + 1], best[-1]))
        table.append(best)
    pairs: list[tuple[int, int]] = []
    down, right = len(old), len(new)
    while down and right:
        here = table[down][right]
        if here == table[down - 1][right]:
            down -= 1
        elif here == table[down][right - 1]:
            right -= 1
        else:
            down, right = down - 1, right - 1
            pairs.append((down, right))
    return pairs


def _portrait(value: Value) -> tuple[str, Counter[str]]:
    """Give what a row is called, "" for what has no title, and its words."""
    row = value if isinstance(value, Mapping) else {}
    title = next((str(row[key]) for key in _TITLES if row.get(key)), "")
    return title, Counter(_WORD.findall(_text(value).casefold()))


def _text(value: Value) -> str:
    if isinstance(value, Mapping):
        return " ".join(map(_text, value.values()))
    if isinstance(value, list):
        return " ".join(map(_text, value))
    return str(value)


def _shared(old: tuple[str, Counter[str]], new: tuple[str, Counter[str]]) -> float:
    least = TITLED if old[0] and old[0] == new[0] else 0.0
    total = old[1].total() + new[1].total()
    return max(least, 2 * (old[1] & new[1]).total() / total if total else 0.0)
