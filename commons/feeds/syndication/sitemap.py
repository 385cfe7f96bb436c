"""Tells search engines which pages there are, and when each changed last.

Sitemaps 0.9 (sitemaps.org/protocol.html): an index, and a file for each slice
of the log. A sheet is in the slice where its last change stands, so that a
file never holds more addresses than the slice is long.
"""

from collections.abc import Iterable, Iterator

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import categories, revisions
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.feeds.encoding.xml_writer import XmlWriter

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
SLICE = 10_000
"""Changes a file; the protocol allows 50 000 addresses and 50 MB."""


def count_slices(work: Work) -> int:
    """Give how many slices the log has; the first is there in any case."""
    return max(1, -(-revisions.head_sequence(work) // SLICE))


def write_index(work: Work, base: str) -> bytes:
    """Write the index: the first file, then those that have a sheet."""
    xml = XmlWriter()
    with xml.inside("sitemapindex", {"xmlns": NAMESPACE}):
        for number in range(1, count_slices(work) + 1):
            after, last = _bounds(number)
            youngest = categories.youngest_address(work, after=after, last=last)
            if youngest is None and number > 1:
                continue
            with xml.inside("sitemap"):
                xml.leaf("loc", f"{base}/sitemaps/{number}.xml")
                if youngest:
                    xml.leaf("lastmod", clock.iso_format(youngest.instant))
    return xml.ended()


def write_slice(work: Work, base: str, number: int, others: Iterable[str]) -> bytes:
    """Write a file; the first one begins with the paths of `others`."""
    xml = XmlWriter()
    with xml.inside("urlset", {"xmlns": NAMESPACE}):
        for address, changed in _addresses(work, base, number, others):
            with xml.inside("url"):
                xml.leaf("loc", address)
                if changed:
                    xml.leaf("lastmod", changed)
    return xml.ended()


def _addresses(
    work: Work, base: str, number: int, others: Iterable[str]
) -> Iterator[tuple[str, str]]:
    if number == 1:
        yield from ((f"{base}{path}", "") for path in others)
    after, last = _bounds(number)
    for found in categories.addresses_after(work, after=after, last=last):
        address = iri.page_address(found.sheet, found.slug, base)
        yield address, clock.iso_format(found.instant)


def _bounds(number: int) -> tuple[int, int]:
    return (number - 1) * SLICE, number * SLICE
