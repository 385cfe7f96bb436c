"""Somebody who uses the pages through forms, as a browser without scripts does."""

import re
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.adapters.store.people.credentials.sessions import open_session
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.services.people import accounts
from commons.services.people.accounts import Application, JudgedApplication
from commons.web.journeys.people.sign_in.entering import SESSION
from commons.web.middleware.page_cache import PageCache
from commons.web.middleware.reading_count import ReadingCount
from commons.web.middleware.request_watch import RequestWatch
from commons.wiring.components import Components

PASSWORD = "lampe forêt tasse violon"

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Visitor:
    """A browser without scripts, and who sits before it."""

    def __init__(self, client: FlaskClient, parts: Components) -> None:
        self.client = client
        self.parts = parts
        self.name = ""
        self.email = ""
        self._token = ""

    def signed_in(self, role: Role, name: str = "") -> "Visitor":
        """Open an account with this role and a session of it, as if by the form."""
        self.name = name or f"Camille {iri.new_id()}"
        self.email = f"{iri.new_id()}@exemple.fr"
        application = Application(
            email=self.email, name=self.name, password=PASSWORD, role=role
        )
        judged = JudgedApplication(
            application=application,
            password_hash=accounts._HASHER.hash(PASSWORD),  # noqa: SLF001
        )
        with self.parts.store.write() as work:
            account = accounts.admit(work, judged)
            assert account is not None
            token = open_session(work, account.id, until=clock.now() + SESSION)
        self._token = ""
        with self.client.session_transaction() as session:
            session.permanent = True
            session.update(_user_id=token, _fresh=True)
        return self

    def get(self, address: str, **headers: str) -> TestResponse:
        """Ask for a page."""
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.get(address, headers=named)

    def post(self, address: str, *, page: str = "", **typed: str) -> TestResponse:
        """Send a form as found on `page` (default: the address itself)."""
        found = self.get(page or address).get_data(as_text=True)
        return self.client.post(address, data={"csrf_token": token_in(found), **typed})

    def publishes(self, kind: str, **typed: str) -> str:
        """Publish a new sheet, complete or not; give its address.

        The token is that of the first form: a session has but one.
        """
        form = f"/sheets/new/{kind}"
        self._token = self._token or token_in(self.get(form).get_data(as_text=True))
        pressed = {"csrf_token": self._token, "_do": "publish", "_confirmed": "on"}
        answer = self.client.post(form, data={**pressed, **filled(**typed)})
        assert answer.status_code == 303, said_by(answer)
        return answer.headers["Location"]


def filled(**typed: str) -> dict[str, str]:
    """Give the controls that publishing needs, with what was typed over them."""
    return {
        "title": "Porteur de parole",
        "licence": "CC-BY-SA-4.0",
        "language": "fr",
        "authors-0-name": "Camille",
        **typed,
    }


def token_in(page: str) -> str:
    """Give the token of the first form of a page, "" when it has none."""
    found = _TOKEN.search(page)
    return found[1] if found else ""


def said_by(answer: TestResponse) -> str:
    """Give the words of a page, without its tags."""
    page = answer.get_data(as_text=True)
    main = page.partition("<main")[2].partition("</main>")[0] or page
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def controls_in(page: str) -> dict[str, str]:
    """Give what a page's selects and texts hold."""
    chosen = {
        name: (re.findall(r'value="([^"]*)" selected', inner) or [""])[0]
        for name, inner in re.findall(
            r'<select id="[^"]*" name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL
        )
    }
    texts = re.findall(r'<input type="text" [^>]*name="([^"]*)" value="([^"]*)"', page)
    return {**chosen, **dict(texts)}


def cache_of(app: Flask) -> PageCache:
    """Give the cache that stands within what names requests and counts readings."""
    watching = app.wsgi_app
    assert isinstance(watching, RequestWatch)
    counting = watching.inner
    assert isinstance(counting, ReadingCount)
    assert isinstance(counting.inner, PageCache)
    return counting.inner
