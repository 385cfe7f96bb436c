"""A mapping file says how the names and values of others become ours, or is refused."""

import pytest

from commons.errors import FileFormatError
from commons.services.exchange.foreign.mapping_file import (
    MOST_BYTES,
    USUAL,
    FieldMapping,
    name_key,
    named_as_ours,
    numbers_only,
    read_mapping,
)
from commons.services.exchange.foreign.survey import FileChoice
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]


def read(text: str) -> FieldMapping:
    return read_mapping(SCHEMA, text.encode())


def test_a_mapping_is_read_whole() -> None:
    found = read(
        "---\nkind: method\nsource: '  Les  cartes '\nfiles: ['_m/*.md']\n"
        "without: brouillon.md\nsite: https://exemple.org/\n"
        "fields:\n  2. Time Required:: duration\n  participants: [group_min, group_max]\n"
        "  layout:\n  step: steps.title\n"
        "values: {objective: {Découvrir: understand, Autre: }}\n"
        "defaults: {licence: CC0-1.0}\nimages: {author: Camille}\n"
    )
    assert found == FieldMapping(
        kind="method",
        source="Les cartes",
        choice=FileChoice(kind="method", files=("_m/*.md",), without=("brouillon.md",)),
        fields={
            "timerequired": ("duration",),
            "participants": ("group_min", "group_max"),
            "layout": (),
            "step": ("steps.title",),
        },
        values={"objective": {"decouvrir": "understand", "autre": None}},
        defaults={"licence": "CC0-1.0"},
        images={"author": "Camille"},
        sites=("https://exemple.org/",),
    )


def test_an_empty_mapping_says_nothing() -> None:
    assert read("") == FieldMapping()
    assert read_mapping(SCHEMA, b"\xef\xbb\xbfkind: tool\r\nsource: a\r\n") == (
        FieldMapping(kind="tool", source="a", choice=FileChoice(kind="tool"))
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense: 1", "« nonsense » n’est pas une clé"),
        ("kind: nonsense", "kind : "),
        ("fields: {a: nonsense}", "fields : « nonsense »"),
        ("fields: {a: steps.nonsense}", "« steps.nonsense »"),
        ("fields: [a]", "une liste de « nom : valeur »"),
        ("values: {nonsense: {a: b}}", "values : « nonsense »"),
        ("values: {objective: understand}", "objective : une liste"),
        ("defaults: {nonsense: 1}", "defaults : « nonsense »"),
        ("kind: method\ndefaults: {place: a}", "« place »"),
        ("images: Camille", "images : une liste"),
        ("fields: {a", "YAML illisible"),
    ],
)
def test_what_is_wrong_is_named(text: str, words: str) -> None:
    with pytest.raises(FileFormatError) as refused:
        read(text)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("kind: method\nfields: {a\n", 3),
        ("kind: method\nkind: tool\n", 2),
        ("- kind\n", 1),
        ("kind: &a method\n", 1),
        ("\n\n\ufffe", 3),
    ],
)
def test_a_line_is_counted_with_the_dashes_above_it_if_they_are_there(
    text: str, line: int
) -> None:
    for above, counted in (("", line), ("---\n", line + 1)):
        with pytest.raises(FileFormatError) as refused:
            read(above + text)
        assert refused.value.line == counted
        assert str(refused.value).startswith(f"ligne {counted} : ")


def test_what_follows_the_dashes_is_left() -> None:
    assert read("kind: tool\n---\nUn texte: [") == read("---\nkind: tool\n---\nUn.")


def test_a_field_of_another_kind_is_refused_once_the_kind_is_said() -> None:
    only_there = {field.key for field in SCHEMA.kinds["experience"].fields}
    key = min(only_there - {field.key for field in METHOD.fields})
    assert read(f"fields: {{a: {key}}}").fields == {"a": (key,)}
    with pytest.raises(FileFormatError, match=key):
        read(f"kind: method\nfields: {{a: {key}}}")


def test_a_file_that_is_too_large_or_no_text_is_refused() -> None:
    with pytest.raises(FileFormatError, match="200 ko"):
        read_mapping(SCHEMA, b"#" * (MOST_BYTES + 1))
    with pytest.raises(FileFormatError, match="UTF-8"):
        read_mapping(SCHEMA, "source: été".encode("latin-1"))


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("timeRequired", "timerequired"),
        ("2. Time required:", "timerequired"),
        ("**Déroulé**", "deroule"),
        (3, "3"),
        ("目的", "目的"),
        ("???", "???"),
    ],
)
def test_names_are_compared_without_case_accents_and_signs(
    name: object, key: str
) -> None:
    assert name_key(name) == key


def test_usual_names_are_known_as_names_are_compared() -> None:
    assert USUAL[name_key("Étiquettes")] == "keywords"
    assert USUAL[name_key("featured image")] == "images"
    assert "layout" not in USUAL


def test_only_several_numbers_share_a_value() -> None:
    assert numbers_only(METHOD, ("group_min", "group_max"))
    assert not numbers_only(METHOD, ("group_min",))
    assert not numbers_only(METHOD, ("group_min", "title"))
    assert not numbers_only(METHOD, ("group_min", "nonsense"))


def test_rows_take_the_names_of_our_columns_and_ours_stay_first() -> None:
    assert named_as_ours([{"Src": "a.jpg", "Légende": "Vue", "odd": 1}, "b"]) == [
        {"file": "a.jpg", "title": "Vue", "odd": 1},
        "b",
    ]
    assert named_as_ours({"url": "ours", "href": "theirs"}) == {"url": "ours"}
    assert named_as_ours("a") == "a"
