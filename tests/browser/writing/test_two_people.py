"""Two people in two browsers on one sheet: neither's words are lost."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.tabs import ALICE, BRUNO, Tabs
from tests.browser.walking import field, publish
from tests.people.visitor import filled
from tests.servers.server import Person

pytestmark = pytest.mark.browser

START = "Recueillir la parole de tout le quartier, dehors, autour d’un grand café."
HERS = "Recueillir la parole du quartier dehors, au marché, autour d’un grand café."
HIS = "Recueillir la parole du quartier quand il pleut, sous la halle, avec un café."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_second_sees_both_texts_chooses_and_nothing_is_lost(
    tabs: Tabs, *, scripts: bool
) -> None:
    sheet = a_sheet(tabs)
    alice = tabs.open(ALICE, scripts=scripts)
    bruno = tabs.open(BRUNO, scripts=scripts)
    for person in (alice, bruno):
        person.goto(f"/sheets/{sheet}/edit")
    writes(alice, HERS, "au marché")
    writes(bruno, HIS, "sous la halle")
    publish(alice)
    expect(alice.get_by_text(HERS).first).to_be_visible()
    publish(bruno)
    sees_both(bruno)
    keeps_a_draft(bruno)
    takes_both(bruno)
    story = tabs.open()
    for number, words in ((1, START), (2, HERS), (3, f"{HERS} {HIS}")):
        story.goto(f"/sheets/{sheet}/v/{number}")
        expect(story.get_by_text(words, exact=True).first).to_be_visible()


def test_a_third_save_while_one_chooses_is_met_as_well(tabs: Tabs) -> None:
    sheet = a_sheet(tabs)
    alice, bruno = tabs.open(ALICE), tabs.open(BRUNO)
    for person in (alice, bruno):
        person.goto(f"/sheets/{sheet}/edit")
    writes(alice, HERS, "au marché")
    publish(alice)
    field(bruno, "Titre").fill("Le café sous la halle")
    writes(bruno, HIS, "sous la halle")
    publish(bruno)
    sees_both(bruno)
    alice.goto(f"/sheets/{sheet}/edit")
    field(alice, "Titre").fill("Le café au marché")
    field(alice, "Ce que j’ai changé").fill("le titre")
    publish(alice)
    choose(bruno, "En une phrase", "Écrire les deux")
    bruno.get_by_role("button", name="Publier avec ces choix").click()
    expect(bruno.get_by_role("link", name="Titre")).to_be_visible()
    expect(
        group(bruno, "En une phrase").get_by_label("Écrire les deux")
    ).to_be_checked()
    choose(bruno, "Titre", "Garder le mien")
    bruno.get_by_role("button", name="Publier avec ces choix").click()
    expect(bruno.get_by_role("heading", level=1)).to_have_text("Le café sous la halle")
    expect(bruno.get_by_text(f"{HERS} {HIS}", exact=True).first).to_be_visible()


def test_what_the_other_changed_elsewhere_stays_and_is_told(tabs: Tabs) -> None:
    sheet = a_sheet(tabs)
    alice, bruno = tabs.open(ALICE), tabs.open(BRUNO)
    for person in (alice, bruno):
        person.goto(f"/sheets/{sheet}/edit")
    writes(alice, HERS, "au marché")
    field(bruno, "Titre").fill("Le café de la place")
    field(bruno, "Ce que j’ai changé").fill("le titre")
    publish(alice)
    publish(bruno)
    expect(bruno.get_by_role("heading", level=1)).to_have_text("Le café de la place")
    expect(bruno.get_by_text(HERS).first).to_be_visible()
    expect(bruno.get_by_text("alice a publié aussi")).to_be_visible()
    bruno.get_by_role("link", name="Voir ce changement").click()
    expect(bruno.locator("ins")).to_contain_text(["au marché"])


def a_sheet(tabs: Tabs) -> str:
    person = Person(tabs.server.address).sign_in(ALICE)
    typed = filled(title="Le café du quartier", summary=START)
    made = person.post("/sheets/new/method", _do="publish", _confirmed="on", **typed)
    return urlsplit(made.place).path.split("/")[2]


def writes(page: Page, summary: str, note: str) -> None:
    field(page, "En une phrase").fill(summary)
    field(page, "Ce que j’ai changé").fill(note)


def sees_both(page: Page) -> None:
    expect(
        page.get_by_role("heading", name=re.compile("Une autre version a été publiée"))
    ).to_be_in_viewport()
    sides = group(page, "En une phrase").locator(".compare__side")
    expect(sides).to_have_count(3)
    for title, text in (("Avant", START), ("Version publiée", HERS), ("Votre", HIS)):
        expect(sides.filter(has_text=title).locator(".compare__text")).to_have_text(
            text
        )


def group(page: Page, label: str) -> Locator:
    """Find the part of the screen of choices that is about a field."""
    return page.get_by_role("region", name=label)


def choose(page: Page, label: str, choice: str) -> None:
    group(page, label).get_by_label(choice).check()


def keeps_a_draft(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/drafts")
    other.get_by_role("main").get_by_role(
        "link", name="Le café du quartier"
    ).first.click()
    assert field(other, "En une phrase").input_value() == HIS
    other.close()


def takes_both(page: Page) -> None:
    choose(page, "En une phrase", "Écrire les deux")
    page.get_by_role("button", name="Relire dans le formulaire").click()
    assert field(page, "En une phrase").input_value() == f"{HERS} {HIS}"
    assert field(page, "Ce que j’ai changé").input_value() == "sous la halle"
    publish(page)
    expect(page.get_by_text(f"{HERS} {HIS}", exact=True).first).to_be_visible()
