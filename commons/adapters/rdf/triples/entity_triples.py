"""Describes what sheets point to: themes, territories and people."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.terms import prefixed_node
from commons.core.domain.addresses import iri
from commons.core.domain.schema.concept import Concept, Scheme
from commons.core.domain.sheet import Person
from commons.core.kinds.contract.vocabulary import concept_triples
from commons.core.kinds.places.register import OfficialPlace
from commons.core.kinds.rdfio.namespaces import PREFIXES, full_iri

THEMES = PREFIXES["theme"].removesuffix("/")
"""The scheme of this instance's themes, with the marker as base."""

PLACES_CREDIT = "INSEE, DGCL, DILA, IGN ; Etalab, Licence Ouverte 2.0"
"""Where names and coordinates come from, as their licence asks to say."""

_GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
_HYDRA = "http://www.w3.org/ns/hydra/core#"
_XSD_DECIMAL = NamedNode(full_iri("xsd:decimal"))


def theme_triples(scheme: Scheme, concept: Concept) -> tuple[Triple, ...]:
    """Describe a theme, which stands in the vocabulary's scheme and in ours.

    One whose place another took stands in neither, and says which.
    """
    ours, itself = NamedNode(THEMES), NamedNode(concept.iri)
    told = concept_triples(scheme, concept)
    if not concept.replaced_by:
        told = (*told, Triple(itself, prefixed_node("skos:inScheme"), ours))
        if not concept.broader:
            top = prefixed_node("skos:topConceptOf")
            told = (*told, Triple(itself, top, ours))
    return (*told, *_scheme(scheme))


def scheme_triples(scheme: Scheme) -> tuple[Triple, ...]:
    """Describe the scheme and all its themes."""
    told = [
        triple
        for concept in scheme.concepts.values()
        for triple in (
            *_top_of(concept),
            *theme_triples(scheme, concept),
        )
    ]
    for gone in scheme.replaced.values():
        told += concept_triples(scheme, gone)
    return tuple(dict.fromkeys((*_scheme(scheme), *told)))


def territory_triples(
    place: OfficialPlace, parents: Sequence[OfficialPlace]
) -> tuple[Triple, ...]:
    """Describe a territory; `parents` are the larger places where it stands.

    An intercommunality may straddle them, so it is not said to be a part.
    """
    itself = NamedNode(iri.territory_iri(place.code))
    whole = () if place.code.startswith("intercommunality:") else parents
    told: list[tuple[str, NamedNode | Literal]] = [
        (full_iri("rdf:type"), prefixed_node("dct:Location")),
        (full_iri("dct:identifier"), Literal(place.code)),
        (full_iri("skos:notation"), Literal(place.code.partition(":")[2])),
        *(
            (full_iri("dct:isPartOf"), NamedNode(iri.territory_iri(p.code)))
            for p in whole
        ),
    ]
    if place.name:
        told += [
            (full_iri("rdf:type"), prefixed_node("schema:AdministrativeArea")),
            (full_iri("rdfs:label"), Literal(place.name, language="fr")),
            (full_iri("schema:name"), Literal(place.name, language="fr")),
            (full_iri("schema:creditText"), Literal(PLACES_CREDIT, language="fr")),
        ]
    return tuple(
        Triple(itself, NamedNode(predicate), target)
        for predicate, target in (*told, *_coordinates(place))
    )


def person_triples(person: Person, sheets: Iterable[str]) -> tuple[Triple, ...]:
    """Describe a person; `sheets` are those of which they published a version.

    Who their authors are each sheet says itself.
    """
    itself = NamedNode(iri.person_iri(person.id))
    return (
        Triple(itself, prefixed_node("rdf:type"), prefixed_node("foaf:Agent")),
        Triple(itself, prefixed_node("dct:identifier"), Literal(person.id)),
        Triple(itself, prefixed_node("foaf:name"), Literal(person.name)),
        Triple(itself, prefixed_node("schema:name"), Literal(person.name)),
        *(
            Triple(
                NamedNode(iri.sheet_iri(sheet)),
                prefixed_node("dct:contributor"),
                itself,
            )
            for sheet in sheets
        ),
    )


def onward_triples(page: str, onward: str) -> tuple[Triple, ...]:
    """Lead from a page of what is told to the next, in the words of Hydra."""
    itself = NamedNode(page)
    return (
        Triple(
            itself,
            prefixed_node("rdf:type"),
            NamedNode(f"{_HYDRA}PartialCollectionView"),
        ),
        Triple(itself, NamedNode(f"{_HYDRA}next"), NamedNode(onward)),
    )


def _top_of(concept: Concept) -> Iterator[Triple]:
    if not concept.broader:
        top = prefixed_node("skos:hasTopConcept")
        yield Triple(NamedNode(THEMES), top, NamedNode(concept.iri))


def _scheme(scheme: Scheme) -> Iterator[Triple]:
    """Give the triples of this instance's own scheme."""
    ours = NamedNode(THEMES)
    yield Triple(ours, prefixed_node("rdf:type"), prefixed_node("skos:ConceptScheme"))
    for language, label in scheme.label.items():
        yield Triple(
            ours, prefixed_node("skos:prefLabel"), Literal(label, language=language)
        )


def _coordinates(place: OfficialPlace) -> Iterator[tuple[str, Literal]]:
    """Give latitude and longitude (WGS 84), under both usual names."""
    for name, short, degrees in (
        ("latitude", "lat", place.latitude),
        ("longitude", "long", place.longitude),
    ):
        if degrees is not None:
            written = Literal(f"{degrees:.4f}", datatype=_XSD_DECIMAL)
            yield full_iri(f"schema:{name}"), written
            yield f"{_GEO}{short}", written
