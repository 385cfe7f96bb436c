"""What others wrote goes where a mapping says; what finds no place stays, and is told."""

import time

import pytest

from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files import lenient_front_matter
from commons.errors import FileFormatError
from commons.services.exchange.foreign import notes
from commons.services.exchange.foreign.conversion import Converted, convert_file
from commons.services.exchange.foreign.mapping_file import (
    KEYS,
    FieldMapping,
    read_mapping,
)
from commons.services.exchange.foreign.notes import Note
from tests.core.kinds.examples import SCHEMA

METHOD = SCHEMA.kinds["method"]

MAPPING = """
kind: method
files: ["_methods/*.md"]
site: https://exemple.org/
defaults: {licence: CC0-1.0, language: en, authors: 18F}
fields:
  what: summary
  timeRequired: duration
  category: objective
  participants: [group_min, group_max]
  How to do it: steps
  Avantages: enablers
  Matériel: materials
  Pour aller plus loin: links
  layout:
values:
  objective: {Discover: understand, Autre: }
  duration: {N/A: }
"""


def mapping(text: str = MAPPING) -> FieldMapping:
    return read_mapping(SCHEMA, text.encode())


def made(text: str, name: str = "un-nom", *, ours: bool = False) -> Converted:
    loose = lenient_front_matter.read_lenient(text)
    return convert_file(SCHEMA, None if ours else mapping(), METHOD, loose, name)


def test_names_and_values_go_where_the_mapping_says() -> None:
    found = made(
        "---\nlayout: card\ntitle: Tri de cartes\nwhat: Classer à plusieurs.\n"
        "category: Discover\ntimeRequired: 1 h\nparticipants: 8 à 50 personnes\n---\n"
    )
    assert found.raw == {
        "title": "Tri de cartes",
        "summary": "Classer à plusieurs.",
        "objective": "understand",
        "duration": "1 h",
        "group_min": 8,
        "group_max": 50,
    }
    assert found.notes == ()


@pytest.mark.parametrize(
    ("section", "steps"),
    [
        ("1. Accueillir.\n2. Écouter ensemble.", ["Accueillir", "Écouter ensemble"]),
        ("### Avant\nPréparer.\n\n### Après\nRanger.", ["Avant", "Après"]),
        ("**1. Le tour**\nParler.\n\n**2. La fin :**\nClore.", ["Le tour", "La fin"]),
        ("- **Ouvrir** : dire bonjour\n- **Clore** : finir", ["Ouvrir", "Clore"]),
        ("Tout se fait en une fois. Puis on range.", ["Tout se fait en une fois"]),
        ("D’abord ceci.\n\n1. Un pas\n2. Deux pas", ["D’abord ceci", "Un pas", "Deux pas"]),
        ("1. Un\n    - dedans\n2. Deux", ["Un 1", "Deux"]),
    ],
)  # fmt: skip
def test_a_section_becomes_steps(section: str, steps: list[str]) -> None:
    found = made(f"# Titre\n\n## How to do it\n\n{section}\n\n## Autre\n\nReste.\n")
    values, unknown = parse_values(SCHEMA, METHOD, found.raw)
    rows = values["steps"]
    assert isinstance(rows, list)
    assert [row["title"] for row in rows if isinstance(row, dict)] == steps
    assert unknown == ()
    assert values["body"] == "## Autre\n\nReste."
    assert values["title"] == "Titre"


def test_headings_match_whatever_their_level_numbering_case_and_colon() -> None:
    text = (
        "# T : un titre\n\n## Bilan\n\n### II. AVANTAGES :\n\n- Tout le monde parle.\n"
    )
    found = made(text)
    assert found.raw["enablers"] == "Tout le monde parle."
    assert "body" not in found.raw


def test_labelled_lines_of_any_form_are_found() -> None:
    for line in (
        "* **Time required** : 1h-2h",
        "**timeRequired** 1h-2h",
        "Timerequired: 1h-2h",
        "| **timeRequired** | 1h-2h |",
        "## timeRequired : 1h-2h",
    ):
        found = made(f"# Titre\n\n## Pratique\n\n* **Coût** faible\n\n{line}\n")
        assert found.raw.get("duration") == "1h-2h", line
        assert Note(sort=notes.ROUGH, about="1h-2h") in found.notes
        assert "**Coût** faible" in str(found.raw["body"])
        assert "1h-2h" not in str(found.raw["body"])


def test_of_too_much_to_place_the_rest_stays_in_the_text_and_is_told() -> None:
    lines = [f"Matériel : corde {n}" for n in range(1_500)]
    found = made("# Titre\n\n" + "\n".join(lines) + "\n")
    placed, kept = found.raw["materials"], str(found.raw["body"]).splitlines()
    assert isinstance(placed, list)
    assert [f"Matériel : {one}" for one in placed] + kept == lines
    assert [note.sort for note in found.notes] == [notes.TOO_MUCH]


def test_what_a_field_does_not_take_stays_in_the_text_and_is_told() -> None:
    found = made("---\ntitle: Titre\ntimeRequired: 1 h par personne\n---\nTexte.\n")
    assert "duration" not in found.raw
    assert found.raw["body"] == "Texte.\n\n**timeRequired** : 1 h par personne"
    assert [note.sort for note in found.notes] == [notes.NO_ROOM]
    long = "mot " * 150
    found = made(f"# Titre\n\n## Avantages\n\n- Court mais bon.\n- {long}\n")
    assert found.raw["enablers"] == ["Court mais bon."]
    assert long.strip() in str(found.raw["body"])


