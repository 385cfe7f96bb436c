"""Texts: on one line when short, cut apart by their length, as long as allowed."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Field, FieldType
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.types.text import MARKDOWN, TEXT, check_length
from tests.core.kinds.examples import SCHEMA

TITLE = SCHEMA.kinds["method"].field("title")


def of_length(
    most: int | None, *, least: int | None = None, type_: FieldType = TEXT
) -> Field:
    return replace(TITLE, type=type_, min_length=least, max_length=most)


def test_a_short_text_is_put_on_one_line_and_a_long_one_is_not() -> None:
    assert TEXT.parse(SCHEMA, of_length(200), "a\n  b") == "a b"
    assert TEXT.parse(SCHEMA, of_length(201), "a\n  b") == "a\n  b"
    short = of_length(200, type_=MARKDOWN)
    assert MARKDOWN.parse(SCHEMA, short, "a\n  b") == "a\n  b"


@pytest.mark.parametrize(
    ("most", "cell", "pieces"),
    [
        (40, False, ["a", "b", "c", "d"]),
        (200, False, ["a, b; c", "d"]),
        (200, True, ["a, b", " c", "d"]),
        (201, True, ["a, b; c", "d"]),
        (None, True, ["a, b; c", "d"]),
    ],
)
def test_the_longer_the_texts_the_fewer_signs_part_them(
    most: int | None, *, cell: bool, pieces: list[str]
) -> None:
    found = TEXT.split(SCHEMA, of_length(most), "a, b; c\nd", cell=cell)
    wanted = [piece.strip() for piece in pieces] if most == 40 else pieces
    assert [piece.strip() if most == 40 else piece for piece in found] == wanted


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("ab", Rule.TOO_SHORT),
        ("   \u200b ", Rule.TOO_SHORT),
        ("abc", None),
        ("abcdef", Rule.TOO_LONG),
        ("ABCD", Rule.WRONG_TYPE),
    ],
)
def test_a_length_counts_letters_and_a_pattern_the_whole(
    text: str, rule: Rule | None
) -> None:
    field = replace(of_length(5, least=3), pattern="^[a-z]*$")
    broken = check_length(field, text)
    assert (broken and broken[0]) is rule


def test_a_least_length_that_is_advice_breaks_nothing() -> None:
    assert check_length(of_length(None, least=40), "court") is None


def test_both_are_words_of_authors_and_one_is_always_laid_out() -> None:
    assert (TEXT.is_text, MARKDOWN.is_text) == (True, True)
    assert (TEXT.is_markdown, MARKDOWN.is_markdown) == (False, True)
    assert TEXT.keeps_order
