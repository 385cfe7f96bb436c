"""A sheet is adapted by keys alone, with scripts and without, and its original says so."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.tabs import ALICE, Tabs

MOST_TABS = 150
CHANGED = "Le banc est devenu un hamac, sous les arbres."


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until a control has the focus, as who has no mouse does."""
    expect(wanted).to_have_count(1)
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} is not reached by {MOST_TABS} tabs")


def enter(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Come to a link or a button by keys, and follow or press it."""
    tab_to(page, wanted)
    with page.expect_event("domcontentloaded"):
        page.keyboard.press(key)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_keys_alone_lead_from_a_sheet_to_its_adaptation(
    tabs: Tabs, ids: dict[str, str], *, scripts: bool
) -> None:
    place = "Quimper" if scripts else "Vannes"
    page = tabs.open(ALICE, scripts=scripts, width=360)
    page.goto(f"/sheets/{ids['sheet']}")
    enter(page, page.get_by_role("link", name="Adapter pour mon territoire"))
    tab_to(page, page.locator("main [name=territory]"))
    page.keyboard.type(place)
    with page.expect_event("domcontentloaded"):
        page.keyboard.press("Enter")
    tab_to(page, page.locator("[name=sources-0-changes]"))
    page.keyboard.type(CHANGED)
    button = page.get_by_role("button", name="Publier", exact=True).first
    enter(page, button)
    confirmation = page.get_by_label(re.compile("Publier (quand même|sans dire)"))
    if confirmation.count():
        tab_to(page, confirmation)
        page.keyboard.press("Space")
        enter(page, button)
    expect(page.get_by_role("heading", level=1)).to_contain_text(place)
    page.goto(f"/sheets/{ids['sheet']}")
    told = page.get_by_role("region", name="Adaptée ailleurs")
    expect(told).to_contain_text(place)
    expect(told).to_contain_text(CHANGED)
    enter(page, told.get_by_role("link", name=re.compile(place)))
    expect(page.get_by_role("heading", level=1)).to_contain_text(place)
