"""Renders a version as the canonical N-Quads that are stored and never change.

The event (who did what, when) stands in the default graph, the payload (the
sheet) in a graph named after the version. The block is the sorted lines of the
event, then the sorted lines of the payload; without blank nodes that is the
canonical form of RDF Dataset Canonicalization (RDFC-1.0, section 4), whose
escapes are those that pyoxigraph writes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from commons.adapters.rdf.triples.literals import language_tag
from commons.adapters.rdf.triples.sheet_triples import instant_literal, sheet_triples
from commons.adapters.rdf.triples.terms import iri_node, prefixed_node
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import SOURCES, Action, Revision
from commons.core.kinds.rules.validation import as_list
from commons.core.kinds.values.type_checks import is_ours, is_url

_ACTIVITIES = {
    Action.CREATE: "as:Create",
    Action.UPDATE: "as:Update",
    Action.REVERT: "as:Update",
    Action.RESTORE: "as:Update",
    Action.DELETE: "as:Delete",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """The stored block of a version, and the hash of its payload."""

    block: bytes
    hash: str


def render_block(schema: Schema, revision: Revision) -> Rendered:
    """Write the block of a version, with the marker as base.

    A pure function of the revision; the hash that it may carry is not read.
    The hash is the sha-256 of the payload's sorted lines without the name of
    their graph, so that the same content gives the same hash in any version;
    the event holds it.
    """
    lines = _lines(sheet_triples(schema, revision))
    digest = sha256(b"".join(lines)).hexdigest()
    end = f" <{iri.version_iri(revision.sheet, revision.number)}> .\n".encode()
    named = [line[:-3] + end for line in lines]
    told = _lines(event_triples(schema, revision, digest))
    return Rendered(block=b"".join(told + named), hash=digest)


def payload_hash(schema: Schema, revision: Revision) -> str:
    """Return the hash that the block of a version holds."""
    return sha256(b"".join(_lines(sheet_triples(schema, revision)))).hexdigest()


def event_triples(
    schema: Schema, revision: Revision, digest: str
) -> tuple[Triple, ...]:
    """Give the triples that say what this version is, of what, from whom, when."""
    version = _version(revision, revision.number)
    person = NamedNode(iri.person_iri(revision.author.id))
    said: list[tuple[NamedNode, str, NamedNode | Literal]] = [
        (version, "rdf:type", prefixed_node(_ACTIVITIES[revision.action])),
        (version, "rdf:type", prefixed_node("prov:Entity")),
        (version, "dct:isVersionOf", NamedNode(iri.sheet_iri(revision.sheet))),
        (version, "dct:issued", instant_literal(revision)),
        (version, "pav:version", Literal(str(revision.number))),
        (version, "kc:contentHash", Literal(digest)),
        (version, "prov:wasAttributedTo", person),
        (person, "rdf:type", prefixed_node("foaf:Agent")),
        (person, "foaf:name", Literal(revision.author.name)),
    ]
    if revision.parent is not None:
        before = _version(revision, revision.parent)
        said += [
            (version, predicate, before)
            for predicate in (
                "prov:wasRevisionOf",
                "pav:previousVersion",
                "dct:replaces",
            )
        ]
    if revision.purged:
        said.append((version, "rdf:type", prefixed_node("as:Tombstone")))
    if revision.change_note:
        language = language_tag(revision.language)
        note = Literal(revision.change_note, language=language)
        said.append((version, "adms:versionNotes", note))
    licence = schema.licences.get(revision.licence)
    if licence is not None:
        said.append((version, "dct:license", iri_node(licence.iri)))
    said += [(version, "prov:wasDerivedFrom", source) for source in _sources(revision)]
    return tuple(
        Triple(subject, prefixed_node(name), target) for subject, name, target in said
    )


def _sources(revision: Revision) -> Iterator[NamedNode]:
    """Yield what a version was derived from: the versions that its sources name.

    The payload says it of the sheet, the event of the version, which does not change.
    """
    rows = () if revision.deleted else as_list(revision.values.get(SOURCES))
    addresses = (row.get("url") for row in rows if isinstance(row, Mapping))
    for address in dict.fromkeys(addresses):
        if isinstance(address, str) and is_url(address):
            yield NamedNode(iri.BASE_PLACEHOLDER * is_ours(address) + address)


def _version(revision: Revision, number: int) -> NamedNode:
    """Give the node of a version of this sheet."""
    return NamedNode(iri.version_iri(revision.sheet, number))


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    """Write triples as sorted lines, each ended by " ." and a newline."""
    written = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return sorted(written.splitlines(keepends=True))
