"""Describes what sheets point to: themes, territories and people."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.terms import term
from commons.core.domain import iri
from commons.core.domain.kind import Concept, Scheme
from commons.core.domain.sheet import Person
from commons.core.kinds.contract.vocabulary import concept_triples
from commons.core.kinds.places.register import Official
from commons.core.kinds.rdfio.namespaces import PREFIXES, full

THEMES = PREFIXES["theme"].removesuffix("/")
"""The scheme of this instance's themes, with the marker as base."""

PLACES_CREDIT = "INSEE, DGCL, DILA, IGN ; Etalab, Licence Ouverte 2.0"
"""Where names and coordinates come from, as their licence asks to say."""

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_XSD_DECIMAL = NamedNode(full("xsd:decimal"))


def theme(scheme: Scheme, concept: Concept) -> tuple[Triple, ...]:
    """Describe a theme, which stands in the vocabulary's scheme and in ours."""
    ours, itself = NamedNode(THEMES), NamedNode(concept.iri)
    return (
        *concept_triples(scheme, concept),
        Triple(itself, term("skos:inScheme"), ours),
        Triple(itself, term("skos:topConceptOf"), ours),
        *_scheme(scheme),
    )


def themes(scheme: Scheme) -> tuple[Triple, ...]:
    """Describe the scheme and all its themes."""
    told = [
        triple
        for concept in scheme.concepts.values()
        for triple in (
            Triple(
                NamedNode(THEMES),
                term("skos:hasTopConcept"),
                NamedNode(concept.iri),
            ),
            *theme(scheme, concept),
        )
    ]
    return tuple(dict.fromkeys((*_scheme(scheme), *told)))


def location(place: Official, parents: Sequence[Official]) -> tuple[Triple, ...]:
    """Describe a territory; `parents` are the larger places where it stands.

    An intercommunality may straddle them, so it is not said to be a part.
    """
    itself = NamedNode(iri.territory(place.code))
    whole = () if place.code.startswith("intercommunality:") else parents
    told: list[tuple[str, NamedNode | Literal]] = [
        (full("rdf:type"), term("dct:Location")),
        (full("dct:identifier"), Literal(place.code)),
        (full("skos:notation"), Literal(place.code.partition(":")[2])),
        *((full("dct:isPartOf"), NamedNode(iri.territory(p.code))) for p in whole),
    ]
    if place.name:
        told += [
            (full("rdf:type"), term("schema:AdministrativeArea")),
            (full("rdfs:label"), Literal(place.name, language="fr")),
            (full("schema:name"), Literal(place.name, language="fr")),
            (full("schema:creditText"), Literal(PLACES_CREDIT, language="fr")),
        ]
    return tuple(
        Triple(itself, NamedNode(predicate), target)
        for predicate, target in (*told, *_coordinates(place))
    )


def agent(person: Person, sheets: Iterable[str]) -> tuple[Triple, ...]:
    """Describe a person; `sheets` are those of which they published a version.

    Who their authors are each sheet says itself.
    """
    itself = NamedNode(iri.person(person.id))
    return (
        Triple(itself, term("rdf:type"), term("foaf:Agent")),
        Triple(itself, term("dct:identifier"), Literal(person.id)),
        Triple(itself, term("foaf:name"), Literal(person.name)),
        Triple(itself, term("schema:name"), Literal(person.name)),
        *(
            Triple(NamedNode(iri.sheet(sheet)), term("dct:contributor"), itself)
            for sheet in sheets
        ),
    )


def _scheme(scheme: Scheme) -> Iterator[Triple]:
    """Give the triples of this instance's own scheme."""
    ours = NamedNode(THEMES)
    yield Triple(ours, term("rdf:type"), term("skos:ConceptScheme"))
    for language, label in scheme.label.items():
        yield Triple(ours, term("skos:prefLabel"), Literal(label, language=language))


def _coordinates(place: Official) -> Iterator[tuple[str, Literal]]:
    """Give latitude and longitude (WGS 84), under both usual names."""
    for name, short, degrees in (
        ("latitude", "lat", place.latitude),
        ("longitude", "long", place.longitude),
    ):
        if degrees is not None:
            written = Literal(f"{degrees:.4f}", datatype=_XSD_DECIMAL)
            yield full(f"schema:{name}"), written
            yield f"{_GEO}{short}", written
