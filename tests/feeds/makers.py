"""Makes versions as people do, and harvests them as other networks do."""

import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Value
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.history.delete import delete_sheet
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from tests.bench.running import Reader
from tests.conftest import BASE

CAMILLE = Person(id="camm0000000c", name="Camille")
ROOT = "/feeds/ldes"

_NODE = re.compile(r"<https://w3id\.org/tree#node> <([^>]+)>")
_MEMBER = re.compile(r"<[^>]+#stream> <https://w3id\.org/tree#member> <([^>]+)> \.\n")

Ask = Callable[[str, Mapping[str, str]], tuple[int, Mapping[str, str], bytes]]
"""Gives status, headers and body from an address and headers."""


def created(parts: Components, title: str = "Le café des voisins") -> Revision:
    """Publish a new sheet."""
    with parts.store.write() as work:
        return publish_version(parts.schema, work, _intent(iri.new_id(), None, title))


def updated(parts: Components, before: Revision, **values: Value) -> Revision:
    """Publish the next version of a sheet."""
    with parts.store.write() as work:
        parent = revisions.get_head(work, before.sheet).number
        title = str(values.pop("title", before.title))
        new_revision = _intent(before.sheet, parent, title, **values)
        return publish_version(parts.schema, work, new_revision)


def deleted(parts: Components, before: Revision) -> Revision:
    """Publish a tombstone."""
    with parts.store.write() as work:
        return delete_sheet(parts.schema, work, CAMILLE, before.sheet, "en double")


def written(parts: Components, count: int) -> list[str]:
    """Publish sheets, every third twice; give the addresses of `count` versions."""
    made: list[Revision] = []
    while len(made) < count:
        again = len(made) % 3 == 2
        made.append(
            updated(parts, made[-1], body="Encore") if again else created(parts)
        )
    return [iri.version_iri(one.sheet, one.number, BASE) for one in made]


@dataclass
class Harvester:
    """A network that asks only for what may have changed, and sends ETags.

    It believes "immutable", and passes over such nodes with the links in them.
    `requests` and `size_bytes` count what the last pull cost.
    """

    ask: Ask
    root: str
    coding: str = "identity"
    etags: dict[str, str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    requests: int = 0
    size_bytes: int = 0

    def pull(self) -> list[str]:
        """Ask for what is new; give the versions in the order of the feed."""
        self.requests = self.size_bytes = 0
        todo, found = {self.root}, dict[str, list[str]]()
        while todo:
            node = todo.pop()
            text = self._text(node)
            todo |= set(_NODE.findall(text)) - self.closed - found.keys()
            found[node] = _MEMBER.findall(text)
        ordered = [v for node in sorted(found, key=_place) for v in found[node]]
        new = [version for version in ordered if version not in self.seen]
        self.seen += new
        return new

    def _text(self, node: str) -> str:
        known = self.etags.get(node, '""')
        status, headers, body = self.ask(
            node, {"If-None-Match": known, "Accept-Encoding": self.coding}
        )
        self.requests += 1
        self.size_bytes += len(body)
        assert status in {200, 304}, (node, status)
        told = {name.lower(): value for name, value in headers.items()}
        self.etags[node] = told["etag"]
        if "immutable" in told["cache-control"]:
            self.closed.add(node)
        zipped = "content-encoding" in told
        return (gzip.decompress(body) if zipped and body else body).decode()


def over_connection(reader: Reader) -> Ask:
    """Give a way to ask a server over a connection that stays open."""

    def ask(
        address: str, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, str], bytes]:
        said = reader.get(urlsplit(address).path, dict(headers))
        return said.status, said.headers, said.body

    return ask


def _place(node: str) -> int:
    digits = node.rpartition("/")[2].partition(".")[0]
    return int(digits) if digits.isdigit() else 0


def _intent(sheet: str, parent: int | None, title: str, **values: Value) -> NewRevision:
    return NewRevision(
        sheet=sheet,
        kind="method",
        parent=parent,
        action=Action.UPDATE if parent else Action.CREATE,
        author=CAMILLE,
        change_note="une étape de plus" if parent else "",
        values={
            "title": title,
            "licence": "CC-BY-SA-4.0",
            "language": "fr",
            "authors": [{"name": "Camille"}],
            **values,
        },
    )
