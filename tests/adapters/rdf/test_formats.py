"""Every format says the same triples, under the instance's own base."""

import json

import pytest
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    Quad,
    RdfFormat,
    Triple,
    parse,
)
from rdflib import Graph
from rdflib.compare import isomorphic

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.formats import FORMATS, write_block, write_graph
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action
from commons.core.kinds.contract.jsonld_context import json_ld_context
from commons.core.kinds.contract.shacl import expanded_shapes
from commons.core.kinds.contract.vocabulary import concept_triples, vocabulary_triples
from tests.core.kinds.examples import KINDS, SCHEMA, SHEET, bare, full, revision

BASE = "https://ici.example"
NAMES = {
    "ttl": "turtle",
    "jsonld": "json-ld",
    "nt": "nt",
    "nq": "nquads",
    "trig": "trig",
    "rdf": "xml",
}
SHEETS = {
    f"{kind} {maker.__name__}": (kind, maker)
    for kind in KINDS
    for maker in (full, bare)
}


def block_of(kind_key: str, values, **more) -> bytes:
    return render_block(SCHEMA, revision(kind_key, values, **more)).block


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("suffix", FORMATS)
def test_a_format_read_back_gives_the_same_triples(suffix: str, sheet: str) -> None:
    kind_key, maker = SHEETS[sheet]
    block = block_of(kind_key, maker(kind_key))
    body = write_block(block, suffix, BASE, SCHEMA)
    stored = set(parse(iri.expand_base(block, BASE), RdfFormat.N_QUADS))
    found = list(parse(body, FORMATS[suffix].rdf))
    if FORMATS[suffix].dataset:
        assert set(found) == stored
    else:
        assert {q.triple for q in found} == {q.triple for q in stored}
    assert len(found) == len(set(found))
    assert iri.BASE_PLACEHOLDER.encode() not in body


@pytest.mark.parametrize("kind_key", KINDS)
@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "nt", "rdf"])
def test_another_reader_finds_an_isomorphic_graph(suffix: str, kind_key: str) -> None:
    block = block_of(kind_key, full(kind_key))
    body = write_block(block, suffix, BASE, SCHEMA)
    reference = write_block(block, "nt", BASE, SCHEMA)
    found = Graph().parse(data=body, format=NAMES[suffix])
    assert isomorphic(found, Graph().parse(data=reference, format="nt"))


def test_n_quads_are_the_stored_bytes_under_the_base() -> None:
    block = block_of("method", full("method"))
    marker = iri.BASE_PLACEHOLDER.encode()
    assert write_block(block, "nq", BASE, SCHEMA) == block.replace(
        marker, BASE.encode()
    )


def test_json_ld_nests_rows_under_the_keys_of_fields() -> None:
    block = block_of("method", full("method"))
    document = json.loads(write_block(block, "jsonld", BASE, SCHEMA))
    sheet = document["@graph"][0]
    values = full("method")
    assert sheet["@id"] == f"{BASE}/sheets/{SHEET}"
    assert sheet["title"] == values["title"]
    assert sheet["group_min"] == values["group_min"]
    assert [step["title"] for step in sheet["steps"]] == [
        step["title"] for step in values["steps"]
    ]
    assert [step["position"] for step in sheet["steps"]] == [1, 2]
    assert sheet["authors"][0]["name"] == values["authors"][0]["name"]
    assert document["@context"]["@language"] == "fr"
    assert "http" not in str(document["@context"]["steps"])


def test_steps_stay_in_order_beyond_nine() -> None:
    steps = [{"title": f"Étape {n}", "text": "Un texte assez long."} for n in range(12)]
    block = block_of("method", {**bare("method"), "steps": steps})
    sheet = json.loads(write_block(block, "jsonld", BASE, SCHEMA))["@graph"][0]
    assert [step["title"] for step in sheet["steps"]] == [s["title"] for s in steps]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_tombstone_is_written_in_every_format(suffix: str) -> None:
    block = block_of("tool", bare("tool"), number=2, action=Action.DELETE)
    body = write_block(block, suffix, BASE, SCHEMA)
    stored = set(parse(iri.expand_base(block, BASE), RdfFormat.N_QUADS))
    found = {quad.triple for quad in parse(body, FORMATS[suffix].rdf)}
    assert found == {quad.triple for quad in stored}


def graph_of(name: str) -> tuple[Triple, ...]:
    if name == "vocabulary":
        return vocabulary_triples(SCHEMA)
    if name == "theme":
        themes = SCHEMA.schemes["themes"]
        return concept_triples(themes, themes.concepts["culture"])
    return expanded_shapes(SCHEMA, name)


def canonical(body: bytes, written_as: RdfFormat) -> set[Triple]:
    """Give the triples of a graph as all graphs that say the same have them."""
    graph = Dataset(Quad(*quad.triple) for quad in parse(body, written_as))
    graph.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return {quad.triple for quad in graph}


@pytest.mark.parametrize("name", ["vocabulary", "theme", *KINDS])
@pytest.mark.parametrize("suffix", FORMATS)
def test_any_graph_is_written_isomorphic_in_every_format(
    suffix: str, name: str
) -> None:
    triples = graph_of(name)
    body = write_graph(triples, suffix, BASE)
    reference = write_graph(triples, "nt", BASE)
    found = canonical(body, FORMATS[suffix].rdf)
    assert len(found) == len(triples)
    assert found == canonical(reference, RdfFormat.N_TRIPLES)
    assert write_graph(graph_of(name), suffix, BASE) == body


def test_the_context_has_a_term_for_every_field() -> None:
    for kind_key in KINDS:
        text = json.dumps(json_ld_context(SCHEMA, kind_key))
        for field in SCHEMA.kinds[kind_key].fields:
            assert f'"{field.key}"' in text
    together = json_ld_context(SCHEMA)
    document = {"@context": together, "@id": "http://a.example/x", "title": "Titre"}
    (quad,) = parse(json.dumps(document), RdfFormat.JSON_LD)
    assert quad.predicate.value == "http://purl.org/dc/terms/title"
