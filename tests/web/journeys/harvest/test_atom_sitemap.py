"""What search engines come for."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree

from commons.core.domain import clock
from commons.feeds.syndication import sitemap
from tests.conftest import BASE
from tests.feeds.conftest import Desk

NAMES = {"s": sitemap.NAMESPACE}


@pytest.fixture
def desk(parts) -> Desk:
    return Desk(parts)


def located(client: FlaskClient, path: str) -> dict[str, str]:
    """Give the addresses of a sitemap or of the index, with their dates."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    told = etree.fromstring(answer.data)
    return {
        entry.findtext("s:loc", namespaces=NAMES): entry.findtext(
            "s:lastmod", "", namespaces=NAMES
        )
        for entry in told
    }


def test_the_sitemaps_hold_every_live_sheet_once_with_its_date(
    client: FlaskClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SLICE", 4)
    sheets = desk.publish(10, title="Une fiche")
    sheets[0] = desk.change(sheets[0], title="Autrement")
    desk.delete(sheets.pop())
    for number in range(4):
        sheets[4 + number] = desk.change(sheets[4 + number])
    files = located(client, "/sitemap.xml")
    assert list(files) == [f"{BASE}/sitemaps/{n}.xml" for n in (1, 3, 4)]
    found: dict[str, str] = {}
    for address in files:
        found |= located(client, urlsplit(address).path)
    wanted = {
        f"{BASE}/sheets/{head.sheet}/{head.slug}": clock.iso_format(head.instant)
        for head in sheets
    }
    assert {k: v for k, v in found.items() if "/sheets/" in k} == wanted
    assert {f"{BASE}/", f"{BASE}/themes", f"{BASE}/themes/food"} <= set(found)
    assert max(found.values()) == files[f"{BASE}/sitemaps/4.xml"]
    for address in found:
        assert client.get(urlsplit(address).path).status_code == 200, address
    assert client.get("/sitemaps/9.xml").status_code == 404


def test_an_empty_wiki_has_a_sitemap(client: FlaskClient) -> None:
    assert located(client, "/sitemap.xml") == {f"{BASE}/sitemaps/1.xml": ""}
    assert f"{BASE}/" in located(client, "/sitemaps/1.xml")


def test_a_sitemap_that_has_not_changed_is_not_sent_again(
    client: FlaskClient, desk: Desk
) -> None:
    for path in ("/sitemap.xml", "/sitemaps/1.xml"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
        desk.publish()
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
