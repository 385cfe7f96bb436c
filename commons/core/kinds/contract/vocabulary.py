"""Gives our terms, choices, themes and licences as triples, for /ns and pages."""

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from commons.core.domain.schema.concept import Concept, Scheme
from commons.core.domain.schema.kind import Schema
from commons.core.kinds.rdfio.graph_builder import Graph
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rdfio.turtle_reader import Turtle

_TERMS = (
    "owl:Ontology",
    "rdfs:Class",
    "rdf:Property",
    "rdfs:Datatype",
    "kc:Computation",
    "kc:Editor",
    "kc:Verdict",
    "skos:Concept",
    "dct:LicenseDocument",
)


def vocabulary_triples(schema: Schema) -> tuple[Triple, ...]:
    """Give every term, choice, theme and licence of the commons, sorted.

    The shapes themselves are left out: see commons.core.kinds.contract.shacl. IRIs of
    themes have the marker as base, and blank nodes have fixed labels.
    """
    return tuple(quad.triple for quad in parse(schema.terms, RdfFormat.N_TRIPLES))


def write_terms(turtle: Turtle) -> bytes:
    """Write what `vocabulary_triples` gives, in N-Triples, out of the files read."""
    graph = Graph()
    subjects = dict.fromkeys(iri for kind in _TERMS for iri in turtle.of_type(kind))
    triples: dict[Triple, None] = {}
    for subject in subjects:
        _copy(turtle, subject, NamedNode(subject), triples)
    for iri in turtle.of_type("skos:ConceptScheme"):
        graph.add(iri, "rdf:type", full_iri("skos:ConceptScheme"))
        graph.words(iri, "skos:prefLabel", turtle.words(iri, "skos:prefLabel"))
        for member in turtle.listed(iri, "sh:in"):
            graph.add(member, "skos:inScheme", iri)
    found = [*triples, *graph.triples()]
    written = serialize(found, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def _copy(
    turtle: Turtle,
    key: str,
    subject: NamedNode | BlankNode,
    triples: dict[Triple, None],
) -> None:
    """Copy what is said of a subject, naming its blank nodes after it."""
    for predicate, terms in turtle.triples[key].items():
        for number, term in enumerate(terms):
            target = term
            if isinstance(term, BlankNode):
                stem = "".join(c if c.isalnum() else "-" for c in key)
                target = BlankNode(f"{stem}-{number}")
                _copy(turtle, str(term), target, triples)
            if isinstance(target, NamedNode | BlankNode | Literal):
                triples[Triple(subject, NamedNode(predicate), target)] = None


def concept_triples(scheme: Scheme, concept: Concept) -> tuple[Triple, ...]:
    """Give what a theme or another choice answers with in RDF."""
    graph = Graph()
    graph.add(concept.iri, "rdf:type", full_iri("skos:Concept"))
    graph.words(concept.iri, "skos:prefLabel", concept.label)
    graph.words(concept.iri, "skos:definition", concept.help)
    graph.text(concept.iri, "skos:notation", concept.key)
    into = scheme.concepts.get(concept.replaced_by)
    if into is not None:
        graph.add(concept.iri, "dct:isReplacedBy", into.iri)
        graph.add(concept.iri, "skos:exactMatch", into.iri)
    else:
        graph.add(concept.iri, "skos:inScheme", scheme.iri)
    if concept.broader:
        graph.add(concept.iri, "skos:broader", scheme.concepts[concept.broader].iri)
    for other in scheme.concepts.values():
        if other.broader == concept.key:
            graph.add(concept.iri, "skos:narrower", other.iri)
    if concept.retired or into is not None:
        graph.flag(concept.iri, "owl:deprecated", value=True)
    graph.add(scheme.iri, "rdf:type", full_iri("skos:ConceptScheme"))
    graph.words(scheme.iri, "skos:prefLabel", scheme.label)
    return graph.triples()
