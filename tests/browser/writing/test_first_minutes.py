"""How long a newcomer takes to publish a method, at the pace of a slow typist.

What is typed and clicked is done for real and counted; the time follows from the pace.
"""

import sys

import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.adapters.media.pictures import drawing, written
from tests.browser.tabs import ALICE, Tabs

pytestmark = pytest.mark.browser

SECONDS_A_KEY = 60 / (30 * 5)
"""Thirty words a minute, of five letters each."""

SECONDS_A_CLICK, SECONDS_A_PAGE, SECONDS_A_PHOTO = 2.0, 5.0, 15.0
"""To find and hit something, to look at a new page, to choose a photo."""

MOST_SECONDS = 300
MOST_CLICKS, MOST_PAGES, MOST_CONTROLS = 2, 2, 15
TITLE = "Le banc des idées"
SUMMARY = "Un banc, une question et du thé pour parler avec qui passe."
STEPS = (
    ("Poser le banc", "À deux, devant la mairie."),
    ("Offrir le thé", "On écoute, puis on note."),
    ("Afficher les idées", "Tout est mis au mur le soir."),
)
ALTERNATIVE = "Un banc et deux personnes"


class Typist:
    """Types and clicks for real, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = self.clicks = self.pages = self.photos = 0

    def click(self, target: Locator, *, leads: bool = False) -> None:
        """Click on something; `leads`: it opens another page."""
        target.click()
        self.clicks += 1
        self.pages += leads

    def types(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)
        self.keys += len(text)

    def tabs_to(self, target: Locator) -> int:
        """Press Tab until something has the focus; return how often."""
        for count in range(1, 100):
            self.page.keyboard.press("Tab")
            self.keys += 1
            if target.evaluate("one => one === document.activeElement"):
                return count
        pytest.fail(f"Tab never comes to {target}")

    @property
    def seconds(self) -> float:
        """How long a person takes for all this."""
        return (
            self.keys * SECONDS_A_KEY
            + self.clicks * SECONDS_A_CLICK
            + self.pages * SECONDS_A_PAGE
            + self.photos * SECONDS_A_PHOTO
        )


def _control(page: Page, name: str) -> Locator:
    return page.locator(f"form#sheet [name='{name}']:not([type=hidden])")


def _writes_steps(hand: Typist) -> None:
    """Write three steps, the first with a described photo."""
    page = hand.page
    for number, (name, how) in enumerate(STEPS):
        if number:
            hand.click(page.locator("button[value='add:steps']"))
        step = _control(page, f"steps-{number}-title")
        expect(step).to_be_visible()
        if number:
            hand.click(step)
        else:
            hand.tabs_to(step)
        hand.types(name)
        hand.tabs_to(_control(page, f"steps-{number}-text"))
        hand.types(how)
        if not number:
            content = written(drawing(1600, 1200), "JPEG")
            photo = FilePayload(name="banc.jpg", mimeType="image/jpeg", buffer=content)
            _control(page, "steps-0-image.upload").set_input_files(photo)
            hand.photos += 1
            words = page.locator("form#sheet [name$='-alt']:visible")
            expect(words).to_be_visible()  # asked where the photo was chosen
            hand.click(words)
            hand.types(ALTERNATIVE)


def test_a_short_method_with_a_photo_is_published_within_five_minutes(
    tabs: Tabs,
) -> None:
    page = tabs.open(ALICE)
    page.goto("/")
    hand = Typist(page)
    menu = page.get_by_role("navigation", name="Navigation principale")
    hand.click(menu.get_by_role("link", name="Écrire une fiche"), leads=True)
    main = page.get_by_role("main")
    hand.click(main.get_by_role("link", name="Méthode"), leads=True)
    title = _control(page, "title")
    expect(title).to_be_visible()
    clicks, pages = hand.clicks, hand.pages
    hand.click(title)
    hand.types(TITLE)
    hand.tabs_to(_control(page, "summary"))
    hand.types(SUMMARY)
    _writes_steps(hand)
    duration = _control(page, "duration")
    hand.click(duration)
    hand.types("45 min")
    tabs_between = hand.tabs_to(page.locator(".writebar button[value='publish']"))
    page.keyboard.press("Enter")
    hand.keys += 1
    hand.pages += 1
    page.locator("#f-_confirmed, .notice--good").first.wait_for()
    if page.locator("#f-_confirmed").is_visible():
        hand.click(page.locator("#f-_confirmed"))
        hand.click(page.get_by_role("button", name="Publier").first, leads=True)
    expect(page.get_by_text("La fiche est publiée")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(page.locator("ol.steps img")).to_have_attribute("alt", ALTERNATIVE)
    sys.stdout.write(
        f"\n{clicks} clicks and {pages} pages to the first field; {tabs_between} tabs from"
        f" the last field to Publier; {hand.keys} keys, {hand.clicks} clicks,"
        f" {hand.pages} pages, {hand.seconds:.0f} s\n"
    )
    assert (clicks, pages) <= (MOST_CLICKS, MOST_PAGES)
    assert tabs_between <= 20
    assert hand.seconds < MOST_SECONDS


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_the_short_form_shows_the_first_step_at_once_and_few_controls(
    tabs: Tabs, width: int, height: int
) -> None:
    page = tabs.open(ALICE)
    page.set_viewport_size({"width": width, "height": height})
    page.goto("/sheets/new/method")
    shown = page.locator("form#sheet :is(input, textarea, select):visible")
    expect(_control(page, "title")).to_be_visible()
    assert shown.count() <= MOST_CONTROLS
    step = _control(page, "steps-0-title").bounding_box()
    bar = page.locator(".writebar").bounding_box()
    assert step is not None
    assert bar is not None
    assert step["y"] + step["height"] <= min(height, bar["y"]), (step, bar)
    assert bar["height"] <= 60, bar
