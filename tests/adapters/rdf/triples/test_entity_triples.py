"""Themes, territories and people are described in usual words."""

from pyoxigraph import Literal, NamedNode, Triple

from commons.adapters.rdf.triples.entity_triples import (
    PLACES_CREDIT,
    THEMES,
    person_triples,
    scheme_triples,
    territory_triples,
    theme_triples,
)
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Person
from commons.core.kinds.places.register import OfficialPlace, read_places
from commons.core.kinds.rdfio.namespaces import full_iri
from tests.core.kinds.examples import FOLDER, SCHEMA, SHEET

PLACES = read_places(FOLDER)
SCHEME = SCHEMA.schemes[SCHEMA.kinds["method"].field("themes").choice]
BREST = "commune:29019"


def place(code: str) -> OfficialPlace:
    found = PLACES.get(code)
    assert found is not None
    return found


def said(triples: tuple[Triple, ...], subject: str, predicate: str) -> list[str]:
    return [
        triple.object.value
        for triple in triples
        if triple.subject == NamedNode(subject)
        and triple.predicate == NamedNode(full_iri(predicate))
        and isinstance(triple.object, NamedNode | Literal)
    ]


def test_a_theme_stands_in_the_scheme_of_this_instance() -> None:
    concept = next(iter(SCHEME.concepts.values()))
    triples = theme_triples(SCHEME, concept)
    assert THEMES in said(triples, concept.iri, "skos:inScheme")
    assert THEMES in said(triples, concept.iri, "skos:topConceptOf")
    assert set(concept.label.values()) <= {
        *said(triples, concept.iri, "skos:prefLabel")
    }
    assert said(triples, THEMES, "rdf:type") == [full_iri("skos:ConceptScheme")]


def test_the_scheme_names_each_theme_once() -> None:
    triples = scheme_triples(SCHEME)
    assert len(triples) == len({*triples})
    assert said(triples, THEMES, "skos:hasTopConcept") == [
        concept.iri for concept in SCHEME.concepts.values()
    ]


def test_a_territory_has_its_code_its_name_and_its_place() -> None:
    department = place("department:29")
    triples = territory_triples(place(BREST), [department])
    itself = iri.territory_iri(BREST)
    assert said(triples, itself, "dct:identifier") == [BREST]
    assert said(triples, itself, "skos:notation") == ["29019"]
    assert said(triples, itself, "schema:name") == ["Brest"]
    assert said(triples, itself, "schema:creditText") == [PLACES_CREDIT]
    assert said(triples, itself, "dct:isPartOf") == [iri.territory_iri("department:29")]
    (latitude,) = said(triples, itself, "schema:latitude")
    assert latitude.startswith("48.")
    assert len(latitude.partition(".")[2]) == 4


def test_an_intercommunality_is_said_to_be_part_of_nothing() -> None:
    code = next(c for c in PLACES.codes() if c.startswith("intercommunality:"))
    triples = territory_triples(place(code), [place("department:29")])
    assert said(triples, iri.territory_iri(code), "dct:isPartOf") == []


def test_a_territory_without_a_name_has_no_credit() -> None:
    unnamed = OfficialPlace(
        code="commune:00000", name="", department="", latitude=None, longitude=None
    )
    triples = territory_triples(unnamed, [])
    itself = iri.territory_iri("commune:00000")
    assert said(triples, itself, "rdf:type") == [full_iri("dct:Location")]
    assert said(triples, itself, "schema:creditText") == []
    assert said(triples, itself, "schema:latitude") == []


def test_a_person_is_a_contributor_to_what_they_published() -> None:
    ana = Person(id="camm0000000c", name="Ana")
    triples = person_triples(ana, [SHEET])
    itself = iri.person_iri(ana.id)
    assert said(triples, itself, "foaf:name") == ["Ana"]
    assert said(triples, itself, "dct:identifier") == [ana.id]
    assert said(triples, iri.sheet_iri(SHEET), "dct:contributor") == [itself]
    assert len(person_triples(ana, [])) == len(triples) - 1
