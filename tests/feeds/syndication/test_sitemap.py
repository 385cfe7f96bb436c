"""The sitemaps: an index, and a file for each slice of the log."""

from typing import Any

import pytest
from lxml import etree

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.feeds.syndication import sitemap
from commons.feeds.syndication.sitemap import count_slices, write_index, write_slice
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.feeds.conftest import Desk

NAMES = {"s": sitemap.NAMESPACE}


def read(document: bytes, entry: str) -> list[tuple[str, str]]:
    """Give the addresses of a file with their dates, "" for none."""
    told = etree.fromstring(document)
    assert {etree.QName(one).localname for one in told} <= {entry}
    return [
        (
            one.findtext("s:loc", "", namespaces=NAMES),
            one.findtext("s:lastmod", "", namespaces=NAMES),
        )
        for one in told
    ]


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the slices short."""
    monkeypatch.setattr(sitemap, "SLICE", 2)


def test_before_the_first_sheet_there_is_one_file_without_date(
    parts: Components,
) -> None:
    with parts.store.read() as work:
        assert count_slices(work) == 1
        index = read(write_index(work, BASE), "sitemap")
        pages = read(write_slice(work, BASE, 1, ["/", "/search"]), "url")
    assert index == [(f"{BASE}/sitemaps/1.xml", "")]
    assert pages == [(f"{BASE}/", ""), (f"{BASE}/search", "")]


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(("sheets", "slices"), [(1, 1), (2, 1), (3, 2), (5, 3)])
def test_slices_are_as_many_as_the_log_needs(
    parts: Components, desk: Desk, sheets: int, slices: int
) -> None:
    desk.publish(sheets)
    with parts.store.read() as work:
        assert count_slices(work) == slices


def test_a_sheet_in_several_languages_names_them_all_from_whichever_slice(
    parts: Components, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.put_one(title="Le banc")
    alone = desk.put_one(title="Le mur")
    version = f"/sheets/{first.sheet}/v/1"
    credit = {"title": first.title, "author": "Camille", "licence": first.licence}
    row = {**credit, "url": version, "changes": "Dit dans une autre langue."}
    of: dict[str, Any] = {"translation_of": version, "sources": [row]}
    english = desk.put_one(title="The bench", language="en", **of)
    again = desk.put_one(title="A bench", language="en", **of)
    breton = desk.put_one(title="Ar bank", language="br", **of)
    desk.delete(breton)
    monkeypatch.setattr(sitemap, "SLICE", 1)
    found = {}
    with parts.store.read() as work:
        for number in range(1, count_slices(work) + 1):
            told = etree.fromstring(write_slice(work, BASE, number, []))
            for url in told:
                address = url.findtext("s:loc", "", namespaces=NAMES)
                found[address] = {
                    link.get("hreflang"): link.get("href")
                    for link in url.iterfind("{http://www.w3.org/1999/xhtml}link")
                    if link.get("rel") == "alternate"
                }
    at = {
        one.sheet: iri.page_address(one.sheet, one.slug, BASE)
        for one in (first, alone, english, again)
    }
    assert found.keys() == set(at.values())
    assert found[at[alone.sheet]] == {}
    for one in (english, again):
        assert found[at[one.sheet]] == {"fr": at[first.sheet], "en": at[one.sheet]}
    both = found[at[first.sheet]]
    assert both["fr"] == at[first.sheet]
    assert both["en"] in {at[english.sheet], at[again.sheet]}


def test_many_translations_into_one_language_are_each_looked_at_once(
    parts: Components, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = desk.put_one(title="Le café")
    version = f"/sheets/{first.sheet}/v/1"
    credit = {"title": first.title, "author": "Camille", "licence": first.licence}
    row = {**credit, "url": version, "changes": "Dit dans une autre langue."}
    of: dict[str, Any] = {"translation_of": version, "sources": [row]}
    desk.publish(40, title="The café", language="en", **of)
    written: list[str] = []
    write = iri.page_address

    def counted(identifier: str, slug: str, base: str) -> str:
        written.append(identifier)
        return write(identifier, slug, base)

    monkeypatch.setattr(iri, "page_address", counted)
    with parts.store.read() as work:
        told = write_slice(work, BASE, 1, [])
    assert told.count(b'hreflang="fr"') == 41
    assert len(written) <= 41 * (1 + 3)


@pytest.mark.usefixtures("short")
def test_a_sheet_stands_in_the_slice_of_its_last_change(
    parts: Components, desk: Desk
) -> None:
    first, second, third = desk.publish(3, title="Le café")
    moved = desk.change(first, title="Le thé")
    with parts.store.read() as work:
        one, two = (read(write_slice(work, BASE, n, ["/"]), "url") for n in (1, 2))
    assert one == [
        (f"{BASE}/", ""),
        (
            iri.page_address(second.sheet, "le-cafe", BASE),
            clock.iso_format(second.instant),
        ),
    ]
    assert set(two) == {
        (
            iri.page_address(third.sheet, "le-cafe", BASE),
            clock.iso_format(third.instant),
        ),
        (
            iri.page_address(first.sheet, "le-the", BASE),
            clock.iso_format(moved.instant),
        ),
    }


@pytest.mark.usefixtures("short")
def test_the_index_dates_each_file_and_leaves_out_those_without_a_sheet(
    parts: Components, desk: Desk
) -> None:
    one, two = desk.publish(2)
    three, _ = desk.publish(2)
    desk.delete(three)
    last = desk.change(desk.change(two))
    with parts.store.read() as work:
        index = dict(read(write_index(work, BASE), "sitemap"))
        assert count_slices(work) == 4
    assert f"{BASE}/sitemaps/3.xml" not in index
    assert index[f"{BASE}/sitemaps/1.xml"] == clock.iso_format(one.instant)
    assert index[f"{BASE}/sitemaps/4.xml"] == clock.iso_format(last.instant)


def test_a_deleted_sheet_and_a_slice_that_is_not_there_have_no_address(
    parts: Components, desk: Desk
) -> None:
    desk.delete(desk.put_one())
    with parts.store.read() as work:
        assert read(write_slice(work, BASE, 1, []), "url") == []
        assert read(write_slice(work, BASE, 9, ["/"]), "url") == []
