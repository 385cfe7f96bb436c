"""Which units stay between two sequences, and how long the search takes."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from commons.core.text.compare.alignment import align_units

SEQUENCES = st.lists(st.sampled_from("abcdefgh"), max_size=30)
LONG = 60_000


@given(SEQUENCES, SEQUENCES)
def test_what_goes_together_is_equal_and_never_crosses(old, new):
    pairs = align_units(old, new)
    assert all(old[a] == new[b] for a, b in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))


@given(SEQUENCES)
def test_a_sequence_goes_with_itself_whole(units):
    assert align_units(units, units) == [(n, n) for n in range(len(units))]


@given(SEQUENCES, SEQUENCES, SEQUENCES)
def test_what_is_put_in_between_leaves_the_rest_together(start, put_in, end):
    pairs = align_units(start + end, [*start, "new", *put_in, "new", *end])
    assert len(pairs) == len(start + end)


def test_a_unit_that_occurs_once_leads():
    assert align_units(list("xayaz"), list("ayaxz")) == [(1, 0), (2, 1), (3, 2), (4, 4)]


def bombs():
    chance = random.Random(3)  # noqa: S311 - a test's chance, not a secret
    few = [chance.randrange(5) for _ in range(LONG)]
    fewer = [chance.randrange(3) for _ in range(LONG)]
    once = [*range(LONG)]
    return {
        "nothing in common": (once, [-n - 1 for n in once]),
        "few sorts": (few, fewer),
        "the other way round": (once, once[::-1]),
        "there and back": (once[: LONG // 2] + once[LONG // 2 :: -1], once),
        "one apart": (["a"] * LONG, ["b", *["a"] * LONG, "b"]),
        "in turn": (["a", "b"] * (LONG // 2), ["b", "c"] * (LONG // 2)),
    }


@pytest.mark.parametrize("name", bombs())
def test_long_sequences_made_to_keep_it_busy_do_not(name):
    old, new = bombs()[name]
    started = time.process_time()
    align_units(old, new)
    assert time.process_time() - started < 2
