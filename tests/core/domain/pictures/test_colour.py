"""Colours: contrast as WCAG counts it, and shades that are read wherever they stand."""

import re
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from commons.core.domain.pictures.colour import (
    DARK_GROUNDS,
    LEAST_CONTRAST,
    LIGHT_GROUNDS,
    contrast,
    dark_shades,
    light_shades,
    read_colour,
)

TOKENS = Path("commons/web/assets/styles/tokens.css")
COLOURS = st.integers(min_value=0, max_value=0xFFFFFF).map("#{:06x}".format)
INK, DARK_INK = "#1f2723", "#e9ebe6"


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("#2A5285", "#2a5285"),
        ("2a5285", "#2a5285"),
        (" #fff ", "#ffffff"),
        ("a0c", "#aa00cc"),
    ],
)
def test_a_colour_is_read_however_it_is_written(typed: str, read: str) -> None:
    assert read_colour(typed) == read


@pytest.mark.parametrize("typed", ["", "bleu", "#12345", "#1234567", "#ggg", "#٣٣٣"])
def test_what_is_no_colour_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # it says what was typed
        read_colour(typed)


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@given(COLOURS)
def test_every_colour_has_shades_that_are_read(colour: str) -> None:
    for shades, grounds, ink in (
        (light_shades(colour), LIGHT_GROUNDS, INK),
        (dark_shades(colour), DARK_GROUNDS, DARK_INK),
    ):
        for ground in (*grounds, shades.ground):
            assert contrast(shades.accent, ground) >= LEAST_CONTRAST
            assert contrast(shades.strong, ground) >= LEAST_CONTRAST
        assert contrast(shades.on_accent, shades.accent) >= LEAST_CONTRAST
        assert contrast(shades.on_accent, shades.strong) >= LEAST_CONTRAST
        assert contrast(ink, shades.ground) >= LEAST_CONTRAST


def test_a_colour_that_is_read_stays_as_it_is() -> None:
    assert light_shades("#14604d").accent == "#14604d"
    assert light_shades("#8a2346").accent == "#8a2346"
    assert light_shades("#ffdd00").accent not in {"#ffdd00", "#000000"}


def test_the_grounds_are_those_of_the_pages() -> None:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media")
    for source, grounds in ((light, LIGHT_GROUNDS), (dark, DARK_GROUNDS)):
        said = re.findall(r"--(?:paper|surface|sunken): (#\w+);", source)
        assert {read_colour(one) for one in said} == set(grounds)
    assert f"--ink: {INK};" in light
    assert f"--ink: {DARK_INK};" in dark
