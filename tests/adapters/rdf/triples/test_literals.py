"""A value is written as the term that its field asks for, or as unreadable."""

import pytest
from pyoxigraph import Literal, NamedNode

from commons.adapters.rdf.triples.literals import (
    UNKNOWN_LANGUAGE,
    derived_literal,
    encode_value,
    language_tag,
    unreadable_literal,
)
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Field, FieldType, Value
from commons.core.kinds.rdfio.namespaces import full_iri
from commons.core.kinds.types import reference
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN
from commons.core.kinds.types.reference import URL
from commons.core.kinds.types.text import TEXT
from tests.core.kinds.examples import SCHEMA, SHEET, one

UNREADABLE = NamedNode(full_iri("kc:unreadable"))


def every_field() -> list[Field]:
    """Give all fields and columns."""
    fields = [field for kind in SCHEMA.kinds.values() for field in kind.fields]
    return fields + [column for field in fields for column in field.columns]


def of_type(kind: FieldType) -> Field:
    return next(field for field in every_field() if field.type is kind)


def derived_by(name: str) -> Field:
    return next(f for f in every_field() if f.derived and f.derived.by == name)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(full_iri(datatype)))


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        (TEXT, "Été", Literal("Été", language="fr")),
        (INTEGER, 12, typed("12", "xsd:integer")),
        (DECIMAL, 1e-7, typed("0.0000001", "xsd:decimal")),
        (BOOLEAN, True, typed("true", "xsd:boolean")),
        (BOOLEAN, False, typed("false", "xsd:boolean")),
        (DURATION, "PT1H", typed("PT1H", "xsd:duration")),
        (DATE, "2018-11", typed("2018-11", "loc:edtf")),
        (URL, "https://a.fr", NamedNode("https://a.fr")),
        (URL, f"/sheets/{SHEET}/v/3", NamedNode(iri.version_iri(SHEET, 3))),
        (reference.SHEET, SHEET, NamedNode(iri.sheet_iri(SHEET))),
    ],
)
def test_a_value_is_written_as_its_field_asks(
    kind: FieldType, value: Value, term: NamedNode | Literal
) -> None:
    assert encode_value(SCHEMA, of_type(kind), value, "fr") == term


def test_a_choice_is_written_as_its_iri() -> None:
    field = SCHEMA.kinds["method"].field("licence")
    licence = SCHEMA.licences["CC-BY-4.0"]
    assert encode_value(SCHEMA, field, "CC-BY-4.0", "fr") == NamedNode(licence.iri)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (INTEGER, "douze", "douze"),
        (URL, "https://a b", "https://a b"),
        (TEXT, {"b": 1, "a": "é"}, '{"a": "\\u00e9", "b": 1}'),
        (TEXT, "\ud800", "?"),
    ],
)
def test_what_does_not_fit_is_unreadable_and_not_lost(
    kind: FieldType, value: Value, text: str
) -> None:
    wanted = Literal(text, datatype=UNREADABLE)
    assert encode_value(SCHEMA, of_type(kind), value, "fr") == wanted
    assert unreadable_literal(value) == wanted


@pytest.mark.parametrize(
    ("value", "tag"),
    [
        ("fr-BE", "fr-BE"),
        ("", UNKNOWN_LANGUAGE),
        ("français", UNKNOWN_LANGUAGE),
        (3, UNKNOWN_LANGUAGE),
        (None, UNKNOWN_LANGUAGE),
    ],
)
def test_a_language_that_rdf_does_not_take_is_unknown(value: object, tag: str) -> None:
    assert language_tag(value) == tag


@pytest.mark.parametrize(
    ("by", "value", "second"),
    [
        ("inMinutes", "PT1H30M", typed("90", "xsd:integer")),
        ("earliestDay", "2018-02", typed("2018-02-01", "xsd:date")),
        ("latestDay", "2020-02", typed("2020-02-29", "xsd:date")),
        ("mediaType", f"{'0' * 64}.jpg", Literal("image/jpeg")),
    ],
)  # fmt: skip
def test_a_second_value_is_computed_from_the_first(
    by: str, value: Value, second: Literal
) -> None:
    assert derived_literal(SCHEMA, derived_by(by), value, 1) == second


def test_the_language_is_that_of_the_list_of_the_union() -> None:
    field = derived_by("languageAuthority")
    french = SCHEMA.schemes["language"].concepts["fr"]
    assert derived_literal(SCHEMA, field, "fr-BE", 1) == NamedNode(french.iri)
    assert derived_literal(SCHEMA, field, "tlh", 1) is None


def test_the_first_value_alone_is_repeated() -> None:
    field = derived_by("first")
    value = one(SCHEMA, field, 0)
    first = derived_literal(SCHEMA, field, value, 1)
    assert first == encode_value(SCHEMA, field, value, "und")
    assert derived_literal(SCHEMA, field, value, 2) is None


def test_nothing_is_computed_from_what_does_not_fit() -> None:
    assert derived_literal(SCHEMA, derived_by("inMinutes"), "une heure", 1) is None
    assert derived_literal(SCHEMA, of_type(TEXT), "Été", 1) is None
