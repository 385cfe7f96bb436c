"""Tells search engines which pages there are, and when each changed last.

Sitemaps 0.9 (sitemaps.org/protocol.html): an index, and a file for each slice
of the log. A sheet is in the slice where its last change stands, so that a
file never holds more addresses than the slice is long. Those that say the same in
other languages stand beside each (developers.google.com/search/docs, "localized
versions").
"""

from collections.abc import Iterable

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.adapters.store.log.projections.link_targets import translations_between
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.feeds.encoding.xml_writer import XmlWriter

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
MOST_LANGUAGES = 20
"""How many languages of a sheet a file tells."""
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
    after, last = _bounds(number)
    alternates = _alternates(work, base, after, last)
    xml = XmlWriter()
    with xml.inside("urlset", {"xmlns": NAMESPACE, "xmlns:xhtml": XHTML}):
        for path in others if number == 1 else ():
            with xml.inside("url"):
                xml.leaf("loc", f"{base}{path}")
        for found in categories.addresses_after(work, after=after, last=last):
            with xml.inside("url"):
                xml.leaf("loc", iri.page_address(found.sheet, found.slug, base))
                xml.leaf("lastmod", clock.iso_format(found.instant))
                for language, address in alternates.get(found.sheet, {}).items():
                    told = {"rel": "alternate", "hreflang": language, "href": address}
                    xml.leaf("xhtml:link", attributes=told)
    return xml.ended()


def _alternates(
    work: Work, base: str, after: int, last: int
) -> dict[str, dict[str, str]]:
    """Map sheets to the addresses of what they say, in each language, themselves first.

    Only sheets that are in several languages.
    """
    groups: dict[str, list[str]] = {}
    for made, of in translations_between(work, after=after, last=last):
        groups.setdefault(of, [of]).append(made)
    sheets = list(dict.fromkeys(one for group in groups.values() for one in group))
    heads = revisions.get_heads(work, sheets)
    found: dict[str, dict[str, str]] = {}
    for group in groups.values():
        known = [heads[sheet] for sheet in group if sheet in heads]
        live = [head for head in known if not head.deleted]
        firsts: dict[str, Revision] = {}
        for head in live:
            if len(firsts) < MOST_LANGUAGES:
                firsts.setdefault(head.language, head)
        for head in live:
            said = found.setdefault(head.sheet, {})
            for one in (head, *firsts.values()):
                if len(said) < MOST_LANGUAGES:
                    address = iri.page_address(one.sheet, one.slug, base)
                    said.setdefault(one.language, address)
    return {sheet: said for sheet, said in found.items() if len(said) > 1}


def _bounds(number: int) -> tuple[int, int]:
    return (number - 1) * SLICE, number * SLICE
