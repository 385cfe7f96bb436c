"""A schema file says only what the tables know, of what some file defines."""

from pathlib import Path

import pytest

from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rdfio.turtle_reader import load_folder
from commons.core.kinds.schema.grammar import PREDICATES, check_grammar
from commons.errors import SchemaError
from tests.core.kinds.examples import FOLDER
from tests.core.kinds.turtles import LINES_BEFORE, graph_of

FIELD = """field:title a sh:PropertyShape ;
  sh:path dct:title ;
  sh:datatype rdf:langString .
"""


def test_the_shipped_schemas_say_nothing_else() -> None:
    graph = load_folder(FOLDER)
    assert len(graph.triples) > 100
    check_grammar(graph)


def test_a_field_of_known_words_passes(tmp_path: Path) -> None:
    check_grammar(graph_of(tmp_path, FIELD))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (FIELD.replace("sh:path", "sh:pth"), 2, "sh:pth: not known of a field"),
        (
            FIELD.replace("rdf:langString", "xsd:gYear"),
            3,
            "xsd:gYear: not a datatype that is known",
        ),
        (
            FIELD.replace("dct:title", "kc:titel"),
            2,
            "kc:titel: not defined in any file",
        ),
        ("field:title sh:path dct:title .\n", 1, "field:title: of no type"),
        ("field:title a dct:Thing .\n", 1, "dct:Thing: of no type that is known"),
    ],
)
def test_what_the_tables_do_not_know_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    with pytest.raises(SchemaError) as caught:
        check_grammar(graph_of(tmp_path, text))
    assert str(caught.value).startswith(f"a.ttl:{LINES_BEFORE + line}: {message}")


def test_a_blank_node_is_known_by_one_of_its_properties(tmp_path: Path) -> None:
    derive = FIELD.replace("sh:path", "kc:derive [ sh:path dct:date ] ; sh:path")
    with pytest.raises(SchemaError, match="sh:path: not known here"):
        check_grammar(graph_of(tmp_path, derive))


def test_a_kind_is_told_from_a_part_by_its_class() -> None:
    plural = full_iri("kc:plural")
    assert plural in PREDICATES["kind"]
    assert plural not in PREDICATES["part"]
    assert full_iri("kc:iri") in PREDICATES["part"] - PREDICATES["kind"]


def test_a_part_may_not_say_what_a_kind_may(tmp_path: Path) -> None:
    part = 'part:step a sh:NodeShape ; kc:plural "Étapes"@fr .\n'
    with pytest.raises(SchemaError, match="kc:plural: not known of a part"):
        check_grammar(graph_of(tmp_path, part))
    kind = part.replace("kc:plural", "sh:targetClass schema:HowTo ; kc:plural")
    check_grammar(graph_of(tmp_path, kind))
