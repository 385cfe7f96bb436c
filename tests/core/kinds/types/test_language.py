"""A language is read by its name or its tag, and named in the language of the page."""

import pytest

from commons.core.kinds.types.language import LANGUAGE, OFFERED, language_name
from tests.core.kinds.examples import SCHEMA

FIELD = SCHEMA.kinds["method"].field("language")


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("fr", "fr", "français"),
        ("fr", "en", "French"),
        ("pt-BR", "fr", "portugais (Brésil)"),
        ("xx-", "fr", "xx-"),
        ("", "fr", ""),
    ],
)
def test_a_language_is_named_and_what_is_none_stays_as_it_is(
    tag: str, language: str, name: str
) -> None:
    assert language_name(tag, language) == LANGUAGE.in_words(tag, language) == name


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("fr", "fr"), ("Français", "fr"), ("breton", "br"), ("PT_br", "pt-BR")],
)
def test_a_language_is_read_by_its_name_or_its_tag(typed: str, tag: str) -> None:
    assert LANGUAGE.parse(SCHEMA, FIELD, typed) == tag


def test_the_form_offers_a_few_languages_and_the_one_that_was_typed() -> None:
    offered = list(LANGUAGE.choices(SCHEMA, FIELD, ["nl", "fr", ""], "en"))
    assert [key for key, _, _ in offered] == [*OFFERED, "nl"]
    assert offered[-1] == ("nl", {"en": "Dutch"}, {})
