"""How a person does things on our pages: by labels, buttons and what is shown."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.people.visitor import PASSWORD


def sign_in(page: Page, email: str, code: Callable[[], str] | None = None) -> None:
    """Sign in by the form; `code` gives the one that a second step asks for."""
    page.goto("/login")
    field(page, "Adresse électronique").fill(email)
    field(page, "Mot de passe").fill(PASSWORD)
    button = page.locator("main").get_by_role("button", name="Se connecter", exact=True)
    button.click()
    if code is not None:
        field(page, "Code").fill(code())
        button.click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def field(page: Page, label: str) -> Locator:
    """Find a control by its label, whatever mark stands beside it."""
    named = page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(|$)"))
    return page.locator("input, textarea, select").and_(named)


def unfold(page: Page) -> None:
    """Open all that the form folds away, one after the other."""
    folded = page.locator("#sheet details:not([open]) > summary").and_(
        page.locator(":visible")
    )
    while folded.count():
        folded.first.click()


def press(page: Page, order: str) -> None:
    """Press the button that a person sees for an order of the form ("up:steps:2")."""
    page.locator(f"button[value='{order}']:not(.unseen)").click()


def publish(page: Page) -> None:
    """Publish, and confirm when the sheet is said to lack something."""
    button = page.get_by_role("button", name="Publier", exact=True).first
    comes_to_another_page(page, button)
    confirmation = page.get_by_label(re.compile("Publier (quand même|sans dire)"))
    if confirmation.count():
        confirmation.check()
        comes_to_another_page(page, button)


def comes_to_another_page(page: Page, button: Locator) -> None:
    """Press a button that leads on, maybe once the draft is kept."""
    with page.expect_event("domcontentloaded"):
        button.click()


def shown_titles(page: Page) -> list[str]:
    """Give the titles in the step rows of the form, in order."""
    return [row.input_value() for row in field(page, "Titre de l’étape").all()]


def sees_titles(page: Page, titles: list[str]) -> None:
    """See these titles in the step rows, once a button has done its work."""
    shown = field(page, "Titre de l’étape")
    expect(shown).to_have_count(len(titles))
    for place, title in enumerate(titles):
        expect(shown.nth(place)).to_have_value(title)


def size_of(page: Page) -> tuple[int, int]:
    """Give the width of the text and of the window, in pixels."""
    root = "document.documentElement"
    return (
        int(page.evaluate(f"{root}.scrollWidth")),
        int(page.evaluate(f"{root}.clientWidth")),
    )


def taken_away(page: Page, name: str) -> bytes:
    """Follow a link to a file, which a browser saves or shows; give its bytes."""
    link = page.get_by_role("link", name=name, exact=True)
    if link.get_attribute("download") is not None:
        with page.expect_download() as saved:
            link.click()
        return Path(saved.value.path()).read_bytes()
    with page.expect_response(
        lambda answer: answer.request.is_navigation_request()
    ) as shown:
        link.click()
    assert shown.value.status == 200
    return shown.value.body()
