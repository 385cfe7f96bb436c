"""Values that were typed as one text are parted where their type allows."""

from dataclasses import replace

import pytest

from commons.core.domain.schema.kind import Schema
from commons.core.kinds.types.reference import FILE
from commons.core.kinds.values.list_splitting import (
    holds_words,
    split_list,
    splits_semicolons,
)
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]


def parted(key: str, text: str, *, cell: bool = False) -> list[str]:
    return split_list(SCHEMA, METHOD.field(key), text, cell=cell)


@pytest.mark.parametrize(
    ("key", "text", "values"),
    [
        ("keywords", "parole, rue ;place\n\nvoisins", ["parole", "rue", "place", "voisins"]),
        ("keywords", " , ;\n", []),
        ("keywords", "- parole\n• rue", ["parole", "rue"]),
        ("materials", "· papier\n▪ stylos\n◦ table\n● banc\n☐ thé\n[ ] eau\n[x] pain\n✓ sel\n— riz\n•\u00a0miel\n•sucre", ["papier", "stylos", "table", "banc", "thé", "eau", "pain", "sel", "riz", "miel", "sucre"]),
        ("materials", "12 chaises\n-5 degrés\n2.5 m de corde\n[[une-fiche]]", ["12 chaises", "-5 degrés", "2.5 m de corde", "[[une-fiche]]"]),
        ("pitfalls", "Le bruit, le vent ; la pluie\nLa nuit", ["Le bruit, le vent ; la pluie", "La nuit"]),
        ("pitfalls", "1. Le bruit ; 2) La pluie", ["Le bruit", "La pluie"]),
        ("pitfalls", "1. Le bruit ; 3. La pluie", ["Le bruit ; 3. La pluie"]),
        ("pitfalls", "1. Seul", ["Seul"]),
        ("links", "https://a.fr/x,y www.b.fr ; /sheets/0123456789ab", ["https://a.fr/x,y", "www.b.fr", "/sheets/0123456789ab"]),
        ("tools_used", "[[0123456789ab|un ; deux]] ; L’abaque, le jeu", ["[[0123456789ab|un ; deux]]", "L’abaque, le jeu"]),
    ],
)  # fmt: skip
def test_signs_part_values_where_their_type_allows(
    key: str, text: str, values: list[str]
) -> None:
    assert parted(key, text) == values


def test_a_bar_parts_values_in_a_cell_alone() -> None:
    assert parted("pitfalls", "Le bruit | La pluie") == ["Le bruit | La pluie"]
    assert parted("pitfalls", "Le bruit | La pluie", cell=True) == [
        "Le bruit",
        "La pluie",
    ]
    linked = "[[0123456789ab|un]] | [[0123456789ac]]"
    assert parted("tools_used", linked, cell=True) == [
        "[[0123456789ab|un]]",
        "[[0123456789ac]]",
    ]


def test_a_choice_with_a_comma_in_its_name_stays_whole() -> None:
    field = METHOD.field("themes")
    scheme = SCHEMA.schemes[field.choice]
    key, first = next(iter(scheme.concepts.items()))
    named = replace(first, label={"fr": "Eau, air", "en": "Water, air"})
    renamed = replace(scheme, concepts={**scheme.concepts, key: named})
    schema = Schema(
        kinds=SCHEMA.kinds,
        schemes={**SCHEMA.schemes, field.choice: renamed},
        licences=SCHEMA.licences,
        groups=SCHEMA.groups,
    )
    assert split_list(schema, field, "Eau, air ; culture") == ["Eau, air", "culture"]
    assert split_list(SCHEMA, field, "Eau, air") == ["Eau", "air"]


def test_the_name_of_a_file_may_hold_a_comma() -> None:
    files = replace(METHOD.field("keywords"), type=FILE)
    text = "un, deux.jpg\ntrois ; quatre.jpg"
    assert split_list(SCHEMA, files, text) == ["un, deux.jpg", "trois ; quatre.jpg"]


@pytest.mark.parametrize(
    ("key", "words"),
    [("keywords", True), ("themes", True), ("pitfalls", False), ("links", False)],
)
def test_words_and_choices_are_told_from_sentences(key: str, *, words: bool) -> None:
    assert holds_words(METHOD.field(key)) is words


@pytest.mark.parametrize(
    ("kind", "key", "splits"),
    [
        ("method", "keywords", True),
        ("method", "themes", True),
        ("method", "tools_used", True),
        ("method", "pitfalls", False),
        ("method", "links", False),
    ],
)
def test_a_semicolon_parts_what_holds_no_sentence_and_no_address(
    kind: str, key: str, *, splits: bool
) -> None:
    field = SCHEMA.kinds[kind].field(key)
    assert splits_semicolons(SCHEMA, field) is splits
