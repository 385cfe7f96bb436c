"""A fourth kind is one more file, with no Python."""

import shutil
from pathlib import Path

import pytest
from pyoxigraph import parse

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.formats import FORMATS, write_block
from commons.core.domain.schema.kind import Schema
from commons.core.domain.sheet import Level
from commons.core.kinds.contract.jsonld_context import json_ld_context
from commons.core.kinds.rules.validation import check_values, completeness
from commons.core.kinds.schema.loader import read_schema
from commons.core.kinds.values.parsing import parse_values
from tests.core.kinds.examples import FOLDER, bare, full, revision
from tests.core.kinds.mutants import spoilt
from tests.core.kinds.shacl_judge import differences

PLACE_TO_MEET = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix schema: <http://schema.org/> .
@prefix kc: <https://w3id.org/knowledge-commons/ns#> .
@prefix field: <https://w3id.org/knowledge-commons/fields#> .
@prefix part: <https://w3id.org/knowledge-commons/parts#> .
@prefix choice: <https://w3id.org/knowledge-commons/choices#> .
@prefix group: <https://w3id.org/knowledge-commons/groups#> .

kc:Venue a rdfs:Class ; rdfs:label "Lieu"@fr, "Venue"@en .
kc:venueSort a rdf:Property ; rdfs:label "sorte de lieu"@fr, "sort of venue"@en .
kc:room a rdf:Property ; rdfs:label "salle"@fr, "room"@en .

kc:VenueShape a sh:NodeShape ; sh:targetClass kc:Venue ; kc:key "venue" ; sh:order 9 ;
  kc:alsoClass schema:Place ;
  sh:name "Lieu"@fr, "Venue"@en ; kc:plural "Lieux"@fr, "Venues"@en ;
  sh:description "Un lieu où se réunir."@fr, "A place to meet."@en ;
  sh:property field:title, field:summary, field:territory, field:authors,
    field:licence, field:language, field:venue_sort, field:rooms ;
  sh:property [ kc:refines field:summary ; sh:minCount 1 ; sh:maxLength 200 ] .

choice:venue_sort a sh:NodeShape, skos:ConceptScheme ;
  skos:prefLabel "Sorte de lieu"@fr, "Sort of venue"@en ;
  sh:in ( kc:venue-sort-cafe kc:venue-sort-hall ) .
kc:venue-sort-cafe a skos:Concept ; skos:notation "cafe" ;
  skos:prefLabel "Café"@fr, "Café"@en .
kc:venue-sort-hall a skos:Concept ; skos:notation "hall" ;
  skos:prefLabel "Salle"@fr, "Hall"@en .

field:venue_sort a sh:PropertyShape ; sh:path kc:venueSort ;
  sh:name "Sorte de lieu"@fr, "Sort of venue"@en ;
  sh:description "Ce que c’est."@fr, "What it is."@en ;
  skos:example "Café"@fr, "Café"@en ;
  sh:group group:purpose ; sh:order 1 ; sh:node choice:venue_sort ; sh:maxCount 1 ;
  kc:expected 1 ; kc:facet true .

field:rooms a sh:PropertyShape ; sh:path kc:room ; sh:node part:room ;
  sh:name "Salles"@fr, "Rooms"@en ;
  sh:description "Les salles du lieu."@fr, "The rooms of the venue."@en ;
  skos:example "La grande salle, 80 places"@fr, "The main hall, 80 seats"@en ;
  sh:group group:practice ; sh:order 1 ; kc:expected 1 .
part:room a sh:NodeShape ; sh:class schema:Room ; kc:iri "#room-{n}" ;
  sh:property field:room_name, field:room_seats ; kc:shorthand ( field:room_name ) .
field:room_name a sh:PropertyShape ; sh:path schema:name ; kc:key "name" ;
  sh:name "Nom"@fr, "Name"@en ;
  sh:description "Son nom."@fr, "Its name."@en ;
  skos:example "La grande salle"@fr, "The main hall"@en ;
  sh:order 1 ; sh:datatype <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString> ;
  sh:minCount 1 ; sh:maxCount 1 ; sh:maxLength 80 .
field:room_seats a sh:PropertyShape ; sh:path schema:maximumAttendeeCapacity ;
  kc:key "seats" ; sh:name "Places"@fr, "Seats"@en ;
  sh:description "Le nombre de places assises."@fr, "How many can sit."@en ;
  skos:example "80"@fr, "80"@en ;
  sh:order 2 ; sh:datatype xsd:integer ; sh:maxCount 1 ; sh:minInclusive 1 .
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Schema:
    folder = tmp_path_factory.mktemp("schemas") / "schemas"
    shutil.copytree(FOLDER, folder)
    Path(folder / "venue.ttl").write_text(PLACE_TO_MEET, encoding="utf-8")
    return read_schema(folder)


def test_the_new_kind_comes_last_with_its_own_fields_in_form_order(
    schema: Schema,
) -> None:
    assert list(schema.kinds)[-1] == "venue"
    keys = [field.key for field in schema.kinds["venue"].fields]
    assert keys == [
        "title", "summary", "venue_sort", "territory", "rooms",
        "authors", "licence", "language",
    ]  # fmt: skip


def test_its_examples_are_read_and_checked(schema: Schema) -> None:
    kind = schema.kinds["venue"]
    typed = {
        **full("venue", schema),
        "rooms": ["La grande salle"],
        "venue_sort": "Café",
    }
    values, problems = parse_values(schema, kind, typed)
    assert values["rooms"] == [{"name": "La grande salle"}]
    assert values["venue_sort"] == "cafe"
    assert problems == check_values(schema, kind, values) == ()
    assert completeness(schema, kind, values) is Level.COMPLETE
    assert completeness(schema, kind, bare("venue", schema)) is Level.TO_COMPLETE


def test_its_refinement_holds_for_it_alone(schema: Schema) -> None:
    assert schema.kinds["venue"].field("summary").max_length == 200
    assert schema.kinds["method"].field("summary").max_length == 300
    assert schema.kinds["venue"].field("summary").required == 1


def test_pyshacl_agrees_on_its_mutants(schema: Schema) -> None:
    kind = schema.kinds["venue"]
    sheets = {
        f"{field.key}|{name}": values
        for field in kind.fields
        if field.key in ("summary", "venue_sort", "rooms")
        for name, values in spoilt(schema, kind, field).items()
    }
    assert differences(schema, kind, sheets) == {}


@pytest.mark.parametrize("suffix", FORMATS)
def test_it_is_written_in_every_format(schema: Schema, suffix: str) -> None:
    block = render_block(schema, revision("venue", full("venue", schema))).block
    body = write_block(block, suffix, "https://ici.example", schema)
    sheet = "https://ici.example/sheets/0123456789ab#room-1"
    found = {str(quad.subject.value) for quad in parse(body, FORMATS[suffix].rdf)}
    assert sheet in found


def test_its_fields_are_terms_of_the_context(schema: Schema) -> None:
    assert json_ld_context(schema)["rooms"]["@context"]["seats"] == {
        "@id": "schema:maximumAttendeeCapacity",
        "@type": "xsd:integer",
    }
