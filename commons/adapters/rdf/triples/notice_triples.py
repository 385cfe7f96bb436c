"""Describes what was made of a sheet at other sites, from the notices that are shown.

No part of a version, which never changes: a graph of its own, as things stand today.
"""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.literals import language_tag
from commons.adapters.rdf.triples.terms import iri_node, prefixed_node
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.site.notice import AdaptationElsewhere, IncomingNotice


def reuse_triples(
    schema: Schema, sheet: str, notices: Iterable[IncomingNotice]
) -> tuple[Triple, ...]:
    """Return what was made of a sheet elsewhere, with the marker as base.

    Each is said from both sides: prov:wasDerivedFrom, and its inverse
    prov:hadDerivation.
    """
    ours = NamedNode(iri.sheet_iri(sheet))
    told: dict[Triple, None] = {
        Triple(ours, prefixed_node("rdf:type"), prefixed_node("prov:Entity")): None
    }
    for notice in notices:
        if notice.made is not None:
            source = NamedNode(iri.version_iri(sheet, notice.version))
            told.update(dict.fromkeys(_made(schema, ours, source, notice.made)))
    return tuple(told)


def _made(
    schema: Schema, ours: NamedNode, source: NamedNode, made: AdaptationElsewhere
) -> Iterator[Triple]:
    page, version = NamedNode(made.page), NamedNode(made.version)
    language = language_tag(made.language)
    yield Triple(source, prefixed_node("dct:isVersionOf"), ours)
    yield Triple(source, prefixed_node("prov:hadDerivation"), version)
    yield Triple(version, prefixed_node("rdf:type"), prefixed_node("prov:Entity"))
    yield Triple(version, prefixed_node("prov:wasDerivedFrom"), source)
    yield Triple(version, prefixed_node("dct:isVersionOf"), page)
    issued = Literal(
        clock.iso_format(made.instant), datatype=prefixed_node("xsd:dateTime")
    )
    yield Triple(version, prefixed_node("dct:issued"), issued)
    licence = schema.licences.get(made.licence)
    if licence is not None:
        yield Triple(version, prefixed_node("dct:license"), iri_node(licence.iri))
    texts = (
        ("dct:title", made.title, language),
        ("schema:creditText", made.authors, ""),
        ("schema:spatialCoverage", made.place, ""),
        ("kc:modificationNote", made.changes, language),
    )
    for name, text, tag in texts:
        if text:
            literal = Literal(text, language=tag) if tag else Literal(text)
            yield Triple(version, prefixed_node(name), literal)
    if made.place_code:
        place = NamedNode(iri.territory_iri(made.place_code))
        yield Triple(version, prefixed_node("dct:spatial"), place)
