"""Headings mean fields whatever their accents; every target can be named."""

import pytest

from commons.core.kinds.csv.headings import (
    column_targets,
    guess_targets,
    value_positions,
)
from tests.core.kinds.examples import KINDS, SCHEMA

MEANT = [
    ("CLE", "_key"),
    ("Identifiant", "_key"),
    ("titre", "title"),
    (" RESUME ", "summary"),
    ("En une phrase *", "summary"),
    ("start_date", "start_date"),
    ("Thématiques", "themes"),
    ("Commune", "territory"),
    ("latitude", "territory.latitude"),
    ("Moment 1 – titre", "story.title"),
    ("moment 2 texte", "story.text"),
    ("Moment 3 : Durée de l'étape", "story.duration"),
    ("story_2_title", "story.title"),
    ("Frein n° 2", "pitfalls"),
    ("Porté par", "holder"),
    ("Porté par – Sorte de structure", "holder.type"),
    ("Auteur·rice 2 – structure", "authors.organisation"),
    ("Step of the moon", ""),
    ("", ""),
    ("Images", ""),
]


@pytest.mark.parametrize(("heading", "name"), MEANT)
def test_a_heading_means_a_field(heading: str, name: str) -> None:
    assert guess_targets(column_targets(SCHEMA, "experience"), [heading]) == (name,)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_heading_of_each_target_means_that_target(kind: str, language: str) -> None:
    found = column_targets(SCHEMA, kind)
    for number in (0, 2):
        headings = [t.heading(language, number if t.many else 0) for t in found]
        assert guess_targets(found, headings) == tuple(target.name for target in found)


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_targets_have_the_same_label(kind: str) -> None:
    found = column_targets(SCHEMA, kind)
    for language in ("fr", "en"):
        assert len({target.label[language] for target in found}) == len(found)


def test_a_field_that_holds_one_value_goes_to_the_first_of_two_headings() -> None:
    found = column_targets(SCHEMA, "method")
    header = ("Titre", "Nom", "Frein 1", "Frein 2", "Durée", "durée")
    expected = ("title", "", "pitfalls", "pitfalls", "duration", "")
    assert guess_targets(found, header) == expected


def test_numbers_say_which_value_a_column_holds() -> None:
    by_name = {target.name: target for target in column_targets(SCHEMA, "method")}
    names = ("title", "steps.title", "steps.text", "steps.text", "steps.title", "")
    header = ("Titre 1", "Étape 2 – titre", "Texte", "Texte", "Étape 9999", "Rien")
    chosen = [by_name.get(name) for name in names]
    assert value_positions(chosen, header) == [0, 2, 1, 2, 3, 0]
