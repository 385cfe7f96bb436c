"""The words of a page of the site, and how the first page takes them apart."""

import pytest

from commons.core.domain.site.site_page import SITE_PAGES, PageInLanguage
from commons.settings import LANGUAGES
from commons.web.display.site_text import (
    read_text,
    shipped_text,
    split_headline,
    text_of,
)
from commons.wiring.components import Components


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_begins_with_a_headline_and_a_line(
    parts: Components, language: str
) -> None:
    with parts.store.read() as work:
        text = read_text(work, "home", language)
    assert text == shipped_text(PageInLanguage(key="home", language=language))
    headline, lead = split_headline(text)
    assert headline
    assert not headline.startswith("#")
    assert "\n" not in lead
    assert len(lead) > 60


def test_a_headline_needs_no_mark_and_nothing_after_it() -> None:
    assert split_headline("Bienvenue") == ("Bienvenue", "")
    assert split_headline("# Chez nous \n\nOn fait\nensemble.") == (
        "Chez nous",
        "On fait ensemble.",
    )


def test_what_binds_the_operator_starts_empty() -> None:
    assert text_of(SITE_PAGES["legal"], "fr", None) == ""
    assert text_of(SITE_PAGES["about"], "fr", None)
