"""A graph holds each triple once, in the order in which it was told."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from commons.core.kinds.rdfio.graph_builder import LISTS, Graph
from commons.core.kinds.rdfio.namespaces import full_iri

TITLE = full_iri("field:title")
FIRST, REST = (NamedNode(full_iri(f"rdf:{name}")) for name in ("first", "rest"))
NIL = NamedNode(full_iri("rdf:nil"))


def objects(graph: Graph) -> list[object]:
    return [triple.object for triple in graph.triples()]


def test_triples_stay_in_order_and_each_is_there_once() -> None:
    graph = Graph()
    for target in ("dct:title", "schema:name", "dct:title"):
        graph.add(TITLE, "sh:path", full_iri(target))
    assert graph.triples() == (
        *(
            Triple(
                NamedNode(TITLE),
                NamedNode(full_iri("sh:path")),
                NamedNode(full_iri(target)),
            )
            for target in ("dct:title", "schema:name")
        ),
    )


def test_texts_keep_their_language() -> None:
    graph = Graph()
    graph.words(TITLE, "sh:name", {"fr": "Titre", "en": "Title"})
    graph.text(TITLE, "sh:pattern", "^a$")
    assert objects(graph) == [
        Literal("Titre", language="fr"),
        Literal("Title", language="en"),
        Literal("^a$"),
    ]


@pytest.mark.parametrize(
    ("number", "text", "datatype"),
    [
        (3, "3", "xsd:integer"),
        (3.0, "3", "xsd:integer"),
        (-0.5, "-0.5", "xsd:decimal"),
    ],
)
def test_a_number_is_whole_or_decimal(number: float, text: str, datatype: str) -> None:
    graph = Graph()
    graph.number(TITLE, "sh:order", number)
    assert objects(graph) == [Literal(text, datatype=NamedNode(full_iri(datatype)))]


def test_a_flag_is_a_truth_value() -> None:
    graph = Graph()
    graph.flag(TITLE, "kc:facet", value=False)
    assert objects(graph) == [Literal(value=False)]


def test_the_cells_of_a_list_have_names_that_its_holder_gives() -> None:
    first, second = Graph(), Graph()
    for graph in (first, second):
        graph.listing(TITLE, "sh:in", [full_iri("dct:title"), full_iri("dct:date")])
    assert first.triples() == second.triples()
    cells = [NamedNode(f"{LISTS}field-title-sh-in-title-date-{at}") for at in (0, 1)]
    assert first.triples() == (
        Triple(NamedNode(TITLE), NamedNode(full_iri("sh:in")), cells[0]),
        Triple(cells[0], FIRST, NamedNode(full_iri("dct:title"))),
        Triple(cells[0], REST, cells[1]),
        Triple(cells[1], FIRST, NamedNode(full_iri("dct:date"))),
        Triple(cells[1], REST, NIL),
    )


def test_a_path_is_made_of_blank_cells() -> None:
    graph = Graph()
    graph.sequence(TITLE, [full_iri("schema:step"), full_iri("schema:text")])
    cells = [triple.subject for triple in graph.triples()[1:]]
    assert [type(cell) for cell in cells] == [BlankNode] * 4
    assert graph.triples()[-1].object == NIL


def test_a_subject_is_begun_once() -> None:
    graph = Graph()
    assert [graph.begin(TITLE), graph.begin(TITLE)] == [True, False]
    assert graph.begin(full_iri("field:summary"))


def test_a_prefix_that_nobody_knows_is_refused() -> None:
    graph = Graph()
    with pytest.raises(KeyError, match="nope"):
        graph.add(TITLE, "nope:path", TITLE)
    assert graph.triples() == ()
