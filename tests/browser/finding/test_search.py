"""From a question to a printed sheet, by the keyboard alone, on a phone, with or without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.judged.judges import axe, axe_on_colours, axe_source
from tests.browser.tabs import ADMIN, Tabs

pytestmark = pytest.mark.browser

NARROW = 360
QUESTIONS = {
    "comment faire parler les timides": "Phillips 6×6",
    "nous sommes 25, on a deux heures": "",
    "debat mouvan": "Débat mouvant",
    "talking stick": "Cercle de parole",
    "voter avec des couleurs": "L’abaque de Régnier",
    "réunion publique pour informer les gens": "Inform’action",
}
"""What is typed, and how the title begins of the sheet that must come first; "": any."""


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_question_leads_to_a_printed_sheet_by_the_keyboard(
    tabs: Tabs, question: str, *, scripts: bool
) -> None:
    page = tabs.reading(scripts=scripts, width=NARROW)
    page.goto("/")
    _tab_to(page, "input[name=q]")
    page.keyboard.type(question)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Résultats")
    _fits(page)
    _tab_to(page, ".results a")
    title = page.locator(".results a:focus").inner_text()
    assert title.startswith(QUESTIONS[question])
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets/*/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)
    _fits(page)
    _tab_to(page, "a[href$='/print']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/print")
    expect(page.locator("body")).to_contain_text(title)


def test_what_is_proposed_is_chosen_by_the_arrows(tabs: Tabs) -> None:
    page = tabs.reading()
    page.goto("/")
    box = page.get_by_label("Chercher une fiche")
    box.focus()
    page.keyboard.type("bâton de pa")
    option = page.get_by_role("option", name=re.compile("Cercle de parole"))
    expect(option).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_contain_text("propositions")
    while option.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sheets/*/*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cercle de parole")


def test_axe_finds_nothing_in_what_is_proposed(tabs: Tabs) -> None:
    page, source = tabs.reading(), axe_source()
    page.goto("/themes")
    page.get_by_label("Chercher une fiche").focus()
    page.keyboard.type("débat")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.evaluate(source)
    found = axe(page)
    page.emulate_media(color_scheme="dark")
    assert [*found, *axe_on_colours(page)] == []


def test_escape_closes_what_is_proposed_and_enter_searches_for_what_was_typed(
    tabs: Tabs,
) -> None:
    page = tabs.reading(width=NARROW)
    page.goto("/")
    box = page.get_by_label("Chercher une fiche")
    box.focus()
    page.keyboard.type("débat")
    expect(page.get_by_role("option").first).to_be_visible()
    _fits(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("option").first).to_be_hidden()
    assert box.input_value() == "débat"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=d*")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_filter_is_applied_and_taken_back(tabs: Tabs, *, scripts: bool) -> None:
    page = tabs.reading(scripts=scripts, width=NARROW)
    page.goto("/search?q=sorte:méthode+débat+pour+25+personnes")
    chips = page.get_by_role("list", name="Filtres appliqués").get_by_role("link")
    expect(chips).to_have_count(2)
    filters = page.get_by_role("link", name=re.compile("^Filtrer"))
    filters.click()
    page.get_by_label("Nous sommes").fill("12")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(chips.filter(has_text="Pour 12 personnes")).to_have_count(1)
    page.get_by_role("link", name="Les plus récentes").click()
    filters.click()
    page.get_by_role("link", name="Tout enlever").click()
    expect(chips).to_have_count(0)
    expect(page.locator("input[name=q]")).to_have_value("débat")


def test_what_is_looked_for_in_vain_becomes_a_synonym(tabs: Tabs) -> None:
    reader, editor = tabs.open(width=NARROW), tabs.open(ADMIN)
    reader.goto("/search?q=chicayavox")
    reader.get_by_role("link", name="Dire quelle fiche manque").click()
    reader.get_by_label("Il manque une fiche sur…").fill("La chicayavox à plusieurs")
    reader.get_by_role("button", name="Envoyer").click()
    expect(reader.get_by_role("status").first).to_contain_text("Merci")
    editor.goto("/admin/searches")
    expect(editor.locator("main")).to_contain_text("La chicayavox à plusieurs")
    editor.get_by_role(
        "link", name=re.compile("En faire un synonyme.*chicayavox")
    ).click()
    editor.get_by_role("searchbox", name="Chercher un concept").fill("débat mouvant")
    editor.get_by_role("button", name="Chercher", exact=True).last.click()
    editor.get_by_role("link", name="débat mouvant", exact=True).click()
    expect(editor.get_by_label("Le mot ou les mots")).to_have_value("chicayavox")
    editor.get_by_role("button", name="Ajouter", exact=True).click()
    expect(editor.get_by_role("status").first).to_contain_text("ajouté")
    reader.goto("/search?q=chicayavox")
    expect(reader.locator(".results a").first).to_contain_text("Débat mouvant")


def _tab_to(page: Page, css: str, most: int = 90) -> None:
    """Press the tabulator until what has the focus is one of these."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{css}:focus").count():
            return
    raise AssertionError(css)


def _fits(page: Page) -> None:
    """Fail where a page is wider than its window."""
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["width"] <= NARROW
