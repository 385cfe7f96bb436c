"""The terms of a context are the keys of fields, as the shapes map them."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Schema
from commons.core.kinds.contract.jsonld_context import json_ld_context
from tests.core.kinds.examples import KINDS, SCHEMA

METHOD = json_ld_context(SCHEMA, "method")


@pytest.mark.parametrize(
    ("key", "term"),
    [
        ("title", {"@id": "dct:title"}),
        ("keywords", {"@id": "schema:keywords", "@container": "@set"}),
        ("licence", {"@id": "dct:license", "@type": "@id"}),
        ("dct", "http://purl.org/dc/terms/"),
    ],
)
def test_a_field_is_a_term_under_its_key(key: str, term: object) -> None:
    assert METHOD[key] == term


def test_the_columns_of_a_row_have_a_context_of_their_own() -> None:
    steps, authors = METHOD["steps"], METHOD["authors"]
    assert steps["@type"] == authors["@type"] == "@id"
    assert steps["@container"] == "@set"
    assert steps["@context"]["title"]["@id"] == "schema:name"
    assert steps["@context"]["position"] == {
        "@id": "schema:position",
        "@type": "xsd:integer",
    }
    assert "position" not in METHOD


def test_prefixes_that_only_shapes_need_are_left_out() -> None:
    assert {"dct", "schema", "kc"} <= METHOD.keys()
    assert not {"sh", "dash", "field", "part", "choice"} & METHOD.keys()


def test_the_context_of_all_holds_the_keys_of_each_kind() -> None:
    whole = json_ld_context(SCHEMA)
    for kind in KINDS:
        assert json_ld_context(SCHEMA, kind).keys() <= whole.keys()


def test_the_first_kind_gives_a_term_that_two_use_differently() -> None:
    tool = SCHEMA.kinds["tool"]
    title = replace(tool.field("title"), path=("http://schema.org/alternateName",))
    rest = tuple(field for field in tool.fields if field.key != "title")
    other = replace(tool, fields=(title, *rest))
    for kinds, wanted in (
        ({"method": SCHEMA.kinds["method"], "tool": other}, "dct:title"),
        ({"tool": other, "method": SCHEMA.kinds["method"]}, "schema:alternateName"),
    ):
        schema = Schema(
            kinds=kinds,
            schemes=SCHEMA.schemes,
            licences=SCHEMA.licences,
            groups=SCHEMA.groups,
        )
        assert json_ld_context(schema)["title"]["@id"] == wanted


def test_a_kind_that_nobody_knows_has_no_context() -> None:
    with pytest.raises(KeyError, match="nope"):
        json_ld_context(SCHEMA, "nope")
