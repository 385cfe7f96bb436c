"""What two people make of one text: all of it is kept, or asked about."""

import random
import time

from hypothesis import given, strategies as st

from commons.core.text.compare.three_way_merge import (
    TextConflict,
    both_passages,
    merge_texts,
    write_pieces,
)

WORDS = ("Un café. ", "Deux ! ", "Trois", "\n", "\n\n", "- point", "« Oui. » ", "été… ")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
BASE = "Poser le banc. Poser la question.\n\nÉcouter sans hâte.\n\nRanger."


def mine(clash: TextConflict) -> str:
    return clash.mine


def theirs(clash: TextConflict) -> str:
    return clash.theirs


def base(clash: TextConflict) -> str:
    return clash.base


def test_two_paragraphs_changed_by_two_people_are_both_kept():
    assert merge_texts(
        BASE,
        BASE.replace("sans hâte", "longtemps"),
        BASE.replace("Poser le banc", "Poser deux bancs"),
    ) == [
        "Poser deux bancs. Poser la question.\n\nÉcouter longtemps.\n\nRanger.",
    ]


def test_two_sentences_of_a_paragraph_are_both_kept_when_one_stands_between():
    text = "Un. Deux. Trois."
    assert merge_texts(text, "Un ! Deux. Trois.", "Un. Deux. Quatre.") == [
        "Un ! Deux. Quatre."
    ]


def test_one_sentence_changed_by_both_is_asked_about_alone():
    assert merge_texts(
        BASE,
        BASE.replace("sans hâte", "longtemps"),
        BASE.replace("sans hâte", "vraiment"),
    ) == [
        "Poser le banc. Poser la question.\n\n",
        TextConflict(
            base="Écouter sans hâte.",
            mine="Écouter longtemps.",
            theirs="Écouter vraiment.",
        ),
        "\n\nRanger.",
    ]


def test_what_both_add_at_one_place_is_asked_about():
    found = merge_texts("Un.", "Un.\n\nMoi.", "Un.\n\nElle.")
    assert found == ["Un.", TextConflict(base="", mine="\n\nMoi.", theirs="\n\nElle.")]
    assert (
        write_pieces(found, lambda c: both_passages(c.theirs, c.mine))
        == "Un.\n\nElle.\n\nMoi."
    )


def test_what_one_deletes_and_the_other_changes_is_asked_about():
    found = merge_texts("Un. Deux. Trois.", "Un. Trois.", "Un. Deux fois. Trois.")
    assert TextConflict(base="Deux. ", mine="", theirs="Deux fois. ") in found


def test_the_same_change_by_both_is_no_clash():
    assert merge_texts("Un café.", "Un thé.", "Un thé.") == ["Un thé."]


@given(TEXTS, TEXTS, TEXTS)
def test_each_text_can_be_had_back_where_nobody_else_changed_it(old, one, other):
    assert write_pieces(merge_texts(old, one, old), base) == one
    assert write_pieces(merge_texts(old, old, other), base) == other
    assert write_pieces(merge_texts(old, one, one), base) == one


@given(TEXTS, TEXTS, TEXTS)
def test_the_others_see_the_same_clashes_turned_round(old, one, other):
    found, turned = merge_texts(old, one, other), merge_texts(old, other, one)
    assert write_pieces(found, mine) == write_pieces(turned, theirs)
    assert write_pieces(found, base) == write_pieces(turned, base)


@st.composite
def histories(draw):
    """Give a text, and what two people made of it with words of their own."""
    units = [f"Phrase {n}. " for n in range(draw(st.integers(0, 8)))]
    return "".join(units), *(_edited(draw, units, who) for who in ("elle", "lui"))


def _edited(draw, units, who):
    text = []
    for number, unit in enumerate([*units, ""]):
        if draw(st.integers(0, 4)) == 0:
            text.append(f"Ajout {number} de {who}. ")
        fate = draw(st.sampled_from(["keep", "keep", "keep", "drop", "change"]))
        if fate == "keep":
            text.append(unit)
        elif fate == "change" and unit:
            text.append(f"Phrase {number} selon {who}. ")
    return "".join(text)


@given(histories())
def test_no_sentence_of_either_is_missing_from_the_text_or_the_clashes(history):
    old, one, other = history
    found = merge_texts(old, one, other)
    shown = write_pieces(found, lambda c: f"{c.mine} | {c.theirs} | {c.base}")
    for text in (one, other):
        for sentence in set(text.split(". ")) - set(old.split(". ")):
            assert sentence in shown
    joined = write_pieces(found, lambda c: both_passages(c.theirs, c.mine))
    for text in (one, other):
        for sentence in set(text.split(". ")) - set(old.split(". ")):
            assert sentence in joined


def test_two_passages_are_parted_as_their_form_asks():
    assert both_passages("Un. ", "Deux.") == "Un. Deux."
    assert both_passages("Un.", "Deux.") == "Un. Deux."
    assert both_passages("- un", "- deux") == "- un\n- deux"
    assert both_passages("Un\nsuite", "Deux") == "Un\nsuite\n\nDeux"
    assert both_passages("", "Deux") == "Deux"


def test_hostile_texts_of_the_longest_field_are_merged_in_bounded_time():
    chance = random.Random(5)  # noqa: S311 - a test's chance, not a secret
    texts = {
        "short": ["a. " * 66_000, "b. " * 66_000, "a. b. " * 33_000],
        "lines": ["\n".join(chance.choices("abc", k=100_000)) for _ in range(3)],
        "one": ["a" * 200_000, "b" * 200_000, "." * 200_000],
        "quotes": [".»" * 100_000, "." + "»" * 199_999, ". " * 100_000],
    }
    for three in texts.values():
        started = time.process_time()
        found = merge_texts(*three)
        assert time.process_time() - started < 3
        assert write_pieces(found, theirs)
