"""The table of RDF formats, and how a stored block becomes each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from commons.adapters.rdf.jsonld import write_json_ld
from commons.adapters.rdf.triples.terms import SHEET_PREFIXES
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.rdfio.namespaces import PREFIXES

Triples: TypeAlias = Iterable[Triple]
"""What `write_graph` writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A way to write RDF; `dataset` says that it keeps the graphs apart.

    `uses_schema`: its bytes depend on the schema too, not on the triples alone.
    `w3c_name` is its name in https://www.w3.org/ns/formats/.
    """

    suffix: str
    media_type: str
    label: str
    rdf: RdfFormat
    w3c_name: str
    dataset: bool = False
    uses_schema: bool = False


FORMATS: Mapping[str, Format] = {
    row.suffix: row
    for row in (
        Format(
            suffix="ttl",
            media_type="text/turtle",
            label="Turtle",
            rdf=RdfFormat.TURTLE,
            w3c_name="Turtle",
        ),
        Format(
            suffix="jsonld",
            media_type="application/ld+json",
            label="JSON-LD",
            rdf=RdfFormat.JSON_LD,
            w3c_name="JSON-LD",
            uses_schema=True,
        ),
        Format(
            suffix="nt",
            media_type="application/n-triples",
            label="N-Triples",
            rdf=RdfFormat.N_TRIPLES,
            w3c_name="N-Triples",
        ),
        Format(
            suffix="nq",
            media_type="application/n-quads",
            label="N-Quads",
            rdf=RdfFormat.N_QUADS,
            w3c_name="N-Quads",
            dataset=True,
        ),
        Format(
            suffix="trig",
            media_type="application/trig",
            label="TriG",
            rdf=RdfFormat.TRIG,
            w3c_name="TriG",
            dataset=True,
        ),
        Format(
            suffix="rdf",
            media_type="application/rdf+xml",
            label="RDF/XML",
            rdf=RdfFormat.RDF_XML,
            w3c_name="RDF_XML",
        ),
    )
}
"""The formats by suffix, in the order to propose them."""


def write_block(block: bytes, suffix: str, base: str, schema: Schema) -> bytes:
    """Write the stored block of a version in a format, under an instance's base.

    N-Quads are the stored bytes, TriG the same dataset; the others hold the
    event and the payload in one graph. Raises KeyError for no such suffix.
    """
    form = FORMATS[suffix]
    if form.rdf == RdfFormat.N_QUADS:
        return iri.expand_base(block, base)
    quads = parse(block, RdfFormat.N_QUADS, lenient=True)
    if form.dataset:
        return iri.expand_base(_dataset(quads, form, SHEET_PREFIXES), base)
    triples = dict.fromkeys(quad.triple for quad in quads)
    if form.rdf == RdfFormat.JSON_LD:
        return iri.expand_base(write_json_ld(triples, schema), base)
    return iri.expand_base(_graph(triples, form, SHEET_PREFIXES), base)


def write_graph(
    triples: Iterable[Triple],
    suffix: str,
    base: str,
    prefixes: Mapping[str, str] = PREFIXES,
) -> bytes:
    """Write any graph (a concept, the vocabulary, shapes) in a format.

    Triples keep their order, but for N-Triples and N-Quads, which are sorted.
    Raises KeyError for no such suffix.
    """
    return iri.expand_base(_graph(triples, FORMATS[suffix], prefixes), base)


def write_dataset(
    quads: bytes, suffix: str, base: str, prefixes: Mapping[str, str]
) -> bytes:
    """Write N-Quads (marker form) in a format that keeps graphs, in their order.

    JSON-LD keeps them too here. Raises KeyError for no such suffix.
    """
    form = FORMATS[suffix]
    if form.rdf == RdfFormat.N_QUADS:
        return iri.expand_base(quads, base)
    parsed = parse(quads, RdfFormat.N_QUADS, lenient=True)
    return iri.expand_base(_dataset(parsed, form, prefixes), base)


def _graph(
    triples: Iterable[Triple], form: Format, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples as one graph."""
    known = {
        key: value
        for key, value in prefixes.items()
        if iri.BASE_PLACEHOLDER not in value
    }
    written = serialize(triples, format=form.rdf, prefixes=known) or b""
    if form.rdf in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS):
        return b"".join(sorted(written.splitlines(keepends=True)))
    return written


def _dataset(quads: Iterable[Quad], form: Format, prefixes: Mapping[str, str]) -> bytes:
    """Write quads, graphs apart."""
    return serialize(quads, format=form.rdf, prefixes=dict(prefixes)) or b""
