"""What a diff shows of two texts, and how long it takes."""

import random
import time

from hypothesis import given, strategies as st

from commons.core.text.compare.word_diff import diff_words

TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.sampled_from(["un ", "mot.", "\n", "😀", "é", "fin ! "])).map("".join),
)


def sides(found) -> tuple[str, str]:
    """Put both texts together again."""
    old = "".join(text for operation, text in found if operation != "insert")
    new = "".join(text for operation, text in found if operation != "delete")
    return old, new


def test_words_that_changed_are_shown_whole():
    assert diff_words("Le chat mange.", "Le chien mange bien.") == [
        ("equal", "Le "),
        ("delete", "chat"),
        ("insert", "chien"),
        ("equal", " mange"),
        ("insert", " bien"),
        ("equal", "."),
    ]


@given(TEXTS, TEXTS)
def test_a_diff_holds_both_texts(old, new):
    found = diff_words(old, new)
    assert sides(found) == (old, new)
    assert all(text for _, text in found)


@given(TEXTS)
def test_the_same_text_has_no_difference(text):
    assert diff_words(text, text) == ([("equal", text)] if text else [])


def test_a_long_text_with_scattered_changes_is_fast_and_precise():
    chance = random.Random(2)  # noqa: S311 - a test's chance, not a secret
    old = [f"mot{chance.randrange(3000)}" for _ in range(25_000)]
    new = list(old)
    for _ in range(300):
        new[chance.randrange(len(new))] = "neuf"
    texts = [
        "".join(f"{word}{'.' if n % 12 == 0 else ''} " for n, word in enumerate(words))
        for words in (old, new)
    ]
    started = time.process_time()
    found = diff_words(*texts)
    assert time.process_time() - started < 1
    assert sides(found) == tuple(texts)
    assert sum(len(text) for kind, text in found if kind != "equal") < 6_000


def test_two_long_texts_without_a_common_word_do_not_hang():
    texts = [" ".join(f"{side}{n}" for n in range(80_000)) for side in "ab"]
    started = time.process_time()
    found = diff_words(*texts)
    assert time.process_time() - started < 5
    assert sides(found) == tuple(texts)
