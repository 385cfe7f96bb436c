"""What a page of differences says of lists, of images and of long texts."""

from dataclasses import replace

import pytest
from flask import Flask

from commons.core.domain.schema.kind import Value, Values
from commons.web.display.comparison import Change, compare_fields
from commons.wiring.components import Components
from tests.services.histories import version


def image(letter: str, alt: str) -> Value:
    return {"file": f"{letter * 64}.jpg", "alt": alt, "author": "Camille"}


@pytest.fixture
def told(app: Flask, parts: Components):
    """Give the differences of two versions that say this."""

    def ask(old: Values, new: Values) -> list[Change]:
        first, second = version(old), replace(version(new), number=2)
        with app.test_request_context(), parts.store.read() as work:
            return compare_fields(parts.schema, work, first, second)

    return ask


def test_an_image_that_came_went_or_is_another_one_is_named_by_its_words(told) -> None:
    bench, map_, table = (image(a, f"Un objet {a}") for a in "abc")
    again = image("d", "Un objet a")
    (change,) = told({"images": [bench, map_]}, {"images": [again, table]})
    pieces = {
        (row.before, row.now): "".join(f"{sign}{text}" for sign, text in row.pieces)
        for row in change.rows
    }
    assert "Un objet a" in pieces[1, 1]
    assert "-aaaaaaaa" in pieces[1, 1]
    assert "+dddddddd" in pieces[1, 1]
    assert all("a" * 10 not in text for text in pieces.values())


def test_a_step_that_moved_and_changed_a_little_is_one_step(told) -> None:
    def step(title: str, text: str) -> Value:
        return {"title": title, "text": text}

    one = step("Poser", "On pose le banc dehors, au soleil, devant la mairie.")
    two = step("Demander", "Chacun écrit sa réponse en silence sur un carton.")
    three = step("Ranger", "Tout le monde aide et remercie celles qui sont venues.")
    moved = step("Poser", "On pose le banc dehors, à l’ombre, devant la mairie.")
    (change,) = told({"steps": [one, two, three]}, {"steps": [two, three, moved]})
    (row,) = change.rows
    assert (row.before, row.now, row.moved) == (1, 3, True)
    assert ("-", "au soleil") in row.pieces


def test_choices_have_no_order_that_could_change(told) -> None:
    assert told({"themes": ["culture", "food"]}, {"themes": ["food", "culture"]}) == []


def test_of_a_long_text_what_stands_around_a_change_is_shown(told) -> None:
    same = "Un mot après l’autre. " * 500
    (change,) = told({"body": f"{same}Fin."}, {"body": f"{same}Suite."})
    assert sum(len(text) for _, text in change.pieces) < 1_000
    assert ("+", "Suite") in change.pieces
    assert change.pieces[0][1].count("[…]") == 1
