"""Tells people's readers each version as it comes, in Atom (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.feeds.encoding.xml_writer import XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.syndication.atom import MEDIA_TYPE, NAMESPACE


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesFeed:
    """A page of the versions, youngest first.

    `here` is its address, which names the feed; `page` is the site's own page on the
    same, `older` the address of the next page, "" on the last.
    """

    title: str
    here: str
    page: str
    older: str
    versions: Sequence[Revision]


def write_changes(teller: Instance, feed: ChangesFeed) -> bytes:
    """Write the feed: an entry a version, which leads to what it changed."""
    xml = XmlWriter()
    instants = [version.instant for version in feed.versions]
    with xml.inside("feed", {"xmlns": NAMESPACE, "xml:lang": teller.language}):
        xml.leaf("id", feed.here)
        xml.leaf("title", feed.title)
        xml.leaf("updated", clock.iso_format(max(instants, default=clock.EPOCH)))
        xml.leaf("link", "", {"rel": "self", "type": MEDIA_TYPE, "href": feed.here})
        xml.leaf("link", "", {"rel": "alternate", "href": feed.page})
        if feed.older:
            xml.leaf("link", "", {"rel": "next", "href": feed.older})
        with xml.inside("author"):
            xml.leaf("name", teller.name)
            xml.leaf("uri", f"{teller.base}/")
        for version in feed.versions:
            _entry(xml, teller, version)
    return xml.ended()


def _entry(xml: XmlWriter, teller: Instance, version: Revision) -> None:
    base, sheet, number = teller.base, version.sheet, version.number
    itself = iri.version_iri(sheet, number, base)
    leads = number > 1 and not version.deleted and bool(version.values)
    page = f"{base}/sheets/{sheet}/diff/{number - 1}..{number}" if leads else itself
    spoken = {"xml:lang": version.language} if version.language else {}
    with xml.inside("entry", spoken):
        xml.leaf("id", itself)
        xml.leaf("title", version.title or f"{sheet}/v/{number}")
        xml.leaf("updated", clock.iso_format(version.instant))
        xml.leaf("link", "", {"rel": "alternate", "type": "text/html", "href": page})
        with xml.inside("author"):
            xml.leaf("name", version.author.name)
            xml.leaf("uri", iri.person_iri(version.author.id, base))
        xml.leaf("category", "", {"term": version.action.value})
        if version.change_note:
            xml.leaf("summary", version.change_note)
