"""Knows how a sheet stands in a record of OAI-PMH, and in which formats."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from commons.adapters.rdf.formats import write_block
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import blocks
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Revision
from commons.core.kinds.rdfio.namespaces import PREFIXES
from commons.feeds.encoding.xml_writer import XSI, XmlWriter
from commons.feeds.instance import Instance
from commons.feeds.oai.dublin_core import dublin_core_elements
from commons.feeds.oai.requests import utc_datetime
from commons.feeds.sets import sets_of

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
RIGHTS = "http://www.openarchives.org/OAI/2.0/rights/"
METADATA_LICENCE = "https://creativecommons.org/publicdomain/zero/1.0/"

_DC_ROOT = {
    "xmlns:oai_dc": OAI_DC,
    "xmlns:dc": DC,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": f"{OAI_DC} http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
}
_RIGHTS_ROOT = {
    "xmlns": RIGHTS,
    "xmlns:xsi": XSI,
    "xsi:schemaLocation": f"{RIGHTS} http://www.openarchives.org/OAI/2.0/rights.xsd",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of metadata; `whole` says that it holds the sheet's text too."""

    namespace: str
    schema: str
    write: Callable[[XmlWriter, Instance, Work, Revision], None]
    whole: bool = False


def record_header(xml: XmlWriter, teller: Instance, revision: Revision) -> None:
    """Write the header of a record."""
    deleted = {"status": "deleted"} if revision.deleted else {}
    with xml.inside("header", deleted):
        xml.leaf("identifier", iri.sheet_iri(revision.sheet, teller.base))
        xml.leaf("datestamp", utc_datetime(revision.instant))
        for spec in sets_of(teller, revision):
            xml.leaf("setSpec", spec)


def write_record(
    xml: XmlWriter, teller: Instance, work: Work, revision: Revision, prefix: str
) -> None:
    """Write a record in a format: its header alone when the sheet is deleted."""
    with xml.inside("record"):
        record_header(xml, teller, revision)
        if revision.deleted:
            return
        form = FORMATS[prefix]
        with xml.inside("metadata"):
            form.write(xml, teller, work, revision)
        licence = teller.schema.licences.get(revision.licence)
        own = licence.iri if licence else ""
        if reference := own if form.whole else METADATA_LICENCE:
            with xml.inside("about"), xml.inside("rights", _RIGHTS_ROOT):
                xml.leaf("rightsReference", "", {"ref": reference})


def _dublin_core(
    xml: XmlWriter, teller: Instance, _work: Work, revision: Revision
) -> None:
    with xml.inside("oai_dc:dc", _DC_ROOT):
        for element in dublin_core_elements(teller, revision):
            tag = {"xml:lang": element.language} if element.language else {}
            xml.leaf(f"dc:{element.name}", element.text, tag)


def _rdf(xml: XmlWriter, teller: Instance, work: Work, revision: Revision) -> None:
    block = blocks.get_block(work, revision.sheet, revision.number)
    xml.document(write_block(block, "rdf", teller.base, teller.schema))


FORMATS: Mapping[str, Format] = {
    "oai_dc": Format(
        namespace=OAI_DC,
        schema="http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        write=_dublin_core,
    ),
    "rdf": Format(
        namespace=PREFIXES["rdf"],
        schema="http://www.openarchives.org/OAI/2.0/rdf.xsd",
        write=_rdf,
        whole=True,
    ),
}
"""The formats by metadataPrefix."""
