"""Other sites, as the port of `commons.adapters.remote` gives them, without a network.

Behind each stands a whole instance of ours, asked through its own application, or
pages that a test made up. The guard has tests of its own, over sockets.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin

from flask.testing import FlaskClient

from commons.adapters.remote import refusals
from commons.adapters.remote.addresses import read_address
from commons.adapters.remote.port import MOST_BYTES, SECONDS, Fetched
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.errors import RemoteError
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in
from tests.people.visitor import Visitor

OTHER = "http://other.example"


@dataclass
class OtherSites:
    """The sites that can be asked, by their base, and what was asked of them."""

    clients: dict[str, FlaskClient] = field(default_factory=dict)
    pages: dict[str, Fetched] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    down: set[str] = field(default_factory=set)

    def page(self, url: str, body: bytes, media_type: str = "text/html") -> None:
        """Put a page at an address."""
        headers = {"content-type": media_type}
        self.pages[url] = Fetched(url=url, status=200, headers=headers, body=body)

    def fetch(
        self,
        address: str,
        *,
        accept: str = "*/*",
        most_bytes: int = MOST_BYTES,
        seconds: float = SECONDS,
    ) -> Fetched:
        """Answer as `Remote` says."""
        del seconds  # nobody here is slow
        found = self._ask(address, "GET", accept=accept)
        if len(found.body) > most_bytes:
            raise RemoteError(refusals.TOO_LARGE, host=read_address(address).origin)
        return found

    def send(self, address: str, body: bytes, media_type: str) -> Fetched:
        """Send as `Remote` says."""
        return self._ask(address, "POST", body=body, media_type=media_type)

    def _ask(
        self,
        address: str,
        method: str,
        *,
        accept: str = "*/*",
        body: bytes = b"",
        media_type: str = "",
    ) -> Fetched:
        asked = read_address(address)
        self.asked.append(f"{method} {asked.url}")
        if asked.url in self.pages:
            return self.pages[asked.url]
        for base, client in self.clients.items():
            if not asked.url.startswith(f"{base}/") or base in self.down:
                continue
            answer = client.open(
                asked.url.removeprefix(base),
                method=method,
                headers={"Accept": accept},
                data=body or None,
                content_type=media_type or None,
                base_url=base,
            )
            if answer.status_code in {301, 302, 303}:
                return self.fetch(
                    urljoin(asked.url, answer.headers["Location"]), accept=accept
                )
            told = answer.get_data()
            answer.close()
            return Fetched(
                url=asked.url,
                status=answer.status_code,
                headers={
                    name.lower(): ", ".join(answer.headers.getlist(name))
                    for name in answer.headers.keys()  # noqa: SIM118  # of a multi-dict
                },
                body=told,
            )
        raise RemoteError(refusals.UNREACHABLE, host=asked.origin)


@dataclass
class Site:
    """A whole instance, with somebody who writes there and somebody who edits."""

    base: str
    parts: Components
    author: Visitor
    editor: Visitor


@contextmanager
def open_site(
    folder: Path, begun: Path, sites: OtherSites, base: str
) -> Iterator[Site]:
    """Open a copy of an instance under a base, which the others can ask."""
    shutil.copytree(begun, folder)
    made = assemble_components(settings_in(folder, base_url=base))
    parts = replace(made, remote=sites)
    app = create_app(parts)
    sites.clients[base] = app.test_client()
    yield Site(
        base=base,
        parts=parts,
        author=Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR),
        editor=Visitor(app.test_client(), parts).signed_in(Role.EDITOR),
    )
    parts.follower.stop()
    parts.store.close()
