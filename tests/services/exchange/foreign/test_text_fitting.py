"""A field takes of a text of others what fits, and says when something is left."""

import pytest

from commons.core.domain.schema.problem import Rule
from commons.core.text.files.front_matter import Data
from commons.services.exchange.foreign.text_fitting import (
    MOST_ITEMS,
    FittedText,
    fit_text,
    fitting_values,
    share_numbers,
)
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]


def fitted(target: str, text: str) -> FittedText:
    return fit_text(SCHEMA, METHOD, target, text)


@pytest.mark.parametrize(
    ("target", "text", "raw"),
    [
        ("title", "**Le banc** rouge\n", "Le banc rouge"),
        ("body", " **Le banc** rouge\n", "**Le banc** rouge"),
        ("duration", "1 h 30", "1 h 30"),
        ("group_min", "environ 12 personnes", 12),
        ("materials", "- feutres\n- du papier\n", ["feutres", "du papier"]),
        ("authors", "Camille, Robin et Dominique", ["Camille", "Robin", "Dominique"]),
        ("steps.title", "Inviter", [{"title": "Inviter"}]),
        ("help.text", "Appelez-nous", {"text": "Appelez-nous"}),
        ("files", "docs/guide.pdf", [{"file": "docs/guide.pdf"}]),
    ],
)
def test_a_text_becomes_what_the_field_holds(target: str, text: str, raw: Data) -> None:
    if target == "authors":
        assert isinstance(raw, list)
        raw = [{"name": name} for name in raw]
    found = fitted(target, text)
    assert (found.raw, found.problem) == (raw, None)
    assert found.whole


def test_links_are_taken_and_it_is_said_whether_words_are_left() -> None:
    alone = fitted("links", "- [Le guide](https://exemple.org/g)")
    assert alone.raw == [{"url": "https://exemple.org/g", "title": "Le guide"}]
    assert alone.whole
    among = fitted("links", "Voir [ici](https://exemple.org/g) et [là](autre.md)")
    assert among.raw == [{"url": "https://exemple.org/g", "title": "ici"}]
    assert not among.whole


def test_steps_have_titles_and_texts_that_fit_and_long_ones_are_cut() -> None:
    steps = {field.key: field for field in METHOD.fields}["steps"]
    most = {column.key: column for column in steps.columns}["text"].max_length
    assert most
    paragraph = "Un mot. " * (most // 10)
    found = fitted(
        "steps", f"1. Inviter\n\n   {paragraph}\n\n   {paragraph}\n2. Ranger"
    )
    assert isinstance(found.raw, list)
    assert len(found.raw) == 3
    for row in found.raw:
        assert isinstance(row, dict)
        assert 0 < len(str(row["text"])) <= most
    assert found.problem is None


@pytest.mark.parametrize(
    ("target", "text", "rule"),
    [
        ("title", "x", Rule.TOO_SHORT),
        ("title", "x" * 91, Rule.TOO_LONG),
        ("duration", "un moment", Rule.NOT_DURATION),
        ("group_min", "beaucoup", Rule.NOT_NUMBER),
        ("difficulty", "facile", Rule.NOT_CHOICE),
    ],
)
def test_what_does_not_fit_is_left_for_a_reason(
    target: str, text: str, rule: Rule
) -> None:
    found = fitted(target, text)
    assert found.raw is None
    assert found.problem is not None
    assert found.problem.rule is rule


def test_the_values_that_fit_are_kept_and_the_others_left() -> None:
    found = fitting_values(SCHEMA, METHOD, "keywords", ["eau", "x", "sol"])
    assert (found.raw, found.whole) == (["eau", "sol"], False)
    assert found.problem is not None
    assert found.problem.rule is Rule.TOO_SHORT
    many: list[Data] = [f"mot {number}" for number in range(9)]
    full = fitting_values(SCHEMA, METHOD, "keywords", many)
    assert (full.raw, full.whole) == (many[:8], False)
    assert full.problem is not None
    assert full.problem.rule is Rule.TOO_MANY
    none = fitting_values(SCHEMA, METHOD, "keywords", ["x", "y"])
    assert (none.raw, none.whole) == (None, False)


def test_a_field_alone_is_not_asked_for_what_a_whole_sheet_needs() -> None:
    assert fitting_values(SCHEMA, METHOD, "group_max", 5) == FittedText(raw=5)
    nothings: tuple[Data, ...] = (None, "", [])
    for nothing in nothings:
        assert fitting_values(SCHEMA, METHOD, "title", nothing) == FittedText(raw=None)


def test_no_more_items_than_are_looked_at_are_taken() -> None:
    raw: list[Data] = [f"un objet {number}" for number in range(MOST_ITEMS + 1)]
    found = fitting_values(SCHEMA, METHOD, "variants", raw)
    assert (found.raw, found.whole) == (raw[:MOST_ITEMS], False)


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("8 à 50 personnes", {"a": 8, "b": 50}),
        ("50 à 8, 3 fois", {"a": 8, "b": 50}),
        ("jusqu’à 30", {"b": 30}),
        ("au moins 12", {"a": 12}),
        ("12+", {"a": 12}),
        ("1\u202f000", {"a": 1000, "b": 1000}),
        ("beaucoup", {}),
    ],
)
def test_the_numbers_of_a_text_are_shared(text: str, shared: dict[str, int]) -> None:
    assert share_numbers(("a", "b"), text) == shared
