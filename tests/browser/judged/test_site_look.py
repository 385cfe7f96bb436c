"""A logo and the least readable colour, on every sort of page, light and dark."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from commons.core.domain.pictures.colour import light_shades
from tests.adapters.media.pictures import drawing, written
from tests.browser.judged.judges import axe, axe_on_colours, axe_source
from tests.browser.tabs import ADMIN, Tabs

pytestmark = pytest.mark.browser

EDIT = "/admin/appearance"
PALE = "#ffdd00"


@pytest.fixture
def admin(tabs: Tabs) -> Iterator[Page]:
    """Give a tab of an admin; in the end the site looks as before."""
    page = tabs.open(ADMIN)
    yield page
    page.goto(EDIT)
    for order in ("remove", "reset"):
        button = page.locator(f"button[value={order}]")
        if button.count():
            button.click()
            expect(page.locator(".notice--good")).to_be_visible()


@pytest.mark.sweep
def test_whatever_colour_is_chosen_all_pages_are_read(
    admin: Page, tabs: Tabs, ids: dict[str, str]
) -> None:
    admin.goto(EDIT)
    admin.locator("#f-colour").fill(PALE)
    content = written(drawing(900, 500), "PNG")
    logo = FilePayload(name="logo.png", mimeType="image/png", buffer=content)
    admin.locator("#f-logo").set_input_files(logo)
    admin.locator("button[value=save]:not([tabindex])").click()
    expect(admin.locator(".notice--good")).to_be_visible()
    reader = tabs.open()
    for page, address in (
        (admin, EDIT),
        (reader, "/"),
        (reader, "/search?q=débat"),
        (reader, f"/sheets/{ids['sheet']}"),
        (admin, "/sheets/new/method"),
    ):
        page.goto(address)
        shown = page.locator(".brand .logo")
        assert shown.evaluate("image => image.complete && image.naturalWidth") == 320
        page.evaluate(axe_source())
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                found = axe(page) if scheme == "light" else axe_on_colours(page)
                assert "\n".join(found) == "", (address, width, scheme)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
    accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent')"
    assert reader.evaluate(accent) == light_shades(PALE).accent != PALE
