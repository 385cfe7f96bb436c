"""Walked to the end: letters and their links, messages, tokens, themes, removals.

Once in French with scripts on a large screen, once in English without on a phone.
"""

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.people.test_talk import fits
from tests.browser.tabs import Tabs, quiet_tabs
from tests.people.visitor import PASSWORD, filled
from tests.servers.server import Person, Server, add_account

pytestmark = pytest.mark.browser

OTHER = "quatre mots sans aucun rapport"
HEAD = "odile@exemple.fr"
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, kw_only=True)
class Way:
    """In which language, on which screen, with scripts or not; `name` tells them apart."""

    name: str
    locale: str
    width: int
    scripts: bool


WAYS = (
    Way(name="Lea", locale="fr-FR", width=1280, scripts=True),
    Way(name="Sam", locale="en-GB", width=360, scripts=False),
)


@pytest.fixture(scope="module")
def house(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, empty_folder: Path
) -> Iterator[Server]:
    """Give a server that sends e-mails into a folder."""
    folder = tmp_path_factory.mktemp("house") / "instance"
    shutil.copytree(empty_folder, folder)
    add_account(folder, HEAD, "admin")
    box = (folder.parent / "box").as_uri()
    with Server(folder, mail_url=box, mail_from="wiki@exemple.fr") as running:
        yield running


@pytest.fixture
def inside(chromium: Browser, house: Server) -> Iterator[Tabs]:
    """Give tabs of that server; at the end none of them may have done a wrong thing."""
    with quiet_tabs(chromium, house) as tabs:
        yield tabs


@pytest.fixture(
    params=[
        pytest.param(WAYS[0], id=WAYS[0].locale),
        pytest.param(WAYS[1], id=WAYS[1].locale, marks=pytest.mark.sweep),
    ]
)
def way(request: pytest.FixtureRequest) -> Way:
    assert isinstance(request.param, Way)
    return request.param


def opened(tabs: Tabs, way: Way, email: str = "") -> Page:
    """Open a tab as that way is walked, signed in as somebody."""
    page = tabs.open(scripts=way.scripts, width=way.width, locale=way.locale)
    if email:
        enter(page, email)
    return page


