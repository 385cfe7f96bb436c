"""A question is asked on a phone about a step, answered, and resolved by who asked."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.tabs import ADMIN, BRUNO, Tabs

pytestmark = pytest.mark.browser

PHONE = ViewportSize(width=360, height=740)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_somebody_asks_on_a_phone_and_is_answered(
    tabs: Tabs, ids: dict[str, str], *, scripts: bool
) -> None:
    question = f"Combien de temps, {'avec' if scripts else 'sans'} pause ?"
    asker = on_a_phone(tabs, BRUNO, scripts=scripts)
    asker.goto(f"/sheets/{ids['sheet']}")
    assert fits(asker)
    asker.locator("#steps-2").get_by_text("Une question sur cette étape").click()
    expect(asker.locator("#f-step")).to_have_value("steps-2")
    asker.get_by_label("Votre message").fill(question)
    asker.get_by_role("button", name="Publier").click()
    expect(asker.locator("main")).to_contain_text("Votre question est publiée.")
    assert fits(asker)
    author = on_a_phone(tabs, ADMIN, scripts=scripts)
    author.goto(f"/sheets/{ids['sheet']}")
    asked = author.locator("#remarks ~ ul > li").filter(has_text=question)
    asked.get_by_role("link", name="Répondre").click()
    author.get_by_label("Votre réponse").fill("Dix minutes suffisent.")
    author.get_by_role("button", name="Publier").click()
    expect(author.locator("main")).to_contain_text("Dix minutes suffisent.")
    asker.reload()
    thread = asker.locator("main li").filter(has_text=question).first
    expect(thread).to_contain_text("Dix minutes suffisent.")
    thread.get_by_role("button", name="Marquer comme résolue").click()
    expect(asker.locator("main")).to_contain_text("marquée comme résolue")
    asker.goto(f"/sheets/{ids['sheet']}")
    folded = asker.locator("#remarks ~ ul details").filter(has_text=question)
    assert not folded.get_by_text("Dix minutes suffisent.").is_visible()
    folded.locator("summary").focus()
    asker.keyboard.press("Enter")
    expect(folded.get_by_text("Dix minutes suffisent.")).to_be_visible()
    assert fits(asker)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_who_has_no_account_is_led_to_sign_in(
    tabs: Tabs, ids: dict[str, str], *, scripts: bool
) -> None:
    stranger = on_a_phone(tabs, "", scripts=scripts)
    stranger.goto(f"/sheets/{ids['tool']}")
    stranger.get_by_role("link", name="Poser une question").click()
    expect(stranger.get_by_role("heading", level=1)).to_contain_text("Se connecter")


def on_a_phone(tabs: Tabs, who: str, *, scripts: bool) -> Page:
    page = tabs.open(who, width=PHONE["width"], scripts=scripts)
    page.set_viewport_size(PHONE)
    return page


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
