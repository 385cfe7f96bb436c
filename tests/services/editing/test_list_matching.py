"""Items of lists are known again, changed or not; the order of each list stays."""

import pytest

from commons.core.domain.schema.kind import Value
from commons.services.editing.list_matching import (
    MOST_PAIRS,
    TITLED,
    Pairing,
    identity_text,
    match_items,
    pair_items,
    word_similarity,
)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (["a", "b", "c"], ["a", "c"], {0: 0, 2: 1}),
        (["un banc rouge"], ["nouveau", "un banc bleu"], {0: 1}),
        (["un banc"], ["un chat"], {0: 0}),
        (["un banc rouge"], ["rien de tel"], {}),
        ([], ["a"], {}),
        ([{"title": "Inviter", "text": "x"}], [{"title": "Inviter"}], {0: 0}),
    ],
)
def test_items_that_stay_are_known_by_their_words(
    old: list[Value], new: list[Value], found: dict[int, int]
) -> None:
    assert match_items(old, new) == found


def test_pairs_never_cross_and_the_most_alike_are_chosen() -> None:
    old: list[Value] = ["le chat dort ici", "le chien court vite"]
    swapped: list[Value] = ["le chien court loin", "le chat dort ici bas"]
    assert len(match_items(old, swapped)) == 1
    better: list[Value] = ["le chat dort", "le chat dort ici encore"]
    assert match_items(old[:1], better) == {0: 1}


def test_a_gap_of_too_many_pairs_matches_what_is_equal_only() -> None:
    side = int(MOST_PAIRS**0.5) + 1
    old: list[Value] = ["même", *(f"phrase numéro {n} ici" for n in range(side))]
    new: list[Value] = ["même", *(f"phrase numéro {n} là" for n in range(side))]
    assert match_items(old, new) == {0: 0}
    assert len(match_items(old[:-1], new[:-1])) == side


def test_what_two_lists_keep_is_paired_after_what_each_has_before_it() -> None:
    base: list[Value] = ["a", "b", "c"]
    found = list(pair_items(base, ["x", "a", "c"], ["a", "b", "y"]))
    assert found == [
        Pairing(lost=[], my_own=["x"], their_own=[], base="a", mine="a", theirs="a"),
        Pairing(lost=["b", "c"], my_own=["c"], their_own=["b", "y"]),
    ]


def test_lists_with_nothing_in_common_give_one_pairing_without_item() -> None:
    assert list(pair_items([], ["x"], [])) == [
        Pairing(lost=[], my_own=["x"], their_own=[])
    ]


def test_the_text_of_a_value_is_that_of_an_equal_one_only() -> None:
    assert identity_text({"a": 1, "b": "é"}) == identity_text({"b": "é", "a": 1})
    assert identity_text("1") != identity_text(1)
    assert identity_text([1]) != identity_text([[1]])


def test_likeness_counts_words_and_rows_of_one_title_are_alike_at_least() -> None:
    assert word_similarity("Un banc rouge", "un BANC rouge !") == 1
    assert word_similarity("un banc", "un chat") == 0.5
    assert word_similarity("", "") == 0
    row, other = {"title": "Inviter", "text": "par lettre"}, {"title": "Inviter"}
    assert word_similarity(row, {**other, "text": "deux trois quatre"}) == TITLED
    assert word_similarity(row, {"title": "Ranger", "text": "deux"}) == 0
