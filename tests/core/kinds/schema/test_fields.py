"""A property shape is read into a field, and refused when it makes no sense."""

from dataclasses import replace
from pathlib import Path

import pytest

from commons.core.domain.schema.kind import Condition, Exclusive, Field
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rdfio.turtle_reader import Turtle
from commons.core.kinds.schema.choices import read_schemes
from commons.core.kinds.schema.fields import (
    key_of,
    read_exclusives,
    read_field,
    read_part,
    refine_field,
)
from commons.core.kinds.types import plain, text
from commons.core.kinds.types.choice import CONCEPT
from commons.errors import SchemaError
from tests.core.kinds.turtles import graph_of

WORDS = """sh:name "Nom"@fr, "Name"@en ; sh:description "Aide"@fr, "Help"@en ;
  skos:example "Un"@fr, "One"@en"""
TEXT = f"""field:title a sh:PropertyShape ; sh:path dct:title ; {WORDS} ;
  sh:group group:identity ; sh:order 1 ; sh:datatype rdf:langString ;
  sh:minCount 1 ; sh:maxCount 1 ; sh:minLength 3 ; sh:maxLength 90 .
"""
CHOICE = f"""field:mode a sh:PropertyShape ; sh:path kc:mode ; {WORDS} ;
  sh:node choice:mode .
choice:mode a skos:ConceptScheme ; skos:prefLabel "Mode"@fr, "Mode"@en ;
  sh:in ( kc:near ) .
kc:near a skos:Concept ; skos:notation "near" ; skos:prefLabel "Près"@fr, "Near"@en .
"""
ROW = f"""field:steps a sh:PropertyShape ; sh:path schema:step ; {WORDS} ;
  sh:node part:step .
part:step a sh:NodeShape ; sh:class schema:HowToStep ; kc:iri "#step-{{n}}" ;
  kc:numbered schema:position ; sh:property field:step_text, field:step_title ;
  kc:oneOf ( field:step_title field:step_text ) ; kc:shorthand ( field:step_text ) .
field:step_title a sh:PropertyShape ; kc:key "title" ; sh:path schema:name ; {WORDS} ;
  sh:order 1 ; sh:datatype rdf:langString .
field:step_text a sh:PropertyShape ; kc:key "text" ; sh:path schema:text ; {WORDS} ;
  sh:order 2 ; sh:datatype rdf:langString .
"""


def read(graph: Turtle, name: str) -> Field:
    return read_field(graph, full_iri(name), read_schemes(graph))


def test_a_shape_says_all_of_a_text(tmp_path: Path) -> None:
    field = read(graph_of(tmp_path, TEXT), "field:title")
    assert (field.key, field.type, field.group) == ("title", text.TEXT, "identity")
    assert (field.label["fr"], field.help["en"], field.example["en"]) == (
        *("Nom", "Help", "One"),
    )
    assert (field.required, field.max_count, field.many) == (1, 1, False)
    assert (field.min_length, field.max_length) == (3, 90)
    assert (field.min_value, field.max_value) == (None, None)
    assert field.path == (full_iri("dct:title"),)
    assert field.shape == full_iri("field:title")


def test_a_choice_and_a_row_are_known_by_their_node(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, CHOICE + ROW)
    mode, steps = read(graph, "field:mode"), read(graph, "field:steps")
    assert (mode.type, mode.choice, mode.many) == (CONCEPT, "mode", True)
    assert (steps.type, steps.choice) == (plain.ROW, "")
    assert [column.key for column in steps.columns] == ["title", "text"]
    assert steps.shorthand == ("text",)
    assert steps.exclusives == (Exclusive(keys=("title", "text"), needed=True),)
    assert [part.key for part in steps.through] == ["step"]


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("a sh:PropertyShape", "a sh:NodeShape", "not defined as a sh:PropertyShape"),
        ("sh:path dct:title ;", "", "needs sh:path"),
        ("sh:datatype rdf:langString ;", "", "needs sh:datatype, sh:nodeKind"),
        ("sh:order 1", "sh:node choice:no", "choice:no: not a list of choices"),
        ("sh:order 1", "dash:editor kc:NoEditor", "kc:NoEditor: not a kc:Editor"),
        ("sh:order 1", 'sh:pattern "a$"', r"must begin with \^"),
        ("sh:order 1", 'sh:pattern "^(a$"', "sh:pattern: missing"),
        (', "Name"@en', "", "needs sh:name in en"),
        (
            "sh:path dct:title",
            "sh:path ( dct:title dct:date )",
            "2 properties in sh:path need 1 parts in kc:through",
        ),
    ],
)
def test_a_shape_that_makes_no_sense_is_refused(
    tmp_path: Path, before: str, after: str, message: str
) -> None:
    assert before in TEXT
    graph = graph_of(tmp_path, TEXT.replace(before, after))
    with pytest.raises(SchemaError, match=rf"^a\.ttl:\d+: .*{message}"):
        read(graph, "field:title")


def test_a_kind_refines_what_it_says_again_only(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        TEXT + 'kc:own kc:refines field:title ; sh:name "Intitulé"@fr ;\n'
        "  sh:maxLength 40 ; sh:minCount 2 ; sh:maxCount 5 ; kc:facet true .\n",
    )
    field = read(graph, "field:title")
    refined = refine_field(graph, full_iri("kc:own"), field, {})
    assert refined == replace(
        field,
        label={"fr": "Intitulé", "en": "Name"},
        max_length=40,
        required=2,
        max_count=5,
        many=True,
        facet=True,
    )


def test_a_condition_names_a_field_and_its_choice(tmp_path: Path) -> None:
    when = TEXT.replace("sh:order 1", "sh:order 1 ; kc:when ( field:mode kc:near )")
    unless = TEXT.replace("sh:order 1", "sh:order 1 ; kc:unless ( field:mode )")
    field = read(graph_of(tmp_path, when + CHOICE), "field:title")
    assert field.condition == Condition(
        field="mode", value="near", concept=full_iri("kc:near")
    )
    field = read(graph_of(tmp_path, unless + CHOICE), "field:title")
    assert field.condition == Condition(field="mode", negated=True)
    other = graph_of(tmp_path, when.replace("kc:near", "kc:far") + CHOICE)
    with pytest.raises(SchemaError, match="kc:far: not a choice of that field"):
        read(other, "field:title")


def test_a_part_says_where_its_nodes_are(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, ROW)
    part = read_part(graph, full_iri("part:step"))
    assert (part.key, part.iri) == ("step", "#step-{n}")
    assert part.classes == (full_iri("schema:HowToStep"),)
    assert part.numbered == full_iri("schema:position")
    with pytest.raises(SchemaError, match="a part needs kc:iri"):
        read_part(graph, full_iri("part:none"))


def test_one_among_fields_is_among_those_of_its_owner(tmp_path: Path) -> None:
    spoilt = ROW.replace("sh:property field:step_text,", "sh:property")
    with pytest.raises(SchemaError, match="field:step_text: in kc:oneOf but not"):
        read_exclusives(graph_of(tmp_path, spoilt), full_iri("part:step"))


def test_a_key_is_said_or_is_the_local_name(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, TEXT + ROW)
    assert key_of(graph, full_iri("field:title")) == "title"
    assert key_of(graph, full_iri("field:step_title")) == "title"
    assert key_of(graph, full_iri("field:steps")) == "steps"
