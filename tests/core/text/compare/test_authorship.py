"""Whose words a text is made of, after some versions."""

import random
import time

from hypothesis import given, strategies as st

from commons.core.text.compare.authorship import (
    AuthoredText,
    paragraph_origins,
    split_tokens,
    words_by_version,
)

TEXTS = st.lists(
    st.lists(
        st.sampled_from(["Un. ", "Deux mots. ", "\n\n", "trois", " !"]), max_size=8
    ).map("".join),
    max_size=6,
)


def followed(*texts: str) -> AuthoredText:
    hand = AuthoredText()
    for version, text in enumerate(texts, start=1):
        hand.write(text, version)
    return hand


def test_a_word_put_into_a_sentence_is_the_only_new_one() -> None:
    hand = followed("Un chat dort.", "Un gros chat dort.")
    assert words_by_version(hand.owned) == {1: 3, 2: 1}


def test_what_comes_back_belongs_to_whom_it_did() -> None:
    hand = followed("Un chat dort.", "Rien.", "Un chat dort.")
    assert words_by_version(hand.owned) == {1: 3}


def test_a_sentence_that_moved_belongs_to_whom_it_did() -> None:
    hand = followed("Un chat dort. Un chien court.", "Un chien court. Un chat dort. ")
    assert words_by_version(hand.owned) == {1: 6}


def test_each_paragraph_has_the_version_that_changed_it_last() -> None:
    hand = followed("Un.\n\nDeux.", "Un.\n\nDeux fois.\n\nTrois.")
    assert paragraph_origins(hand.owned) == [
        ("Un.", 1),
        ("Deux fois.", 2),
        ("Trois.", 2),
    ]


@given(TEXTS)
def test_every_word_has_an_owner_and_the_text_is_whole(texts: list[str]) -> None:
    hand = followed(*texts)
    assert "".join(sentence for sentence, _ in hand.owned) == (texts or [""])[-1]
    for sentence, owners in hand.owned:
        assert len(owners) == len(split_tokens(sentence))
        assert all(1 <= owner <= len(texts) for owner in owners)


def test_versions_that_change_all_each_time_are_followed_in_bounded_time() -> None:
    chance = random.Random(7)  # noqa: S311 - a test's chance, not a secret
    hand = AuthoredText()
    started = time.process_time()
    for version in range(1, 11):
        text = " ".join(chance.choices(("un.", "deux.", "trois"), k=20_000))
        hand.write(text, version)
    assert time.process_time() - started < 4
