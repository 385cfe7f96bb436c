"""What looks the same is the same, and what nobody sees is left out."""

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.language.characters import (
    clean_line,
    clean_text,
    first_refused,
    is_blank,
    name_of_file,
    normal_form,
    visible_text,
)

FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e007f"
FAMILY = "\U0001f468\u200d\U0001f469"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("e\u0301te\u0301", "été"),
        (" un\r\ndeux\rtrois\x0bquatre ", "un\ndeux\ntrois\nquatre"),
        ("a\x07b\x00", "ab"),
        ("l\x92\x9cuvre", "l’œuvre"),
        ("a\u202eb\u2066", "ab"),
        ("\ufeffmot\u200b", "mot"),
        ("\ud83d\ude00", "\U0001f600"),
        (f"{FLAG} {FAMILY}", f"{FLAG} {FAMILY}"),
        ("a\U000e0041\U000e0042", "a"),
        ("\u200b\u00ad\u2800", ""),
        ("", ""),
    ],
)
def test_a_text_keeps_what_it_says(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@given(st.text())
def test_a_clean_text_is_clean(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert normal_form(once) == once
    refused = first_refused(once)
    assert refused == {} or str(refused["value"]).startswith(("U+D", "U+FFF"))


def test_a_line_has_single_spaces() -> None:
    assert clean_line(" un\n\n deux\u00a0trois\x07 ") == "un deux trois"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("e\u0301t\udce9.txt", "été.txt"),
        ("\udc80.txt", "€.txt"),
        ("été.txt", "été.txt"),
        ("\udc81", "\ufffd"),
    ],
)
def test_the_bytes_of_an_old_name_are_those_of_windows(name: str, said: str) -> None:
    assert name_of_file(name) == said


def test_what_nobody_sees_is_left_out() -> None:
    assert visible_text("a\u200bb\u00adc\u2800") == "abc"
    assert visible_text("a b\n") == "a b\n"


@pytest.mark.parametrize(
    ("text", "blank"),
    [("", True), (" \n\t", True), ("\u3164\u200b ", True), ("\u200b.", False)],
)
def test_a_blank_text_shows_nothing(text: str, *, blank: bool) -> None:
    assert is_blank(text) is blank


def test_the_first_character_that_is_refused_is_said_with_its_line() -> None:
    assert first_refused("un\ndeux\x07\x00") == {"value": "U+0007", "line": 2}
    assert first_refused("\uffff") == {"value": "U+FFFF", "line": 1}
    assert first_refused("un\n\tdeux") == {}
