"""Covers: the first picture, else a drawing in the colour and for the purpose."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from commons.core.domain.sheet import Revision
from commons.web.display.sheet.covers import cover_of
from tests.core.kinds.examples import revision

IMAGE = {
    "file": f"{'a' * 64}.png",
    "alt": "Des tables",
    "author": "Léa",
    "licence": "CC0-1.0",
    "width": 1200,
    "height": 800,
}


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def method(**values: Any) -> Revision:
    return revision("method", values)


def test_a_drawing_has_the_colour_of_the_theme_and_the_purpose_in_the_middle() -> None:
    cover = cover_of(method(themes=["culture", "food"], objective=["decide", "meet"]))
    assert (cover.picture, cover.hue, cover.pictogram) == (None, "pink", "vote")
    assert cover.strong.startswith("M")


def test_without_a_purpose_it_has_the_pictogram_of_its_kind() -> None:
    assert cover_of(method()).pictogram == "route"
    assert cover_of(revision("tool", {})).pictogram == "wrench"


def test_a_choice_that_is_unknown_draws_nothing() -> None:
    cover = cover_of(method(themes=["none", 3], objective=["none", {"a": "b"}]))
    assert cover == cover_of(method())


def test_the_first_picture_is_the_cover() -> None:
    picture = cover_of(method(images=[IMAGE])).picture
    assert picture is not None
    assert picture.name == IMAGE["file"]
