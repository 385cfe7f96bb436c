"""Sentences that several pages say alike."""

import pytest
from flask import Flask

from commons.web.display.messages import MOST_PLACES, count_with_places


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([], "3 essais"),
        (["Brest", "Quimper"], "3 essais : Brest, Quimper"),
        (
            ["Lieu"] * (MOST_PLACES + 1),
            f"3 essais : {'Lieu, ' * MOST_PLACES}1 autre lieu",
        ),
    ],
)
def test_what_is_counted_names_its_first_places(
    app: Flask, places: list[str], told: str
) -> None:
    with app.test_request_context("/?lang=fr"):
        counted = count_with_places("3 essais", places)
    assert counted.replace("\u00a0", " ") == told


def test_places_that_are_not_given_are_counted(app: Flask) -> None:
    with app.test_request_context("/?lang=fr"):
        counted = count_with_places("3 essais", ["Brest"], 2)
    assert counted.replace("\u00a0", " ") == "3 essais : Brest, 2 autres lieux"
