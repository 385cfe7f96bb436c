"""What we publish meets the shapes that we publish, said by pyshacl."""

from pathlib import Path

import pyshacl
import pytest
import rdflib

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.feeds.catalogue.dumps import write_dump
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.people.visitor import Visitor

pytestmark = pytest.mark.judged

ALONE_STEP = 6
"""One version in so many is judged alone, and each of them in `make drill`; all are
judged together."""


def shapes(visitor: Visitor) -> rdflib.Graph:
    """Give the published shapes of every kind, in one graph."""
    graph = rdflib.Graph()
    for kind in visitor.parts.schema.kinds:
        answer = visitor.get(f"/shapes/{kind}", Accept=FORMATS["ttl"].media_type)
        graph.parse(data=answer.data, format="turtle")
    return graph


def violations(data: rdflib.Graph, contract: rdflib.Graph) -> str:
    """Give what pyshacl objects to, "" when all conforms."""
    conforms, _, report = pyshacl.validate(
        data, shacl_graph=contract, allow_warnings=True
    )
    return "" if conforms else str(report)


def lived_in(starter: Components, visitor: Visitor) -> list[str]:
    """Give a commons with edits and a tombstone; the sheets it has."""
    editor = visitor.signed_in(Role.EDITOR)
    with starter.store.read() as work:
        sheets = [head.sheet for head in revisions.latest_heads(work, limit=100)]
    history = f"/sheets/{sheets[0]}/history"
    editor.post(f"/sheets/{sheets[0]}/delete", page=history, reason="pour voir")
    editor.publishes(
        "method",
        **{"steps-0-title": "Un titre", "steps-0-text": "Un texte assez long"},
        body=f"Lien vers [[{sheets[1]}|une fiche]]",
    )
    return sheets


@pytest.mark.parametrize(
    "step", [pytest.param(1, marks=pytest.mark.thorough), ALONE_STEP]
)
def test_the_current_dump_and_versions_alone_conform(
    starter: Components, visitor: Visitor, tmp_path: Path, step: int
) -> None:
    lived_in(starter, visitor)
    contract = shapes(visitor)
    path = tmp_path / "current.nq"
    write_dump(starter.store, path, BASE, current=True)
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format="nquads")
    assert len(dataset) > 500
    union = rdflib.Graph()
    for triple in dataset.triples((None, None, None)):
        union.add(triple)
    assert violations(union, contract) == ""
    write_dump(starter.store, tmp_path / "all.nq", BASE)
    versions = rdflib.Dataset()
    versions.parse(tmp_path / "all.nq", format="nquads")
    alone = [graph for graph in versions.graphs() if "/v/" in str(graph.identifier)]
    with starter.store.read() as work:
        deleted = 1  # of what it said before, the event alone is told
        assert len(alone) == revisions.head_sequence(work) - deleted
    for graph in sorted(alone, key=lambda graph: str(graph.identifier))[::step]:
        assert violations(graph, contract) == "", graph.identifier


def test_a_graph_that_lacks_a_licence_does_not_conform(
    starter: Components, visitor: Visitor, tmp_path: Path
) -> None:
    contract = shapes(visitor)
    write_dump(starter.store, tmp_path / "all.nq", BASE)
    dataset = rdflib.Dataset()
    dataset.parse(tmp_path / "all.nq", format="nquads")
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    graph = dataset.graph(rdflib.URIRef(iri.version_iri(head.sheet, head.number, BASE)))
    graph.remove((None, rdflib.DCTERMS.license, None))
    assert "license" in violations(graph, contract)
