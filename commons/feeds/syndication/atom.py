"""Tells people's readers what changed, in Atom (RFC 4287).

Deleted sheets are told too (RFC 6721), and pages lead to older ones (RFC 5005).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import PREFIXES
from commons.core.kinds.rules.categories import THEME, categories_of
from commons.core.kinds.rules.credits import authors_of, contributors_of
from commons.feeds.encoding.xml_writer import XmlWriter
from commons.feeds.instance import Instance

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A page of a feed, heads youngest first, with tombstones.

    `first` is the address of the youngest page, which names the feed, `older`
    that of the next one, "" on the last. `page` is the site's own page on the
    same. `born` says when sheets were published first.
    """

    title: str
    page: str
    first: str
    here: str
    older: str
    heads: Sequence[Revision]
    born: Mapping[str, datetime] = field(hash=False)


def write_atom(teller: Instance, feed: Feed) -> bytes:
    """Write a page of a feed."""
    xml = XmlWriter()
    root = {
        "xmlns": NAMESPACE,
        "xmlns:at": TOMBSTONES,
        "xml:lang": teller.language,
    }
    instants = [head.instant for head in feed.heads]
    with xml.inside("feed", root):
        xml.leaf("id", feed.first)
        xml.leaf("title", feed.title)
        xml.leaf("updated", clock.iso_format(max(instants, default=clock.EPOCH)))
        for relation, address in _links(feed):
            xml.leaf("link", "", {"rel": relation, **address})
        with xml.inside("author"):
            xml.leaf("name", teller.name)
            xml.leaf("uri", f"{teller.base}/")
        for head in feed.heads:
            if head.deleted:
                _tombstone(xml, teller, head)
            else:
                _entry(xml, teller, head, feed.born.get(head.sheet, head.instant))
    return xml.ended()


def _links(feed: Feed) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "self", {"type": MEDIA_TYPE, "href": feed.here}
    yield "alternate", {"type": "text/html", "href": feed.page}
    yield "first", {"type": MEDIA_TYPE, "href": feed.first}
    if feed.older:
        yield "next", {"type": MEDIA_TYPE, "href": feed.older}


def _tombstone(xml: XmlWriter, teller: Instance, head: Revision) -> None:
    told = {
        "ref": iri.sheet_iri(head.sheet, teller.base),
        "when": clock.iso_format(head.instant),
    }
    with xml.inside("at:deleted-entry", told):
        with xml.inside("at:by"):
            xml.leaf("name", head.author.name)
        if head.change_note:
            xml.leaf("at:comment", head.change_note)


def _entry(xml: XmlWriter, teller: Instance, head: Revision, born: datetime) -> None:
    base, licence = teller.base, teller.schema.licences.get(head.licence)
    itself = iri.sheet_iri(head.sheet, base)
    page = iri.page_address(head.sheet, head.slug, base)
    with xml.inside("entry", {"xml:lang": head.language}):
        xml.leaf("id", itself)
        xml.leaf("title", head.title)
        xml.leaf("published", clock.iso_format(born))
        xml.leaf("updated", clock.iso_format(head.instant))
        for attributes in (
            {"rel": "alternate", "type": "text/html", "href": page},
            {"rel": "alternate", "type": "text/turtle", "href": f"{itself}.ttl"},
            *([{"rel": "license", "href": licence.iri}] if licence else []),
        ):
            xml.leaf("link", "", attributes)
        for relation, credited in (
            ("author", authors_of),
            ("contributor", contributors_of),
        ):
            for who in credited(teller.schema, head):
                with xml.inside(relation):
                    xml.leaf("name", who.name)
                    xml.leaf("uri", who.iri(head.sheet, base))
        for category in _categories(teller, head):
            xml.leaf("category", "", category)
        xml.leaf("rights", teller.said(licence.label) if licence else head.licence)
        if summary := head.text("summary"):
            xml.leaf("summary", summary)


def _categories(teller: Instance, head: Revision) -> Iterator[Mapping[str, str]]:
    kind = teller.schema.kinds[head.kind]
    label = teller.said(kind.label)
    yield {"term": kind.key, "scheme": PREFIXES["kc"], "label": label}
    for category in categories_of(teller.schema, kind, head.values):
        root, _, key = category.partition(":")
        if root == THEME and key:
            label, scheme = teller.category(category), f"{teller.base}/themes"
            yield {"term": key, "scheme": scheme, "label": label}
    yield from ({"term": str(word)} for word in head.items("keywords"))
