"""Tabs of several people's browsers, and what a page must never do in one."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    StorageState,
)

from commons.adapters.store.engine.unit_of_work import open_file
from commons.adapters.store.people import accounts
from commons.services.people.sign_in.second_factor import Factors, renew_codes
from tests.browser.walking import sign_in
from tests.people.visitor import PASSWORD
from tests.servers.server import Person, Server

ADMIN = "odile@exemple.fr"
ALICE = "alice@exemple.fr"
BRUNO = "bruno@exemple.fr"
CLAIRE = "claire@exemple.fr"
"""Whose sign-in takes two steps."""
CONTRIBUTORS = (ALICE, BRUNO)


def enter(server: Server, email: str) -> Person:
    """Give somebody who signed in without scripts, by a second step if it is asked for."""
    person = Person(server.address)
    if email != CLAIRE:
        return person.sign_in(email)
    person.post("/login", email=email, password=PASSWORD)
    code = recovery_code(server.folder, email)
    answer = person.post("/login/code", code=code)
    assert answer.status == 303, answer.text
    return person


def recovery_code(folder: Path, email: str) -> str:
    """Give a code that opens an account once; the ones before work no more."""
    store = open_file(folder / "commons.sqlite")
    with store.write() as work:
        found = accounts.by_email(work, email)
        assert found is not None
        code, *_ = renew_codes(work, factors_of(folder), found[0])
    store.close()
    return code


def factors_of(folder: Path) -> Factors:
    """Give what second factors of an instance are judged with."""
    return Factors(secret_key=secret_of(folder))


def secret_of(folder: Path) -> str:
    """Give the secret key of an instance."""
    return (folder / "secret_key").read_text(encoding="utf-8").strip()


class Tabs:
    """Opens tabs, and writes down what a page did that it should not have."""

    def __init__(self, chromium: Browser, server: Server) -> None:
        self.server = server
        self.wrongs: list[str] = []
        self._chromium = chromium
        self._sessions: dict[str, StorageState] = {}
        self._reading: dict[tuple[str, bool], Page] = {}

    def open(
        self,
        email: str = "",
        *,
        scripts: bool = True,
        width: int = 1280,
        locale: str = "fr-FR",
    ) -> Page:
        """Give a tab of a browser of its own, signed in when `email` says who."""
        context = self._chromium.new_context(
            base_url=self.server.address,
            locale=locale,
            java_script_enabled=scripts,
            viewport={"width": width, "height": 900},
            storage_state=self._session(email) if email else None,
        )
        context.set_default_timeout(10_000)
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._told)
        context.on("weberror", lambda error: self.wrongs.append(str(error.error)))
        return context.new_page()

    def reading(
        self, email: str = "", *, scripts: bool = True, width: int = 1280
    ) -> Page:
        """Give a tab in which pages are read, and nothing is written or kept.

        It stays open for who reads next: a browser of its own costs as much as
        two pages. Who has a page measured, or writes, opens another.
        """
        page = self._reading.get((email, scripts))
        if page is None:
            page = self.open(email, scripts=scripts)
            self._reading[email, scripts] = page
        page.emulate_media(media="null", color_scheme="null")
        page.set_viewport_size({"width": width, "height": 900})
        return page

    def close(self) -> None:
        """Close every tab but those for reading."""
        kept = {page.context for page in self._reading.values()}
        for context in self._chromium.contexts:
            if context not in kept:
                context.close()

    def _session(self, email: str) -> StorageState:
        if email not in self._sessions:
            page = self.open()
            sign_in(page, email, self._code if email == CLAIRE else None)
            self._sessions[email] = page.context.storage_state()
            page.context.close()
        return self._sessions[email]

    def _code(self) -> str:
        return recovery_code(self.server.folder, CLAIRE)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        ours = urlsplit(self.server.address).netloc
        if parts.scheme not in {"data", "blob"} and parts.netloc != ours:
            self.wrongs.append(f"asked {request.url}")

    def _answered(self, response: Response) -> None:
        page = response.request.resource_type == "document"
        if response.status >= (500 if page else 400):
            self.wrongs.append(f"{response.status} for {response.url}")

    def _told(self, message: ConsoleMessage) -> None:
        # A page with an error status is told too: `_answered` judges those.
        known = message.text.startswith("Failed to load resource")
        if message.type in {"error", "warning"} and not known:
            self.wrongs.append(f"{message.text} ({message.page and message.page.url})")


@contextmanager
def quiet_tabs(chromium: Browser, server: Server) -> Iterator[Tabs]:
    """Give tabs of a server, closed at the end; none of them may have done a wrong thing."""
    tabs = Tabs(chromium, server)
    yield tabs
    tabs.close()
    assert tabs.wrongs == []
