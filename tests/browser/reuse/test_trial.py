"""A trial is told on a phone in two minutes: few controls, few screens, a photo."""

import time

import pytest
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests.adapters.media.pictures import drawing, written
from tests.browser.tabs import ALICE, Tabs

PHONE = ViewportSize(width=360, height=740)
TYPING = 3.0
"""How many characters a second a thumb types, at the least."""
TAPS = 2.0
"""How many seconds it takes to find and tap a control, at the most."""
TWO_MINUTES = 120

TYPED = {
    "territory": "Douarnenez",
    "date": "novembre 2018",
    "participants": "12",
    "summary": "Chacun a parlé, même les plus timides. On recommence au printemps.",
    "images-0-alt": "Douze personnes autour d’une table",
}
VISIBLE = "form#sheet :is(input, textarea, select):visible"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_trial_is_told_on_a_phone_in_under_two_minutes(
    tabs: Tabs, ids: dict[str, str], *, scripts: bool
) -> None:
    page = tabs.open(ALICE, width=PHONE["width"], scripts=scripts)
    page.set_viewport_size(PHONE)
    page.goto(f"/sheets/{ids['sheet']}")
    begun = time.monotonic()
    page.get_by_role("link", name="J’ai essayé").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("J’ai essayé")
    asked = page.locator(VISIBLE).count()
    assert asked <= 6
    box = page.locator("form#sheet").bounding_box()
    assert box is not None
    assert box["height"] <= 2 * PHONE["height"]
    assert _is_as_wide_as_the_window(page)
    for name in ("territory", "date", "participants", "summary"):
        page.fill(f"[name='{name}']", TYPED[name])
    photo = written(drawing(900, 600), "JPEG")
    page.set_input_files(
        "[capture=environment]",
        files=[FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=photo)],
    )
    if not scripts:
        page.get_by_role("button", name="Ajouter les images choisies").click()
    page.fill("[name='images-0-alt']", TYPED["images-0-alt"])
    assert page.input_value("[name='images-0-author']") == "alice"
    page.locator(".writebar [value=publish]").click()
    page.wait_for_url("**/sheets/*/essai-de-*")
    expect(page.locator("main")).to_contain_text(TYPED["summary"])
    walked = time.monotonic() - begun
    hands = sum(len(text) for text in TYPED.values()) / TYPING
    taps = (asked + 4) * TAPS
    assert walked + hands + taps < TWO_MINUTES, (walked, hands, taps)


def _is_as_wide_as_the_window(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_the_rest_is_behind_one_tap_and_works_by_the_keyboard(
    tabs: Tabs, ids: dict[str, str]
) -> None:
    page = tabs.open(ALICE, width=320)
    page.goto(f"/sheets/new/trial?tried={ids['sheet']}&version=1")
    helped = page.locator("[name='enablers-0']")
    assert not helped.is_visible()
    page.get_by_text("En dire plus", exact=True).focus()
    page.keyboard.press("Enter")
    expect(helped).to_be_visible()
    assert _is_as_wide_as_the_window(page)
