"""Tells people's readers what other sites made of our sheets, in Atom (RFC 4287)."""

from collections.abc import Sequence

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.site.notice import AdaptationElsewhere, IncomingNotice
from commons.feeds.encoding.xml_writer import XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.syndication.atom import MEDIA_TYPE, NAMESPACE


def write_reuses(
    teller: Instance, title: str, here: str, notices: Sequence[IncomingNotice]
) -> bytes:
    """Write the feed of adaptations elsewhere; `here` is its address, which names it."""
    xml = XmlWriter()
    instants = [notice.received for notice in notices]
    with xml.inside("feed", {"xmlns": NAMESPACE, "xml:lang": teller.language}):
        xml.leaf("id", here)
        xml.leaf("title", title)
        xml.leaf("updated", clock.iso_format(max(instants, default=clock.EPOCH)))
        xml.leaf("link", "", {"rel": "self", "type": MEDIA_TYPE, "href": here})
        with xml.inside("author"):
            xml.leaf("name", teller.name)
            xml.leaf("uri", f"{teller.base}/")
        for notice in notices:
            if notice.made is not None:
                _entry(xml, teller, notice, notice.made)
    return xml.ended()


def _entry(
    xml: XmlWriter, teller: Instance, notice: IncomingNotice, made: AdaptationElsewhere
) -> None:
    licence = teller.schema.licences.get(made.licence)
    source = iri.version_iri(notice.sheet, notice.version, teller.base)
    with xml.inside("entry", {"xml:lang": made.language} if made.language else {}):
        xml.leaf("id", made.page)
        xml.leaf("title", made.title)
        xml.leaf("published", clock.iso_format(notice.received))
        xml.leaf("updated", clock.iso_format(max(notice.received, made.instant)))
        xml.leaf("link", "", {"rel": "alternate", "href": made.page})
        xml.leaf("link", "", {"rel": "via", "href": source})
        if licence is not None:
            xml.leaf("link", "", {"rel": "license", "href": licence.iri})
        with xml.inside("author"):
            xml.leaf("name", made.authors or notice.host)
        if made.place:
            xml.leaf("category", "", {"term": made.place})
        if made.changes:
            xml.leaf("summary", made.changes)
