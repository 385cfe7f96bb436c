"""A folder of Turtle is read in order, and every fault names its file and line."""

from pathlib import Path

import pytest

from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.rdfio.turtle_reader import load_folder
from commons.errors import SchemaError
from tests.core.kinds.turtles import HEAD, LINES_BEFORE, graph_of

TITLE = full_iri("field:title")


def test_triples_come_in_the_order_in_which_they_are_written(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        "field:b a sh:PropertyShape .\n"
        "field:a a sh:PropertyShape, skos:Concept .\n"
        "field:c a skos:Concept .\n",
    )
    shapes = [full_iri("field:b"), full_iri("field:a")]
    assert list(graph.of_type("sh:PropertyShape")) == shapes
    assert graph.is_a(full_iri("field:a"), "skos:Concept")
    assert not graph.is_a(full_iri("field:b"), "skos:Concept")


def test_values_are_read_as_what_they_are(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        'field:title sh:name "Titre"@fr, "Title"@en ; sh:pattern "^a$" ;\n'
        "  sh:order 2.5 ; sh:maxCount 3 ; kc:facet true ; sh:path dct:title ;\n"
        "  sh:in ( field:b field:a ) .\n",
    )
    assert graph.words(TITLE, "sh:name") == {"fr": "Titre", "en": "Title"}
    assert graph.text(TITLE, "sh:pattern") == "^a$"
    assert graph.text(TITLE, "sh:path") == full_iri("dct:title")
    assert graph.number(TITLE, "sh:order") == 2.5
    assert graph.count(TITLE, "sh:maxCount") == 3
    assert graph.flag(TITLE, "kc:facet")
    assert graph.listed(TITLE, "sh:in") == (full_iri("field:b"), full_iri("field:a"))


def test_a_property_that_is_not_there_is_empty(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "field:title sh:path dct:title .\n")
    assert graph.text(TITLE, "sh:pattern") == ""
    assert graph.number(TITLE, "sh:order") is None
    assert graph.count(TITLE, "sh:order") == 0
    assert not graph.flag(TITLE, "kc:facet")
    assert graph.listed(TITLE, "sh:in") == ()
    assert graph.words(TITLE, "sh:name") == {}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("sh:name 'Titre'", "sh:name needs a language tag"),
        ("sh:name 'Titre'@fr, 'Nom'@fr", "sh:name twice in fr"),
    ],
)
def test_words_are_in_one_language_each(
    tmp_path: Path, said: str, message: str
) -> None:
    graph = graph_of(tmp_path, f"field:title {said} .\n")
    with pytest.raises(SchemaError, match=message):
        graph.words(TITLE, "sh:name")


def test_one_value_is_asked_of_what_has_two(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "field:title sh:order 1, 2 ; sh:path 'two' .\n")
    with pytest.raises(SchemaError, match="sh:order has 2 values, not one"):
        graph.number(TITLE, "sh:order")
    with pytest.raises(SchemaError, match="sh:path is not a number: two"):
        graph.number(TITLE, "sh:path")
    with pytest.raises(SchemaError, match="a list was expected"):
        graph.listed(TITLE, "sh:path")


def test_an_error_names_the_line_of_the_term_in_its_subject(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        "field:other\n  sh:order 1 .\nfield:title sh:path dct:title ;\n  sh:order 2 .\n",
    )
    error = graph.error(TITLE, "is wrong", full_iri("sh:order"))
    assert str(error) == f"a.ttl:{LINES_BEFORE + 4}: sh:order: is wrong"
    assert str(graph.error(TITLE, "is wrong")) == (
        f"a.ttl:{LINES_BEFORE + 3}: field:title: is wrong"
    )


def test_a_file_that_is_no_turtle_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=rf"a\.ttl:{LINES_BEFORE + 1}: not Turtle"):
        graph_of(tmp_path, "field:title sh:path ; .\n")


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"no \.ttl file"):
        load_folder(tmp_path)
    (tmp_path / "b.ttl").write_text(f"{HEAD}field:b sh:order 1 .", encoding="utf-8")
    (tmp_path / "c.txt").write_text("not read", encoding="utf-8")
    graph = graph_of(tmp_path, "field:a sh:order 1 .")
    assert graph.files == {full_iri("field:a"): "a.ttl", full_iri("field:b"): "b.ttl"}
