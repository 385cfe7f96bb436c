"""From a map to a sheet: by the keyboard, on a phone, with or without scripts."""

import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.adapters.media.pictures import drawing, written
from tests.browser.judged.judges import axe, axe_on_colours, axe_source
from tests.browser.tabs import Tabs
from tests.servers.server import Server

pytestmark = pytest.mark.browser

WIDTHS = (1280, 360)
CREDIT = "© <b>les cartographes</b> d’à côté"


class _Tiles(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer a tile."""
        self.send_response(200)
        self.send_header("Content-Type", "image/png")
        self.end_headers()
        self.wfile.write(written(drawing(16, 16), "PNG"))

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def tile_server() -> Iterator[str]:
    """Give the origin of a server of tiles."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Tiles) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def tab_to(page: Page, wanted: str, most: int = 120) -> None:
    """Press the tabulator until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement?.matches(wanted)", wanted):
            return
    pytest.fail(f"{wanted} is not reached by the keyboard")


def fits(page: Page) -> None:
    """Fail when the page scrolls sideways."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_without_scripts_the_points_lead_closer_and_the_list_to_a_sheet(
    tabs: Tabs, width: int
) -> None:
    page = tabs.open(scripts=False, width=width)
    page.goto("/")
    page.get_by_role("link", name="Voir la carte des fiches").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Carte des fiches")
    fits(page)
    tab_to(page, "a.map__point")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.fullmatch(r".+\u00a0: [0-9]+ fiches?", label)
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?territory=*")
    fits(page)
    expect(page.locator(".map__point").first).to_be_visible()
    first = page.locator(".places a[href*='/sheets/']").first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_points_can_be_passed_over(tabs: Tabs) -> None:
    page = tabs.open(scripts=False)
    page.goto("/map")
    tab_to(page, ".map__skip")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = "document.activeElement.closest('.places') !== null"
    assert page.evaluate(inside)


@pytest.mark.parametrize("width", WIDTHS)
def test_with_scripts_a_point_is_opened_and_left_by_the_keyboard(
    tabs: Tabs, width: int
) -> None:
    page = tabs.open(width=width)
    page.goto("/map?territory=department:29")
    expect(page.locator(".map__pin").first).to_be_visible()
    fits(page)
    expect(page.locator(".map__drawing")).to_be_hidden()
    tab_to(page, ".map__pin")
    label = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.fullmatch(r".+\u00a0: [0-9]+ fiches?", label)
    popup = page.locator(".map__popup")
    for _ in range(9):  # places that lie near fall apart first
        page.keyboard.press("Enter")
        page.wait_for_timeout(400)
        if popup.count():
            break
    expect(popup).to_be_focused()
    if not popup.locator("a[href*='/sheets/']").count():  # several in one spot
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(popup.locator("a[href*='/sheets/']").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('.map__pin')")


def test_a_sheet_is_reached_from_what_opens_over_a_point(tabs: Tabs) -> None:
    page = tabs.open()
    page.goto("/map?territory=commune:88304")
    pin = page.get_by_role("button", name=re.compile("^Mirecourt"))
    pin.click()
    link = page.locator(".map__popup a[href*='/sheets/']").first
    title = link.inner_text()
    expect(page.locator(".leaflet-pan-anim")).to_have_count(0)  # it makes room first
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_axe_finds_nothing_in_a_map_that_lives(tabs: Tabs) -> None:
    page, source = tabs.open(), axe_source()
    page.emulate_media(reduced_motion="reduce")
    page.goto("/map?territory=commune:88304")
    page.evaluate(source)
    page.get_by_role("button", name=re.compile("^Mirecourt")).click()
    expect(page.locator(".map__popup")).to_be_visible()
    found = []
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found += axe(page)
        page.emulate_media(color_scheme="dark")
        found += axe_on_colours(page)
        page.emulate_media(color_scheme="light")
    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", WIDTHS)
def test_what_is_near_is_found_by_naming_a_commune(
    tabs: Tabs, width: int, *, scripts: bool
) -> None:
    page = tabs.open(scripts=scripts, width=width)
    page.goto("/map")
    box = page.get_by_label("Près de chez moi")
    box.focus()
    page.keyboard.type("landerneau")
    if scripts:
        option = page.get_by_role("option").first
        expect(option).to_contain_text("Landerneau")
        page.keyboard.press("ArrowDown")
        expect(option).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/map?*near=*")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Landerneau et ses environs"
    )
    expect(page.locator(".places p").first).to_contain_text(re.compile(r"à [0-9]+ km"))
    fits(page)


def test_the_browser_is_never_asked_where_it_is(tabs: Tabs) -> None:
    page = tabs.open()
    page.add_init_script(
        "navigator.geolocation.getCurrentPosition = () => { window.asked = true; };"
        "navigator.geolocation.watchPosition = () => { window.asked = true; };"
    )
    page.goto("/map?near=Brest")
    expect(page.locator(".map__pin").first).to_be_visible()
    assert page.evaluate("window.asked") is None


def test_what_was_drawn_is_what_is_printed(tabs: Tabs) -> None:
    page = tabs.open()
    page.goto("/map")
    expect(page.locator(".map__live")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".map__live")).to_be_hidden()
    expect(page.locator(".map__drawing")).to_be_visible()


def test_where_nothing_can_be_fetched_the_drawing_stays(tabs: Tabs) -> None:
    page = tabs.open()
    page.route("**/map.json*", lambda route: route.fulfill(status=204))
    page.goto("/map")
    page.wait_for_load_state("networkidle")
    expect(page.locator(".map__drawing")).to_be_visible()
    expect(page.locator(".map__live")).to_have_count(0)


def test_tiles_are_asked_of_the_chosen_server_alone_and_credited(
    chromium: Browser, tile_server: str, tmp_path: Path
) -> None:
    with Server(
        tmp_path / "instance",
        map_tiles=f"{tile_server}/{{z}}/{{x}}/{{y}}.png",
        map_credit=CREDIT,
    ) as server:
        tabs = Tabs(chromium, server)
        page = tabs.open()
        page.goto("/map")
        expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
        expect(page.locator(".leaflet-control-attribution")).to_have_text(CREDIT)
        asked, others = len(tabs.wrongs), []
        others = [one for one in tabs.wrongs if f"asked {tile_server}/" not in one]
        page.goto("/search")
        page.wait_for_load_state("networkidle")
        tabs.close()
    assert asked
    assert others == []
    assert len(tabs.wrongs) == asked
