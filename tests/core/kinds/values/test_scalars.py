"""One typed value is read into its normal form, or stays as it was typed."""

from datetime import date
from typing import Any

import pytest

from commons.core.domain.schema.kind import Field, FieldType, Value
from commons.core.kinds.types.language import LANGUAGE
from commons.core.kinds.types.number import DECIMAL, INTEGER
from commons.core.kinds.types.period import DATE, DURATION
from commons.core.kinds.types.plain import BOOLEAN
from commons.core.kinds.types.reference import FILE, SHEET, URL
from commons.core.kinds.types.text import TEXT
from commons.core.kinds.values.scalars import name_of, plain_json, read_scalar
from tests.core.kinds.examples import SCHEMA


def a_field(kind: FieldType, **more: Any) -> Field:
    words = {"fr": "Nom", "en": "Name"}
    return Field(
        key="k",
        type=kind,
        label=words,
        help=words,
        example=words,
        group="",
        order=1,
        **more,
    )


READ: list[tuple[FieldType, Value, Value | None]] = [
    (INTEGER, "1\u202f000", 1000),
    (INTEGER, 12.0, 12),
    (INTEGER, "autant", "autant"),
    (INTEGER, 12.5, 12.5),
    (DECIMAL, "12,50 €", 12.5),
    (DECIMAL, "12,5,0", "12,5,0"),
    (BOOLEAN, "Oui, souvent", True),
    (BOOLEAN, "non", None),
    (BOOLEAN, "peut-être", "peut-être"),
    (DURATION, "1 h 30", "PT1H30M"),
    (DURATION, "longtemps", "longtemps"),
    (DATE, 2018, "2018"),
    (DATE, "novembre 2018", "2018-11"),
    (DATE, "jadis", "jadis"),
    (URL, "www.a.fr/é", "https://www.a.fr/%C3%A9"),
    (URL, "https://a.fr/é", "https://a.fr/é"),
    (LANGUAGE, "français", "fr"),
    (LANGUAGE, "Breton", "br"),
    (LANGUAGE, "PT_br", "pt-BR"),
    (SHEET, "https://ici.fr/sheets/0123456789ab/abaque", "0123456789ab"),
    (SHEET, "L’abaque", "L’abaque"),
    (FILE, "/media/9f.jpg", "9f.jpg"),
    (TEXT, True, "true"),
]


@pytest.mark.parametrize(("kind", "typed", "read"), READ)
def test_a_value_is_read_into_its_normal_form_or_kept(
    kind: FieldType, typed: Value, read: Value | None
) -> None:
    found = read_scalar(SCHEMA, a_field(kind), typed)
    assert found == read
    assert type(found) is type(read)


def test_a_short_text_is_one_line_and_a_long_one_keeps_its_lines() -> None:
    text = "un\n deux"
    assert read_scalar(SCHEMA, a_field(TEXT, max_length=200), text) == "un deux"
    assert read_scalar(SCHEMA, a_field(TEXT, max_length=201), text) == text
    assert read_scalar(SCHEMA, a_field(TEXT), text) == text


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("cc by 4.0", "CC-BY-4.0"),
        ("http://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("Tous droits", "Tous droits"),
    ],
)
def test_a_choice_is_known_by_any_of_its_names(typed: str, key: str) -> None:
    field = SCHEMA.kinds["method"].field("licence")
    assert read_scalar(SCHEMA, field, typed) == key


def test_a_container_is_no_scalar() -> None:
    assert read_scalar(SCHEMA, a_field(INTEGER), ["1"]) == ["1"]
    assert read_scalar(SCHEMA, a_field(INTEGER), {"a": "1"}) == {"a": "1"}


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        (None, None),
        ({"a": "", "b": [None, {}]}, None),
        ({"a": " x ", "b": None}, {"a": "x"}),
        ((1, 2.5, True), [1, 2.5, True]),
        (date(2018, 11, 5), "2018-11-05"),
        ("é".encode(), "é"),
        (b"\xff", "\ufffd"),
        (float("nan"), "nan"),
        (10**15 + 1, "0x38d7ea4c68001"),
        (object(), "<object>"),
        ({date(2018, 1, 1): "x"}, {"2018-01-01": "x"}),
    ],
)
def test_any_object_becomes_plain_json_without_what_is_empty(
    given: object, plain: object
) -> None:
    assert plain_json(given) == plain


def test_what_is_nested_without_end_is_cut() -> None:
    nested: object = "x"
    for _ in range(8):
        nested = [nested]
    assert plain_json(nested) == nested
    assert plain_json([nested]) is None


def test_the_texts_are_what_is_made_of_them() -> None:
    assert plain_json({"a": [" x "]}, text=str.upper) == {"a": [" X "]}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("title", "title"),
        (" Titre\u200b ", "Titre"),
        (12, "12"),
        (True, "true"),
        (None, ""),
    ],
)
def test_a_key_is_text(key: object, name: str) -> None:
    assert name_of(key) == name
