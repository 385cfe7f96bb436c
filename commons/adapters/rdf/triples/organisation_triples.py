"""Describes organisations, and what people say of themselves."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.terms import prefixed_node
from commons.core.domain.addresses import iri
from commons.core.domain.people.profile import Organisation, Profile
from commons.core.kinds.rdfio.namespaces import PREFIXES


def organisation_triples(
    organisation: Organisation, people: Iterable[str]
) -> tuple[Triple, ...]:
    """Describe an organisation; `people` say that they belong to it."""
    itself = NamedNode(iri.organisation_iri(organisation.id))
    return tuple(
        Triple(itself, prefixed_node(predicate), target)
        for predicate, target in _organisation(organisation, people)
    )


def _organisation(
    organisation: Organisation, people: Iterable[str]
) -> Iterator[tuple[str, NamedNode | Literal]]:
    yield "rdf:type", prefixed_node("schema:Organization")
    yield "rdf:type", prefixed_node("foaf:Organization")
    yield "dct:identifier", Literal(organisation.id)
    yield "foaf:name", Literal(organisation.name)
    yield "schema:name", Literal(organisation.name)
    if organisation.words:
        yield "schema:description", Literal(organisation.words)
    if organisation.territory:
        place = NamedNode(iri.territory_iri(organisation.territory))
        yield "schema:location", place
        yield "foaf:based_near", place
    if organisation.link:
        yield "schema:url", NamedNode(organisation.link)
        yield "foaf:homepage", NamedNode(organisation.link)
    for person in people:
        yield "schema:member", NamedNode(iri.person_iri(person))
        yield "foaf:member", NamedNode(iri.person_iri(person))


def profile_triples(profile: Profile) -> tuple[Triple, ...]:
    """Describe what a person wrote of themselves; nothing of what they left empty."""
    itself = NamedNode(iri.person_iri(profile.person))
    return tuple(
        Triple(itself, prefixed_node(predicate), target)
        for predicate, target in _profile(profile)
    )


def _profile(profile: Profile) -> Iterator[tuple[str, NamedNode | Literal]]:
    for name in ("schema:Person", "foaf:Person"):
        yield "rdf:type", prefixed_node(name)
    if profile.words:
        yield "schema:description", Literal(profile.words)
    if profile.territory:
        place = NamedNode(iri.territory_iri(profile.territory))
        yield "foaf:based_near", place
        yield "schema:workLocation", place
    if profile.organisation:
        organisation = NamedNode(iri.organisation_iri(profile.organisation))
        yield "schema:memberOf", organisation
    for key in profile.themes:
        theme = NamedNode(f"{PREFIXES['theme']}{key}")
        yield "schema:knowsAbout", theme
        yield "foaf:topic_interest", theme
    for link in profile.links:
        yield "schema:url", NamedNode(link)
        yield "foaf:page", NamedNode(link)
