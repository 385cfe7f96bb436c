"""The feed of versions is read by a reader's own library."""

from typing import Any

import feedparser

from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Place, Revision
from commons.feeds.instance import Instance
from commons.feeds.syndication.changes import ChangesFeed, write_changes
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE, NOON, a_revision
from tests.conftest import BASE
from tests.core.kinds.examples import SHEET


def version(number: int, action: Action | None = None) -> Revision:
    place = Place(
        sheet=SHEET,
        number=number,
        parent=number - 1 or None,
        sequence=number,
        instant=NOON,
    )
    return a_revision(place, title="Le <banc> & l’été", action=action)


def read(parts: Components, *versions: Revision, older: str = "") -> Any:
    said = Instance(
        base=BASE,
        name="Commons",
        contact="",
        language="fr",
        schema=parts.schema,
        places=parts.places,
    )
    feed = ChangesFeed(
        title="Dernières modifications",
        here=f"{BASE}/changes.atom",
        page=f"{BASE}/changes",
        older=older,
        versions=versions,
    )
    found = feedparser.parse(write_changes(said, feed))
    assert not found.bozo
    return found


def test_each_version_leads_to_what_it_changed(parts: Components) -> None:
    deleted = version(3, Action.DELETE)
    third, second, first = read(parts, deleted, version(2), version(1)).entries
    assert second.title == "Le <banc> & l’été"
    assert second.link == f"{BASE}/sheets/{SHEET}/diff/1..2"
    assert (second.author, second.summary) == (CAMILLE.name, "une note")
    assert second.id == iri.version_iri(SHEET, 2, BASE)
    assert first.link == first.id == iri.version_iri(SHEET, 1, BASE)
    assert (third.link, third.tags[0].term) == (third.id, "delete")


def test_a_page_leads_to_older_ones(parts: Components) -> None:
    told = read(parts, version(1), older=f"{BASE}/changes.atom?before=1")
    relations = {link.rel: link.href for link in told.feed.links}
    assert relations["next"] == f"{BASE}/changes.atom?before=1"
    assert relations["alternate"] == f"{BASE}/changes"
    assert "next" not in {link.rel for link in read(parts).feed.links}
