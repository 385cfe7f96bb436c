"""A newcomer's first sheet, from the sign-up to the download, as a person sees it."""

import re

import pytest
from playwright.sync_api import Page, expect
from pyoxigraph import Literal, RdfFormat, parse

from tests.browser.tabs import Tabs
from tests.browser.walking import (
    field,
    press,
    publish,
    sees_titles,
    shown_titles,
    sign_in,
    taken_away,
)
from tests.people.visitor import PASSWORD

pytestmark = pytest.mark.browser

STEPS = [
    "Choisir la question",
    "Écrire les panneaux",
    "Aller sur la place",
    "Restituer",
]
TITLE = "La question posée sur la place"
WORDS = {True: "topinambour", False: "rutabaga"}
"""A word that no other sheet has, with and without scripts."""


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_a_newcomer_writes_publishes_finds_corrects_and_takes_away(
    tabs: Tabs, *, scripts: bool
) -> None:
    page = tabs.open(scripts=scripts)
    word = WORDS[scripts]
    signs_up(page, f"{word}@exemple.fr", f"Camille {word}")
    begins(page, word)
    writes_four_steps(page)
    sees_a_preview(page)
    publishes(page)
    finds_it(page, word)
    corrects_it(page)
    compares(page)
    goes_back_to_the_first(page)
    takes_turtle_away(page)


def signs_up(page: Page, email: str, name: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Créer un compte").click()
    field(page, "Nom ou pseudonyme").fill(name)
    field(page, "Adresse électronique").fill(email)
    field(page, "Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Créer mon compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    sign_in(page, email)
    expect(page.get_by_role("banner").get_by_text(name)).to_be_visible()


def begins(page: Page, word: str) -> None:
    menu = page.get_by_role("navigation", name="Navigation principale")
    menu.get_by_role("link", name="Écrire une fiche").click()
    page.get_by_role("main").get_by_role("link", name="Méthode").click()
    field(page, "Titre").fill(TITLE)
    field(page, "En une phrase").fill(
        f"Recueillir la parole des passants, un {word} à la main, et la rendre à tous."
    )


def writes_four_steps(page: Page) -> None:
    """Two rows wait; the others come, go and move by buttons."""
    for number, title in enumerate([*STEPS, "À retirer"]):
        if len(shown_titles(page)) == number:
            press(page, "add:steps")
            expect(field(page, "Titre de l’étape").nth(number)).to_be_in_viewport()
        field(page, "Titre de l’étape").nth(number).fill(title)
        field(page, "Comment faire").nth(number).fill(f"{title}, sans se presser.")
    press(page, "up:steps:2")
    first, second, third, fourth = STEPS
    sees_titles(page, [first, third, second, fourth, "À retirer"])
    expect(field(page, "Titre de l’étape").nth(1)).to_be_in_viewport()
    press(page, "down:steps:1")
    sees_titles(page, [*STEPS, "À retirer"])
    press(page, "remove:steps:4")
    sees_titles(page, STEPS)
    assert field(page, "Titre").input_value() == TITLE


def sees_a_preview(page: Page) -> None:
    press(page, "preview")
    expect(page).to_have_title(re.compile("^Aperçu"))
    shown = page.locator("section.preview")
    expect(shown.get_by_role("heading", name="Aperçu")).to_be_in_viewport()
    for title in STEPS:
        expect(shown.get_by_text(f"{title}, sans se presser.")).to_be_visible()
    expect(page.get_by_text("Rien n’est encore publié")).to_be_visible()


def publishes(page: Page) -> None:
    expect(page.get_by_text("on ne peut pas la retirer")).to_be_visible()
    page.get_by_role("button", name="Publier", exact=True).first.click()
    expect(page.get_by_role("heading", name="Presque prêt")).to_be_in_viewport()
    assert shown_titles(page) == STEPS
    publish(page)
    expect(page.get_by_text("La fiche est publiée")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    shown = page.locator("ol.steps h3").all_inner_texts()
    assert shown == STEPS


def finds_it(page: Page, word: str) -> None:
    page.locator(".masthead [name=q]").fill(f"comment faire avec un {word} ?")
    page.get_by_role("button", name="Chercher").click()
    first = page.locator(".results > li").first
    expect(first).to_contain_text(word)
    first.get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def corrects_it(page: Page) -> None:
    page.get_by_role("link", name="Modifier").click()
    field(page, "Titre de l’étape").nth(3).fill("Restituer au café")
    field(page, "Ce que j’ai changé").fill("le lieu de la restitution")
    publish(page)
    expect(page.get_by_role("heading", name="Restituer au café")).to_be_visible()


def compares(page: Page) -> None:
    page.get_by_role("link", name="Historique").click()
    expect(page.get_by_text("le lieu de la restitution")).to_be_visible()
    page.get_by_label("De la version 1").check()
    page.get_by_label("À la version 2").check()
    page.get_by_role("button", name="Comparer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("version 1")
    expect(page.get_by_role("insertion")).to_contain_text("[ajouté]")
    expect(page.get_by_role("insertion")).to_contain_text("au café")
    expect(page.get_by_role("deletion")).to_have_count(0)


def goes_back_to_the_first(page: Page) -> None:
    page.get_by_role("link", name="Historique", exact=True).click()
    page.get_by_role("button", name="Revenir à la version 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.get_by_role("heading", name="Restituer", exact=True)).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("version 3")


def takes_turtle_away(page: Page) -> None:
    page.get_by_text("Données (RDF, JSON)").click()
    content = taken_away(page, "Turtle")
    said = [quad.object for quad in parse(content, format=RdfFormat.TURTLE)]
    words = {term.value for term in said if isinstance(term, Literal)}
    assert words >= {TITLE, *STEPS}
