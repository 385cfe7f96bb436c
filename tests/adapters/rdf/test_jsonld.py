"""A version in JSON-LD nests its rows in the sheet, and loses no triple."""

import json
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.jsonld import terms_by_class, write_json_ld
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action
from commons.core.kinds.rdfio.namespaces import full_iri
from tests.core.kinds.examples import KINDS, SCHEMA, SHEET, full, revision

STEPS = [{"title": f"Étape {number}"} for number in range(1, 12)]
VALUES: dict[str, Any] = {
    "title": "L’été",
    "language": "fr",
    "licence": "CC-BY-4.0",
    "authors": [{"name": "Ana"}],
    "keywords": ["rue"],
    "group_min": 4,
    "group_open": True,
    "steps": STEPS,
}


def triples_of(kind: str, values: dict[str, Any], **more: Any) -> list[Triple]:
    block = render_block(SCHEMA, revision(kind, values, **more)).block
    quads = parse(block, RdfFormat.N_QUADS, lenient=True)
    return list(dict.fromkeys(quad.triple for quad in quads))


def written(values: dict[str, Any]) -> dict[str, Any]:
    """Give the document of a method."""
    return dict(json.loads(write_json_ld(triples_of("method", values), SCHEMA)))


def test_the_sheet_comes_first_with_the_keys_of_its_fields() -> None:
    sheet = written(VALUES)["@graph"][0]
    assert sheet["@id"] == iri.sheet_iri(SHEET)
    assert sheet["title"] == "L’été"
    assert sheet["licence"] == SCHEMA.licences["CC-BY-4.0"].iri
    assert sheet["group_min"] == 4
    assert sheet["group_open"] is True


def test_steps_are_nested_in_their_order() -> None:
    document = written(VALUES)
    steps = document["@graph"][0]["steps"]
    assert [step["title"] for step in steps] == [step["title"] for step in STEPS]
    assert [step["position"] for step in steps] == [*range(1, 12)]
    told = {node["@id"] for node in document["@graph"]}
    assert not told & {step["@id"] for step in steps}


def test_one_value_of_a_repeatable_field_is_a_list() -> None:
    assert written(VALUES)["@graph"][0]["keywords"] == ["rue"]


def test_the_context_says_the_language_once_and_no_term_too_many() -> None:
    context = written(VALUES)["@context"]
    assert context["@language"] == "fr"
    assert {"title", "steps", "dct"} <= context.keys()
    assert "summary" not in context
    assert written(VALUES | {"language": "no tag"})["@context"]["@language"] == "und"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_read_back_is_what_was_written(kind: str) -> None:
    for more in ({}, {"action": Action.DELETE, "number": 2}):
        triples = triples_of(kind, full(kind), **more)
        body = write_json_ld(triples, SCHEMA)
        assert {q.triple for q in parse(body, RdfFormat.JSON_LD)} == {*triples}


def test_what_no_term_says_is_written_in_full() -> None:
    title = NamedNode(full_iri("dct:title"))
    of = NamedNode(full_iri("dct:isVersionOf"))
    sheet, version = NamedNode("https://a.fr/s"), NamedNode("https://a.fr/v")
    triples = [
        Triple(version, of, sheet),
        Triple(sheet, title, Literal("Été", language="fr")),
        Triple(sheet, title, Literal("Summer", language="en")),
        Triple(sheet, NamedNode("https://a.fr/p"), Literal("x")),
        Triple(sheet, NamedNode(full_iri("kc:groupMinimum")), Literal("x")),
    ]
    body = write_json_ld(triples, SCHEMA)
    assert {q.triple for q in parse(body, RdfFormat.JSON_LD)} == {*triples}
    first = json.loads(body)["@graph"][0]
    assert first["title"] == ["Été", {"@value": "Summer", "@language": "en"}]
    assert first["https://a.fr/p"] == {"@value": "x"}


def test_an_empty_graph_is_a_document_too() -> None:
    assert json.loads(write_json_ld([], SCHEMA))["@graph"] == []


def test_each_kind_has_its_terms() -> None:
    terms = terms_by_class(SCHEMA)
    assert terms.keys() == {kind.classes[0] for kind in SCHEMA.kinds.values()}
    method = terms[SCHEMA.kinds["method"].classes[0]]
    assert method.by_property[full_iri("dct:title")].key == "title"
    assert terms_by_class(SCHEMA) is terms
