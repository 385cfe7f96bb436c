"""What a browser needs: a real server of two processes, Chromium, and people in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.judged.seed import write_what_is_needed
from tests.browser.tabs import ADMIN, CLAIRE, CONTRIBUTORS, Tabs
from tests.people.visitor import PASSWORD, filled
from tests.servers.server import Person, Server, add_account

UNUSED = (
    "WebUIOmniboxPopup",  # with the next, two pages of its own for each window
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",  # a process in store, in vain where each is new
    # and what Playwright turns off, since the last list counts:
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
"""What Chromium does for somebody at a desk, which takes half the work of a new window."""
QUIET = (
    f"--disable-features={','.join(UNUSED)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
FIRST = {
    "title": "Le banc des idées",
    "body": "Un banc au soleil, et une question.",
    "steps-0-title": "Poser le banc",
    "steps-0-text": "À deux, devant la mairie.",
}


PROGRAMS = ("chromium", "chromium-browser", "chromium-headless-shell")
"""What Chromium is called; the last, without windows, fetches pictures from far below."""


def chromium_path() -> str | None:
    """Give where the system's Chromium is, None when it has none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Give Chromium; without it these tests are skipped, but fail on a CI machine."""
    found = chromium_path()
    if found is None:
        lack = "Chromium is missing: the browser tests need `chromium` in the PATH"
        (pytest.fail if os.getenv("CI") == "true" else pytest.skip)(lack)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(
    chromium: Browser, tmp_path_factory: pytest.TempPathFactory, starter_folder: Path
) -> Iterator[Server]:
    """Give a server with the starter content."""
    folder = tmp_path_factory.mktemp("browser") / "instance"
    shutil.copytree(starter_folder, folder)
    box = (folder.parent / "box").as_uri()
    with Server(folder, mail_url=box, mail_from="wiki@exemple.fr") as running:
        add_account(folder, ADMIN, "admin")
        add_account(folder, CLAIRE)
        for email in CONTRIBUTORS:
            typed = {"name": email.partition("@")[0], "email": email}
            Person(running.address).post("/register", **typed, password=PASSWORD)
        yield running


@pytest.fixture(scope="session")
def everyone(chromium: Browser, server: Server) -> Tabs:
    """Give the tabs of the session: people sign in once."""
    return Tabs(chromium, server)


@pytest.fixture
def tabs(everyone: Tabs) -> Iterator[Tabs]:
    """Give tabs; at the end none of them may have done a wrong thing."""
    everyone.wrongs.clear()
    yield everyone
    everyone.close()
    assert everyone.wrongs == []


@pytest.fixture(scope="session")
def sheet(server: Server) -> str:
    """Give the identifier of a method with two versions."""
    person = Person(server.address).sign_in(ADMIN)
    typed = filled(_do="publish", _confirmed="on", **FIRST)
    created = person.post("/sheets/new/method", **typed)
    assert created.status == 303, created.text
    made = urlsplit(created.place).path.split("/")[2]
    again = {**typed, "body": "Un banc à l’ombre, et une question.", "_parent": "1"}
    edited = person.post(
        f"/sheets/{made}/edit", **again, change_note="à l’ombre, il fait chaud"
    )
    assert edited.status == 303, edited.text
    return made


@pytest.fixture(scope="session")
def ids(server: Server) -> dict[str, str]:
    """Give the identifiers of what the states of the pages need, by name."""
    return write_what_is_needed(server)