def test_links_of_a_section_become_links_and_other_words_stay() -> None:
    only = "- [Un site](https://a.example/x)\n- https://b.example\n"
    found = made(f"# Titre\n\n## Pour aller plus loin\n\n{only}")
    assert found.raw["links"] == [
        {"url": "https://a.example/x", "title": "Un site"},
        {"url": "https://b.example"},
    ]
    assert "body" not in found.raw
    found = made(f"# Titre\n\n## Pour aller plus loin\n\nMerci à Léa.\n{only}")
    assert "Merci à Léa." in str(found.raw["body"])


def test_unknown_names_are_left_out_and_told_and_nested_ones_found() -> None:
    found = made("---\ntitle: Titre\nmeta: {what: Résumé., autre: 1}\nodd: 2\n---\n")
    assert found.raw["title"] == "Titre"
    assert [note.about for note in found.notes] == ["meta.what", "meta.autre", "odd"]
    assert {note.sort for note in found.notes} == {notes.UNKNOWN}


def test_values_that_mean_nothing_here_are_left_aside_on_purpose() -> None:
    found = made("---\ntitle: Titre\ntimeRequired: N/A\ncategory: Autre\n---\n")
    assert (found.raw, found.notes) == ({"title": "Titre"}, ())


@pytest.mark.parametrize(
    "line",
    [
        "published: false",
        "draft: true",
        "status: draft",
        "publish: 'no'",
        "brouillon: oui",
    ],
)
def test_what_is_not_published_there_is_a_draft_here(line: str) -> None:
    assert made(f"---\ntitle: Titre\n{line}\n---\n").draft
    assert not made("---\ntitle: Titre\npublished: true\ndraft: false\n---\n").draft


def test_another_project_s_identifier_is_kept_as_where_it_comes_from() -> None:
    found = made("---\ntitle: Titre\nid: 42\npermalink: /a/b/\naliases: [/c/]\n---\n")
    assert (found.origin, found.addresses) == ("42", ("/a/b/", "/c/"))


def test_a_title_comes_from_the_heading_or_the_name_and_is_never_too_long() -> None:
    assert made("# Un *vrai* titre\n\nTexte.").raw == {
        "title": "Un vrai titre",
        "body": "Texte.",
    }
    assert made("Un vrai titre\n=====\n\nTexte.").raw["title"] == "Un vrai titre"
    assert (
        made("![x](a.jpg)\n\n## Seul\n\n### Un\n\nA.\n\n### Deux\n").raw["title"]
        == "Seul"
    )
    assert made("## Un\n\nA.\n\n## Deux\n\nB.").raw["title"] == "Un nom"
    named = made("Texte.", "world_cafe-2")
    assert named.raw["title"] == "World cafe 2"
    assert [note.sort for note in named.notes] == [notes.TITLE_OF_NAME]
    long = "mot " * 40
    found = made(f"# {long}\n\nTexte.")
    assert len(str(found.raw["title"])) <= 90
    assert long.strip() in str(found.raw["body"])


def test_a_stated_licence_is_never_replaced_in_silence() -> None:
    assert made("---\ntitle: Titre\nlicense: MIT\n---\n").raw["licence"] == "MIT"


def test_without_a_mapping_the_file_is_ours_and_faults_are_for_the_check() -> None:
    text = "---\ntitle: Titre\nduration: bientôt\ntitel: x\n---\n##Suite<br>fin\n"
    found = made(text, ours=True)
    assert found.raw == {
        "title": "Titre",
        "duration": "bientôt",
        "body": "## Suite fin",
    }
    assert Note(sort=notes.UNKNOWN, about="titel") in found.notes
    assert "title" not in made("Texte seul.", ours=True).raw


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("kinds: method", "kinds"),
        ("kind: recette", "kind"),
        ("fields: {a: objectif}", "objectif"),
        ("fields: {a: authors.nom}", "authors.nom"),
        ("fields: [a]", "fields"),
        ("values: {objectif: {a: b}}", "objectif"),
        ("values: {objective: understand}", "objective"),
        ("defaults: {licenc: x}", "licenc"),
        ("- un", "clé"),
        ("a: [", "YAML"),
    ],
)
def test_a_wrong_mapping_is_refused_with_what_is_wrong(text: str, word: str) -> None:
    with pytest.raises(FileFormatError, match=word):
        mapping(text)
    assert "fields" in KEYS


@pytest.mark.parametrize(
    "piece", ["# a\n", "- a: b\n", "**a** : b\n", "[a](b) ", "| a | b |\n", "1. a\n", "a\n=\n"]
)  # fmt: skip
def test_converting_a_hostile_text_costs_little(piece: str) -> None:
    text = "# Titre\n\n## How to do it\n\n" + piece * (50_000 // len(piece))
    start = time.process_time()
    made(text)
    assert time.process_time() - start < 1


def test_a_value_within_a_heading_is_taken_and_the_text_under_it_stays() -> None:
    found = made("# Titre\n\n## timeRequired : 2 h\n\nAvec une pause au milieu.\n")
    assert found.raw["duration"] == "2 h"
    assert "Avec une pause au milieu." in str(found.raw["body"])
    assert "timeRequired" not in str(found.raw["body"])
