"""A version is told as triples: its fields, its parts, its links and its credit."""

from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from commons.adapters.rdf.triples.sheet_triples import instant_literal, sheet_triples
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action
from commons.core.kinds.rdfio.namespaces import full_iri
from tests.core.kinds.examples import KINDS, SCHEMA, SHEET, full, revision

ITSELF = iri.sheet_iri(SHEET)
OTHER = "abcdefghjkm0"


def said(
    values: dict[str, Any], predicate: str, subject: str = ITSELF, **more: Any
) -> list[NamedNode | Literal]:
    """Give the objects of a property in the triples of a method."""
    wanted = NamedNode(full_iri(predicate))
    return [
        triple.object
        for triple in sheet_triples(SCHEMA, revision("method", values, **more))
        if triple.subject == NamedNode(subject) and triple.predicate == wanted
        if isinstance(triple.object, NamedNode | Literal)
    ]


def test_every_kind_is_told_without_blank_nodes_and_each_triple_once() -> None:
    for kind in KINDS:
        triples = sheet_triples(SCHEMA, revision(kind, full(kind)))
        assert len(triples) == len({*triples}) > 40
        nodes = {type(node) for t in triples for node in (t.subject, t.object)}
        assert BlankNode not in nodes
        assert triples == sheet_triples(SCHEMA, revision(kind, full(kind)))


def test_a_text_is_in_the_language_of_its_sheet() -> None:
    for language, tag in (("fr", "fr"), ("en-GB", "en-GB"), ("", "und")):
        values = {"title": "Un titre", "language": language}
        assert said(values, "dct:title") == [Literal("Un titre", language=tag)]


def test_rows_are_numbered_nodes_of_the_sheet() -> None:
    values = {"steps": [{"title": "Un"}, {"title": "Deux", "text": "Rire"}]}
    nodes = [node.value for node in said(values, "schema:step")]
    assert len({*nodes}) == 2
    assert all(node.startswith(f"{ITSELF}#") for node in nodes)
    second = said(values, "schema:name", nodes[1])
    assert [name.value for name in second] == ["Deux"]
    (position,) = said(values, "schema:position", nodes[1])
    assert position.value == "2"


def test_a_person_of_this_commons_is_named_by_their_own_iri_once() -> None:
    row = {"name": "Ana", "person": "camm0000000c"}
    values = {"authors": [row, row, {"name": "Ben", "person": "nobody"}]}
    creators = [node.value for node in said(values, "dct:creator")]
    assert creators == [
        iri.person_iri("camm0000000c"),
        f"{ITSELF}#author-2",
        f"{ITSELF}#author-3",
    ]


def test_links_in_texts_are_references() -> None:
    values = {
        "body": f"Voir [[{OTHER}|une fiche]] et [[L’abaque]]",
        "steps": [{"text": f"Comme [[{SHEET}]]"}],
    }
    references = [node.value for node in said(values, "dct:references")]
    assert references == [iri.sheet_iri(OTHER), ITSELF]


def test_the_credit_names_authors_and_licence() -> None:
    values = {"authors": [{"name": "Ana"}, {"name": "Ben"}], "licence": "CC-BY-4.0"}
    assert said(values, "cc:attributionName") == [Literal("Ana, Ben")]
    assert said(values, "schema:creditText") == [Literal("Ana, Ben, CC BY 4.0")]
    licence = SCHEMA.licences["CC-BY-4.0"].iri
    assert said(values, "dct:identifier", licence) == [Literal("CC-BY-4.0")]
    unnamed = {"authors": [{"name": "http://commons.invalid"}], "licence": "CC-BY-4.0"}
    assert said(unnamed, "cc:attributionName") == []
    assert said(values | {"licence": "no"}, "schema:creditText") == []


def test_what_does_not_fit_is_unreadable() -> None:
    unreadable = NamedNode(full_iri("kc:unreadable"))
    values = {"steps": ["no row"], "group_min": "douze"}
    (step,) = said(values, "schema:step")
    assert isinstance(step, Literal)
    assert (step.value, step.datatype) == ("no row", unreadable)


def test_a_tombstone_keeps_its_title_alone() -> None:
    gone: dict[str, Any] = {"action": Action.DELETE, "number": 2}
    values = full("method")
    assert said(values, "rdf:type", **gone) == [NamedNode(full_iri("as:Tombstone"))]
    version = revision("method", values, action=Action.DELETE, number=2)
    assert said(values, "as:deleted", **gone) == [instant_literal(version)]
    assert len(said(values, "dct:title", **gone)) == 1
    assert said(values, "schema:step", **gone) == []
    assert said({}, "dct:title", **gone) == []


def test_an_instant_is_written_to_the_millisecond() -> None:
    assert instant_literal(revision("method", {})) == Literal(
        "2026-03-13T17:30:00.123Z", datatype=NamedNode(full_iri("xsd:dateTime"))
    )
