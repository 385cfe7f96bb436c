"""What is chosen for an uploaded spreadsheet is bounded, and what is wrong is said."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from commons.core.text.files.csv_file import read_csv
from commons.web.journeys.imports.progress import State
from commons.web.journeys.imports.spreadsheet_upload import (
    LONGEST_NAME,
    MOST_WEIGHT,
    clean_name,
    kind_named,
    refuse_table,
    settled_state,
    typed_state,
)

OPENED = State(
    source="ateliers",
    encoding="cp1252",
    holds=("title",),
    authors="Camille",
    licence="CC0-1.0",
    language="fr",
)


def chosen(app: Flask, **typed: str) -> State:
    """Give the state after the last page was sent with these controls."""
    with app.test_request_context("/batch/x", method="POST", data=typed):
        return settled_state(OPENED)


def test_a_manner_that_is_none_publishes_and_a_short_note_is_none(app: Flask) -> None:
    assert chosen(app, manner="draft", note="Revu en atelier").manner == "draft"
    assert chosen(app, manner="burn").manner == "publish"
    assert chosen(app, note="Revu en atelier").note == "Revu en atelier"
    assert chosen(app, note="a").note == ""


def test_lines_to_replace_are_whole_numbers(app: Flask) -> None:
    data = {"replace": ["3", "0", "-1", "x", "12"]}
    with app.test_request_context("/batch/x", method="POST", data=data):
        assert settled_state(OPENED).replacing == (3, 12)


def test_columns_are_read_for_every_heading_of_the_table(app: Flask) -> None:
    table = read_csv("titre;résumé\nUn;Deux\n".encode())
    typed = {"column-0": "title", "column-1": "summary", "authors": " Camille "}
    with app.test_request_context("/batch/x", method="POST", data=typed):
        state = typed_state(OPENED, table)
    assert state.holds == ("title", "summary")
    assert state.authors == "Camille"
    assert (state.source, state.encoding) == ("ateliers", "cp1252")


def test_a_table_that_costs_too_much_is_refused_in_words(app: Flask) -> None:
    sound = b"titre\nUn banc\n"
    heavy = b"titre\n" + b'"' + b"[" * MOST_WEIGHT + b'"\n'
    with app.test_request_context("/batch"):
        assert refuse_table(sound) == ""
        assert refuse_table(heavy) != ""
        assert refuse_table(b"") != ""


def test_names_are_cut_and_cleaned(app: Flask) -> None:
    assert clean_name("a" * 500) == "a" * LONGEST_NAME
    assert clean_name("  l’été\n") == "l’été"


def test_a_kind_that_is_none_is_not_found(app: Flask) -> None:
    with app.test_request_context("/batch"):
        assert kind_named("method").key == "method"
        with pytest.raises(NotFound):
            kind_named("nothing")
