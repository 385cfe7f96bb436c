"""The feeds of people's readers, read by a reader's own library."""

from typing import Any
from urllib.parse import urlsplit

import feedparser
import pytest
from flask.testing import FlaskClient
from lxml import etree

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.feeds.syndication import atom
from commons.web.journeys.harvest import atom_sitemap
from tests.conftest import BASE
from tests.feeds.conftest import BREST, Desk

ATOM = f"{{{atom.NAMESPACE}}}"
TOMBSTONE = f"{{{atom.TOMBSTONES}}}deleted-entry"
AUTHORS = [{"name": "Anaïs & Cie"}, {"name": "Bilal"}]


def read(client: FlaskClient, address: str = "/feeds/atom") -> Any:
    """Read a feed as a reader does; it must be sound."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == atom.MEDIA_TYPE
    found = feedparser.parse(
        answer.data, response_headers={"content-type": answer.content_type}
    )
    assert found.bozo == 0, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def titles(feed: Any) -> list[str]:
    return [entry.title for entry in feed.entries]


def test_an_entry_says_what_a_reader_shows(client: FlaskClient, desk: Desk) -> None:
    (first,) = desk.publish(title="Avant")
    head = desk.change(
        first,
        title="Le <pain> & le café",
        summary="Pétrir à plusieurs.",
        authors=AUTHORS,
        themes=["food"],
        keywords=["levain"],
    )
    feed = read(client)
    assert feed.feed.title == "Commons"
    assert feed.feed.id == f"{BASE}/feeds/atom"
    assert feed.feed.updated == clock.iso_format(head.instant)
    (entry,) = feed.entries
    assert entry.id == iri.sheet_iri(head.sheet, BASE)
    assert entry.link == f"{BASE}/sheets/{head.sheet}/le-pain-le-cafe"
    assert entry.title_detail.value == "Le <pain> & le café"
    assert entry.summary == "Pétrir à plusieurs."
    assert [author.name for author in entry.authors] == ["Anaïs & Cie", "Bilal"]
    assert entry.published == clock.iso_format(first.instant)
    assert entry.updated == clock.iso_format(head.instant)
    assert {(tag.term, tag.label) for tag in entry.tags} == {
        ("method", "Méthode"),
        ("food", "Alimentation"),
        ("levain", None),
    }
    assert "Creative Commons" in entry.rights
    links = {link.rel: link.href for link in entry.links}
    assert links["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"


def test_a_deleted_sheet_leaves_a_tombstone_until_it_is_restored(
    client: FlaskClient, desk: Desk
) -> None:
    stays, goes = desk.publish(2)
    gone = desk.delete(goes)
    told = etree.fromstring(client.get("/feeds/atom").data)
    assert [entry.findtext(f"{ATOM}id") for entry in told.iter(f"{ATOM}entry")] == [
        iri.sheet_iri(stays.sheet, BASE)
    ]
    (tombstone,) = told.iter(TOMBSTONE)
    assert dict(tombstone.attrib) == {
        "ref": iri.sheet_iri(gone.sheet, BASE),
        "when": clock.iso_format(gone.instant),
    }
    assert "en double" in "".join(tombstone.itertext())
    desk.change(gone)
    assert len(read(client).entries) == 2
    assert list(etree.fromstring(client.get("/feeds/atom").data).iter(TOMBSTONE)) == []


def test_a_feed_may_be_that_of_a_theme_a_territory_and_a_kind(
    client: FlaskClient, desk: Desk
) -> None:
    desk.publish(title="Pain", themes=["food"], territory=BREST)
    desk.publish(title="Chant", themes=["culture"], territory=BREST, kind="tool")
    desk.publish(title="Ailleurs", themes=["food", "culture"])
    for query, found in {
        "theme=food": ["Ailleurs", "Pain"],
        "territory=commune:29019": ["Chant", "Pain"],
        "territory=commune:29096": ["Chant", "Pain"],
        "territory=region:53": ["Chant", "Pain"],
        "kind=tool": ["Chant"],
        "theme=food&theme=culture": ["Ailleurs", "Chant", "Pain"],
        "theme=food&territory=department:29": ["Pain"],
        "theme=mobility": [],
        "territory=commune:35238": [],
        "theme=food&theme=mobility": ["Ailleurs", "Pain"],
    }.items():
        assert titles(read(client, f"/feeds/atom?{query}")) == found, query
    named = read(client, "/feeds/atom?theme=food&territory=commune:29019").feed
    assert named.title == "Commons – Alimentation – Brest"
    assert read(client, "/feeds/atom?theme=food").feed.link == f"{BASE}/themes/food"


def test_a_feed_of_nothing_is_not_found(client: FlaskClient) -> None:
    for query, status in {
        "theme=nothing": 404,
        "kind=": 404,
        "territory=commune:99999": 404,
        "territory=%00": 404,
        "before=0": 400,
        "before=x": 400,
        "&".join(f"theme={n}" for n in range(30)): 400,
    }.items():
        assert client.get(f"/feeds/atom?{query}").status_code == status, query


def test_pages_lead_from_the_youngest_to_the_oldest(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atom_sitemap, "PAGE_SIZE", 4)
    for number in range(10):
        desk.publish(title=f"{number}", themes=["food"])
    address, found = f"{BASE}/feeds/atom?theme=food", []
    sizes = []
    while address:
        parts = urlsplit(address)
        feed = read(client, f"{parts.path}?{parts.query}")
        links = {link.rel: link.href for link in feed.feed.links}
        assert links["self"] == address
        assert links["first"] == f"{BASE}/feeds/atom?theme=food"
        sizes.append(len(feed.entries))
        found += titles(feed)
        address = links.get("next", "")
    assert sizes == [4, 4, 2]
    assert found == [f"{number}" for number in reversed(range(10))]


def test_a_reader_that_has_the_feed_is_not_sent_it_again(
    client: FlaskClient, desk: Desk
) -> None:
    assert read(client).entries == []
    desk.publish()
    tag = client.get("/feeds/atom").headers["ETag"]
    again = client.get("/feeds/atom", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    desk.publish()
    after = client.get("/feeds/atom", headers={"If-None-Match": tag})
    assert after.status_code == 200


def test_a_page_leads_to_its_feed(client: FlaskClient) -> None:
    for page, feed in {
        "/": "/feeds/atom",
        "/themes/food": "/feeds/atom?theme=food",
        "/territories/commune:29019": "/feeds/atom?territory=commune:29019",
    }.items():
        told = etree.HTML(client.get(page).data)
        links = told.xpath("//link[@type='application/atom+xml']")
        found = [link.get("href") for link in links if link.get("rel") == "alternate"]
        assert feed in found
        assert feed in told.xpath("//a/@href")
