"""Tells people's readers what is asked about sheets, in Atom (RFC 4287)."""

from collections.abc import Sequence

from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.remark import Remark
from commons.feeds.encoding.xml_writer import XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.syndication.atom import MEDIA_TYPE, NAMESPACE

LONGEST_TITLE = 100
"""How many characters of a question are its title."""


def write_questions(
    teller: Instance, title: str, here: str, questions: Sequence[tuple[Remark, str]]
) -> bytes:
    """Write the feed of questions with the titles of their sheets, the newest first.

    `here` is its address, which names it.
    """
    xml = XmlWriter()
    instants = [one.edited or one.instant for one, _ in questions]
    with xml.inside("feed", {"xmlns": NAMESPACE, "xml:lang": teller.language}):
        xml.leaf("id", here)
        xml.leaf("title", title)
        xml.leaf("updated", clock.iso_format(max(instants, default=clock.EPOCH)))
        xml.leaf("link", "", {"rel": "self", "type": MEDIA_TYPE, "href": here})
        with xml.inside("author"):
            xml.leaf("name", teller.name)
            xml.leaf("uri", f"{teller.base}/")
        for question, sheet in questions:
            _entry(xml, teller, question, sheet)
    return xml.ended()


def _entry(xml: XmlWriter, teller: Instance, question: Remark, sheet: str) -> None:
    itself = iri.remark_iri(question.id, teller.base)
    asked = iri.sheet_iri(question.sheet, teller.base)
    line = " ".join(question.text.split())
    short = line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"
    with xml.inside("entry"):
        xml.leaf("id", itself)
        xml.leaf("title", f"{sheet} – {short}")
        xml.leaf("published", clock.iso_format(question.instant))
        xml.leaf("updated", clock.iso_format(question.edited or question.instant))
        xml.leaf("link", "", {"rel": "alternate", "type": "text/html", "href": itself})
        xml.leaf("link", "", {"rel": "related", "href": asked})
        with xml.inside("author"):
            xml.leaf("name", question.author.name)
            xml.leaf("uri", iri.person_iri(question.author.id, teller.base))
        xml.leaf("content", question.text, {"type": "text"})
