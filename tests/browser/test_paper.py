"""A sheet on paper: the sheet alone, and how to find it again."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tabs import Tabs

pytestmark = pytest.mark.browser


@pytest.fixture
def paper(tabs: Tabs, ids: dict[str, str]) -> Page:
    page = tabs.open()
    page.goto(f"/sheets/{ids['sheet']}")
    page.emulate_media(media="print", color_scheme="dark")
    return page


def test_paper_shows_the_sheet_and_nothing_of_the_site(paper: Page) -> None:
    shown = ["h1", ".facts", ".steps", ".licence__credit", ".print-only"]
    for selector in shown:
        expect(paper.locator(selector).first).to_be_visible()
    hidden = "nav, form, button, .masthead, .colophon, .skip, .checklist, details"
    assert paper.locator(hidden).count() > 5
    assert [one for one in paper.locator(hidden).all() if one.is_visible()] == []


def test_paper_ends_with_who_wrote_it_its_version_and_its_short_address(
    paper: Page, ids: dict[str, str], tabs: Tabs
) -> None:
    end = paper.locator(".licence")
    expect(end).to_contain_text("CC BY-SA 4.0")
    expect(end).to_contain_text("Par Camille · version 2 du")
    short = f"{tabs.server.address}/sheets/{ids['sheet']}"
    assert end.locator(".print-only").inner_text().endswith(short)


def test_paper_says_where_links_lead(paper: Page) -> None:
    after = "link => getComputedStyle(link, '::after').content"
    link = paper.get_by_role("link", name="Le banc d’à côté")
    assert "https://exemple.fr/banc" in link.evaluate(after)


def test_paper_is_black_on_white(paper: Page) -> None:
    look = "page => [getComputedStyle(page).color, getComputedStyle(page).background]"
    ink, ground = paper.locator("body").evaluate(look)
    assert ink == "rgb(0, 0, 0)"
    assert ground.startswith("rgb(255, 255, 255)")


def test_paper_fits_on_an_a4_page(paper: Page, ids: dict[str, str]) -> None:
    assert paper.pdf(format="A4").startswith(b"%PDF")
    paper.set_viewport_size({"width": 673, "height": 900})
    width = paper.evaluate("document.documentElement.scrollWidth")
    assert width <= 673
