"""Values are said in words of the page's language."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from markupsafe import Markup

from commons.core.domain.schema.kind import Field
from commons.web.display.sheet.value_labels import (
    all_words,
    in_words,
    place_name,
    typeset_markup,
)
from commons.web.request.locale import speaking
from commons.wiring.components import Components

SHEET = "0123456789ab"


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def field_of(parts: Components, key: str) -> Field:
    """Give a field, whichever kind it stands in."""
    kinds = parts.schema.kinds.values()
    return next(f for kind in kinds for f in kind.fields if f.key == key)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("group_open", True, "oui"),
        ("group_open", False, "non"),
        ("budget", 12500.5, "12\u202f500,5"),
        ("themes", "nothing", "nothing"),
        ("licence", "CC-0", "CC-0"),
        ("language", "br", "breton"),
        ("start_date", "2018-11", "novembre 2018"),
        ("title", "Le banc", "Le banc"),
        ("tools_used", SHEET, "Le carton"),
        ("tools_used", "0123456789ac", "0123456789ac"),
        ("territory", {"code": "commune:29019"}, "Brest"),
        ("territory", {"name": "La vallée", "code": ""}, "La vallée"),
        ("space", ["Une place", "Un mur"], "Une place, Un mur"),
    ],
)
def test_a_value_is_said_as_a_reader_says_it(
    parts: Components, key: str, value: Any, words: str
) -> None:
    field, titles = field_of(parts, key), {SHEET: "Le carton"}
    assert in_words(parts.schema, field, value, titles) == words


def test_a_choice_is_said_by_its_label(parts: Components) -> None:
    field = field_of(parts, "difficulty")
    key, concept = next(iter(parts.schema.schemes[field.choice].concepts.items()))
    assert in_words(parts.schema, field, key, {}) == concept.label["fr"]
    with speaking("en"):
        assert in_words(parts.schema, field, key, {}) == concept.label["en"]


def test_rows_are_told_column_by_column_without_what_is_hidden(
    parts: Components,
) -> None:
    steps, cost = field_of(parts, "steps"), field_of(parts, "cost")
    rows: Any = [{"title": "A", "text": "b"}, {"text": "d", "title": "C"}]
    assert all_words(parts.schema, steps, rows, {}) == "A\nb\n\nC\nd"
    assert in_words(parts.schema, cost, {"amount": 12}, {}) == "12"
    authors = field_of(parts, "authors")
    author: Any = {"name": "Camille", "person": SHEET}
    assert in_words(parts.schema, authors, author, {}) == "Camille"


def test_values_to_compare_stand_one_a_line(parts: Components) -> None:
    field = field_of(parts, "keywords")
    assert all_words(parts.schema, field, ["a", "b"], {}) == "a\nb"
    assert all_words(parts.schema, field, "a", {}) == "a"


def test_text_is_typeset_and_markup_stays_markup() -> None:
    assert typeset_markup("Qui ?") == "Qui\u202f?"
    assert not isinstance(typeset_markup("<b> ?"), Markup)
    made = typeset_markup(Markup('<a title="Qui ?">Qui ?</a>'))
    assert isinstance(made, Markup)
    assert made.endswith(">Qui\u202f?</a>")


def test_a_place_that_was_typed_stays_as_it_was_typed() -> None:
    assert place_name("Les Vosges") == "Les Vosges"
    assert place_name({"name": "Ici", "code": "commune:29019"}) == "Ici"
    assert place_name({"code": "commune:00000"}) == "00000"
