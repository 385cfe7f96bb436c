"""Every page in a real browser, wide and narrow: it fits, it is quiet, keys reach it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.tabs import ADMIN, ALICE, Tabs
from tests.browser.walking import field, press, size_of

pytestmark = pytest.mark.browser

PAGES = {
    "/": "",
    "/search": "",
    "/search?q=débat": "",
    "/search?q=xyzzyx": "",
    "/search?kind=method&posture=test": "",
    "/login": "",
    "/register": "",
    "/nulle-part": "",
    "/sheets/0123456789ab": "",
    "/sheets/{sheet}": "",
    "/sheets/{sheet}/v/1": "",
    "/sheets/{sheet}/v/2/print": "",
    "/sheets/{sheet}/v/2/cards": "",
    "/sheets/{sheet}/history": ADMIN,
    "/sheets/{sheet}/diff/1..2": "",
    "/sheets/{sheet}/edit": ADMIN,
    "/themes": "",
    "/themes/culture": "",
    "/territories/commune:29019": "",
    "/developers/patterns": "",
    "/write": ADMIN,
    "/sheets/new/method": ADMIN,
    "/sheets/new/tool": ADMIN,
    "/sheets/new/experience": ADMIN,
    "/drafts": ADMIN,
    "/account": ADMIN,
    "/account/profile": ADMIN,
    "/people": "",
    "/organisations": ADMIN,
    "/admin/accounts": ADMIN,
}
"""Address -> who looks, "" for a reader without an account."""


@pytest.mark.parametrize("address", PAGES)
def test_a_page_fits_has_one_title_and_a_way_past_the_menu(
    tabs: Tabs, sheet: str, address: str
) -> None:
    page = tabs.reading(PAGES[address])
    page.goto(address.format(sheet=sheet))
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        assert re.search(r"\S+ – \S+", page.title())
        text, window = size_of(page)
        assert text <= window, f"{text} px wide in {window} px"
        too_wide = page.locator("main :is(input, textarea, button, h1, h2, p):visible")
        assert [
            box
            for box in too_wide.evaluate_all(
                "all => all.filter(one => !one.closest('.table, pre'))"
                ".map(one => one.getBoundingClientRect().right)"
            )
            if box > width
        ] == []
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Aller au contenu")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_a_collection_fits_whatever_its_notes_hold(
    tabs: Tabs, ids: dict[str, str]
) -> None:
    page = tabs.reading(width=320)
    for way in ("", "/v/1/print", "/v/1/cards"):
        page.goto(f"/sheets/{ids['selection']}{way}")
        text, window = size_of(page)
        assert text <= window, way


def test_a_lineage_keeps_its_size_and_scrolls_in_its_box(
    tabs: Tabs, ids: dict[str, str]
) -> None:
    page = tabs.reading(width=320)
    page.goto(f"/sheets/{ids['adapted']}/lineage")
    drawing = page.get_by_role("region", name="L’arbre des adaptations")
    expect(drawing).to_be_visible()
    size = drawing.locator("svg").evaluate(
        "one => [one.getBoundingClientRect().width, Number(one.getAttribute('width'))]"
    )
    assert size[0] == pytest.approx(size[1], abs=1)
    assert size[0] > 320
    text, window = size_of(page)
    assert text <= window
    drawing.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("one => one.scrollLeft > 0", arg=drawing.element_handle())


@pytest.mark.parametrize("kind", ["method", "tool", "experience", "collection"])
def test_a_sheet_of_each_kind_fits(tabs: Tabs, kind: str) -> None:
    page = tabs.reading(width=320)
    page.goto(f"/search?kind={kind}")
    found = page.get_by_role("main").get_by_role("heading", level=2)
    found.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    text, window = size_of(page)
    assert text <= window


def test_what_is_wrong_is_told_first_and_leads_to_its_field(tabs: Tabs) -> None:
    page = tabs.open(ALICE)
    page.goto("/sheets/new/experience")
    field(page, "Titre").fill("ab")
    press(page, "publish")
    expect(page).to_have_title(re.compile("^Erreur"))
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_be_in_viewport()
    summary.get_by_role("link", name=re.compile("^Titre")).click()
    expect(field(page, "Titre")).to_be_focused()
    assert field(page, "Titre").input_value() == "ab"


def test_the_sign_in_page_tells_what_is_wrong_and_keeps_the_address(
    tabs: Tabs,
) -> None:
    page = tabs.open(width=320)
    page.goto("/login")
    field(page, "Adresse électronique").fill("personne@exemple.fr")
    field(page, "Mot de passe").fill("ce n’est pas le bon")
    page.locator("main").get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert field(page, "Adresse électronique").input_value() == "personne@exemple.fr"


@pytest.mark.parametrize(
    ("scripts", "after_a_button"),
    [(True, True), (False, False)],
    ids=["scripts, after a button", "no scripts, at once"],
)
def test_a_text_too_large_is_still_there_when_one_goes_back(
    tabs: Tabs, *, scripts: bool, after_a_button: bool
) -> None:
    page = tabs.open(ALICE, scripts=scripts)
    page.goto("/sheets/new/method")
    if after_a_button:
        steps = field(page, "Titre de l’étape")
        before = steps.count()
        press(page, "add:steps")
        expect(steps).to_have_count(before + 1)  # nobody can type in them before
    field(page, "Titre").fill("Un titre à garder")
    field(page, "Titre de l’étape").first.fill("Une étape à garder")
    page.locator("[name='body']").evaluate("it => it.value = 'mot '.repeat(600000)")
    press(page, "publish")
    expect(page.get_by_role("main")).to_contain_text("Revenez à la page précédente")
    page.go_back()
    assert typed_in(page) == ("Un titre à garder", "Une étape à garder", 2_400_000)


def typed_in(page: Page) -> tuple[str, str, int]:
    return (
        field(page, "Titre").input_value(),
        field(page, "Titre de l’étape").first.input_value(),
        len(page.locator("[name='body']").input_value()),
    )


@pytest.mark.parametrize("width", [1280, 360])
def test_colours_that_a_reader_chooses_leave_the_open_tab_marked(
    tabs: Tabs, width: int
) -> None:
    page = tabs.open(width=width)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/search?q=parole")
    edges = page.locator(".tabs a").evaluate_all(
        "all => all.map(it => [it.getAttribute('aria-current'), "
        "getComputedStyle(it).borderBottomColor])"
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert len(edges) == 2
    for current, colour in edges:
        assert (colour == ground) is (current is None), edges
    for button in page.get_by_role("button").and_(page.locator(":visible")).all():
        edge = button.evaluate("it => getComputedStyle(it).borderTopColor")
        assert edge != ground, button