def enter(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/login")
    control(page, "email").fill(email)
    control(page, "password").fill(password)
    page.locator("main form button.button--primary").first.click()
    expect(page.locator("form[action$='/logout']").first).to_be_attached()


def control(page: Page, name: str) -> Locator:
    """Find a control of the page itself, in whatever language."""
    return page.locator(f"main [name='{name}']:not([type=hidden])").first


def letter(house: Server, recipient: str, path: str) -> str:
    """Wait for an e-mail to somebody with a link to a path; return the link."""
    box, until = house.folder.parent / "box", time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        for file in box.glob("*.eml"):
            message = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            said = body.get_content() if body else ""
            found = re.search(rf"{house.address}({re.escape(path)}\S*)", said)
            if message["To"] == recipient and found:
                file.unlink()
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no letter to {recipient} leads to {path}")


def joined(tabs: Tabs, house: Server, way: Way, name: str) -> tuple[Page, str]:
    """Open an account in the pages and confirm its address by the letter."""
    page, email = opened(tabs, way), f"{name.casefold()}@exemple.fr"
    page.goto("/register")
    control(page, "name").fill(name)
    control(page, "email").fill(email)
    control(page, "password").fill(PASSWORD)
    page.locator("main form button.button--primary").click()
    enter(page, email)
    link = letter(house, email, "/account/confirm/")
    page.goto(link)
    assert fits(page)
    page.locator("main form button").click()
    expect(page.locator(".notice--good")).to_be_visible()
    page.goto(link)
    expect(page.locator("main form")).to_have_count(0)
    return page, email


def test_an_address_is_confirmed_and_a_lost_password_chosen_anew(
    inside: Tabs, house: Server, way: Way
) -> None:
    page, email = joined(inside, house, way, f"{way.name}-perd")
    page.goto("/logout")
    stranger = opened(inside, way)
    stranger.goto("/password/forgotten")
    assert fits(stranger)
    control(stranger, "email").fill(email)
    stranger.locator("main form button.button--primary").click()
    link = letter(house, email, "/password/reset/")
    stranger.goto(link)
    assert fits(stranger)
    control(stranger, "password").fill("court")
    stranger.locator("main form button.button--primary").click()
    expect(stranger.locator(".errors")).to_be_visible()
    control(stranger, "password").fill(OTHER)
    stranger.locator("main form button.button--primary").click()
    expect(stranger).to_have_url(re.compile("/login"))
    enter(stranger, email, OTHER)
    again = opened(inside, way)
    again.goto(link)
    expect(again.locator("main [name=password]")).to_have_count(0)
    inside.wrongs[:] = [one for one in inside.wrongs if "/logout" not in one]


def test_a_message_is_relayed_answered_and_reported(
    inside: Tabs, house: Server, way: Way
) -> None:
    page, email = joined(inside, house, way, f"{way.name}-ecrit")
    other, address = joined(inside, house, way, f"{way.name}-lit")
    other.goto("/account")
    person = other.locator("a[href*='/people/']").first.get_attribute("href")
    assert person is not None
    page.goto(person)
    assert fits(page)
    page.locator("main a[href$='/message']").first.click()
    expect(control(page, "text")).to_be_visible()
    assert fits(page)
    page.locator("button[value=send]").click()
    expect(page.locator(".errors, .field__error").first).to_be_visible()
    control(page, "text").fill("Bonjour, votre banc m’intéresse.")
    page.locator("button[value=send]").click()
    expect(page.locator(".notice--good")).to_be_visible()
    answer = letter(house, address, "/people/")
    other.goto(answer)
    control(other, "text").fill("Avec plaisir !")
    other.locator("button[value=send]").click()
    report = letter(house, email, "/messages/")
    page.goto(report)
    assert fits(page)
    page.locator("main form button").click()
    expect(page.locator(".notice--good")).to_be_visible()
    team = opened(inside, way, HEAD)
    team.goto("/admin/messages")
    assert fits(team)
    expect(team.locator("main")).to_contain_text("Avec plaisir")
    team.locator("main form button").first.click()
    expect(team.locator("main")).not_to_contain_text("Avec plaisir")


def test_a_token_is_made_shown_once_and_ended(
    inside: Tabs, house: Server, way: Way
) -> None:
    page, _ = joined(inside, house, way, f"{way.name}-code")
    page.goto("/account/tokens")
    assert fits(page)
    control(page, "name").fill("Mon script")
    page.locator("main input[type=checkbox][value='read']").check()
    if control(page, "old").count():
        control(page, "old").fill(PASSWORD)
    page.locator("main form button.button--primary").click()
    expect(page.locator("main code").first).to_contain_text("commons_")
    secret = page.locator("main code").first.inner_text()
    assert secret.startswith("commons_")
    assert fits(page)
    page.goto("/account/tokens")
    expect(page.locator("main")).not_to_contain_text(secret)
    expect(page.locator("main")).to_contain_text("Mon script")
    page.locator("main li form button, main td form button").first.click()
    expect(page.locator(".notice--good")).to_be_visible()


def test_themes_are_merged_and_a_sheet_is_removed_to_the_last_step(
    inside: Tabs, house: Server, way: Way
) -> None:
    page = opened(inside, way, HEAD)
    kept, gone = f"Thème {way.name} un", f"Thème {way.name} deux"
    for name in (kept, gone):
        page.goto("/admin/themes")
        control(page, "label_fr").fill(name)
        page.locator("button[value=add]").click()
        expect(page.locator(".notice--good")).to_be_visible()
    assert fits(page)
    page.get_by_role("link", name=gone).first.click()
    expect(page.locator("main select[name=into]")).to_be_visible()
    assert fits(page)
    former = page.url.rpartition("/")[2]
    page.locator("main select[name=into]").select_option(label=kept)
    page.locator("button[value=merge]").click()
    expect(page.locator(".notice--good")).to_be_visible()
    page.goto(f"/themes/{former}")
    expect(page.locator("h1")).to_contain_text(kept)
    admin = Person(house.address).sign_in(HEAD)
    made = admin.post(
        "/sheets/new/method",
        _do="publish",
        _confirmed="on",
        **filled(title=f"À retirer {way.name}", body="Un xylographe."),
    )
    sheet = made.place.split("/sheets/")[1].split("/")[0]
    page.goto(f"/sheets/{sheet}/history")
    page.locator("a[href*='/admin/purges/new']").first.click()
    expect(page.locator("main select[name=basis]")).to_be_visible()
    assert fits(page)
    page.locator("main select[name=basis]").select_option("court")
    page.locator("button[value=look]").click()
    expect(page.locator("button[value=purge]")).to_be_visible()
    assert fits(page)
    page.locator("button[value=purge]").click()
    expect(page.locator(".errors")).to_be_visible()
    page.locator("main [name=sure]").check()
    page.locator("button[value=purge]").click()
    expect(page.locator(".notice--good")).to_be_visible()
    assert fits(page)
    page.goto(f"/sheets/{sheet}")
    expect(page.locator("main")).not_to_contain_text("xylographe")
