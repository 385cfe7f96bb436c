"""A word that nobody wrote is near to some that somebody did."""

from itertools import permutations

import pytest
from hypothesis import given, strategies as st

from commons.adapters.search.question.spelling import (
    MOST_COMPARED,
    build_lexicon,
    edit_distance,
    nearest_words,
)

KNOWN = build_lexicon(["jardin", "jardiner", "martin", "rue", "marche", "marché", "vous", "a1bcd"])  # fmt: skip


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("jardni", ["jardin"]),
        ("jrdin", ["jardin"]),
        ("jardinn", ["jardin"]),
        ("gardin", ["jardin"]),
        ("jartin", ["jardin", "martin"]),
        ("marchr", ["marche", "marché"]),
        ("jardinier", ["jardiner"]),
        ("zzzzzz", []),
        ("ruee", []),
        ("jar", []),
        ("jardin2", []),
        ("", []),
    ],
)
def test_the_nearest_words_are_given(word: str, near: list[str]) -> None:
    assert nearest_words(word, [KNOWN]) == near


def test_a_short_word_allows_one_edit_only() -> None:
    known = build_lexicon(["table", "tables"])
    assert nearest_words("tabel", [known]) == ["table"]
    assert nearest_words("tbael", [known]) == []


def test_words_that_cannot_be_proposed_are_left_out() -> None:
    assert set(KNOWN) == {6, 8}
    assert KNOWN[8].words == "jardiner"
    assert build_lexicon(["rue", "vous", "co2x"]) == {}


def test_several_lexicons_are_looked_at() -> None:
    more = build_lexicon(["jardon"])
    assert nearest_words("jardyn", [KNOWN, more]) == ["jardin", "jardon"]
    assert nearest_words("jardyn", []) == []


def test_no_more_words_are_compared_than_the_most() -> None:
    words = ["".join(letters) for letters in permutations("abcdefg")]
    assert len(words) > MOST_COMPARED
    assert nearest_words("gfedcbx", [build_lexicon(words[::-1])]) == ["gfedcba"]
    assert "gfedcba" not in nearest_words("gfedcbx", [build_lexicon(words)])


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [
        ("", "", 0),
        ("rue", "", 3),
        ("rue", "rues", 1),
        ("rue", "ruse", 1),
        ("rue", "reu", 1),
        ("rue", "rut", 1),
        ("jardin", "jradni", 2),
    ],
)
def test_edits_are_counted(first: str, second: str, edits: int) -> None:
    assert edit_distance(first, second, 3) == edits
    assert edit_distance(second, first, 3) == edits


@given(st.text(alphabet="abc", max_size=7), st.text(alphabet="abc", max_size=7))
def test_past_the_most_a_distance_is_only_known_to_be_more(
    first: str, second: str
) -> None:
    whole = edit_distance(first, second, 9)
    assert min(edit_distance(first, second, 1), 2) == min(whole, 2)


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_a_distance_is_that_of_the_table_of_all_beginnings(
    first: str, second: str
) -> None:
    table = {(i, 0): i for i in range(len(first) + 1)}
    table |= {(0, j): j for j in range(len(second) + 1)}
    for i, letter in enumerate(first, 1):
        for j, other in enumerate(second, 1):
            ways = [table[i - 1, j] + 1, table[i, j - 1] + 1]
            ways.append(table[i - 1, j - 1] + (letter != other))
            if first[i - 2 : i] == second[j - 2 : j][::-1] and min(i, j) > 1:
                ways.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(ways)
    assert edit_distance(first, second, 9) == table[len(first), len(second)]
