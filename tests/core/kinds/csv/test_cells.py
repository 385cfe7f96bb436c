"""Cells say what a form would: several values, rows, choices in either language."""

import pytest
from hypothesis import given, settings, strategies as st

from commons.core.domain.schema.kind import Value
from commons.core.domain.schema.problem import Rule
from commons.core.kinds.csv.cells import CellValues, columns_used, read_cells
from commons.core.kinds.csv.headings import column_targets, guess_targets
from commons.core.kinds.rules.validation import check_values
from tests.core.kinds.examples import SCHEMA

EXPERIENCE = SCHEMA.kinds["experience"]


def read(**cells: str) -> CellValues:
    """Read a line of an experience from its cells, by their headings."""
    header = list(cells)
    found = column_targets(SCHEMA, "experience")
    names = [heading if "." in heading else "" for heading in header]
    guessed = guess_targets(found, header)
    chosen = [name or guessed[at] for at, name in enumerate(names)]
    used = columns_used(found, chosen, header)
    return read_cells(SCHEMA, EXPERIENCE, used, list(cells.values()))


READ: list[tuple[str, str, Value]] = [
    ("freins", "- Un frein\n- Un autre ; le même", ["Un frein", "Un autre ; le même"]),
    ("freins", "Un frein | Un autre", ["Un frein", "Un autre"]),
    ("partenaires", "La mairie ; le café\nl’école", ["La mairie", "le café", "l’école"]),
    ("mots_clés", "rue, parole;banc|été", ["rue", "parole", "banc", "été"]),
    ("thèmes", "Lien social ; CULTURE, local_democracy",
     ["social_ties", "culture", "local_democracy"]),
    ("thèmes", "democratie locale\nSocial ties", ["local_democracy", "social_ties"]),
    ("posture", "S'inspirer", ["get_inspired"]),
    ("budget", "De 1000 à 5000 €", "from_1000_to_5000"),
    ("budget", "de 1 000 a 5 000 €", "from_1000_to_5000"),
    ("langue", "Français", "fr"),
    ("langue", "breton", "br"),
    ("langue", "english", "en"),
    ("langue", "fr-BE", "fr-BE"),
    ("licence", "CC BY 4.0", "CC-BY-4.0"),
    ("territoire", "commune:29019", {"code": "commune:29019"}),
    ("territoire", "pays de Brest", {"name": "pays de Brest"}),
    ("début", "novembre 2018", "2018-11"),
    ("fin", "en cours", ".."),
    ("auteurs", "Camille D. ; Léa", [{"name": "Camille D."}, {"name": "Léa"}]),
    ("liens", "https://a.fr/b;c\nwww.d.fr",
     [{"url": "https://a.fr/b;c"}, {"url": "https://www.d.fr"}]),
    ("résultats", "Deux ; trois", [{"text": "Deux ; trois"}]),
    ("porté_par", "La Bouée : association",
     {"name": "La Bouée", "type": "association"}),
    ("story", "1. Accueillir : à 10:30, dehors\n2. Écouter : sans hâte | Ranger",
     [{"title": "Accueillir", "text": "à 10:30, dehors"},
      {"title": "Écouter", "text": "sans hâte"}, {"title": "Ranger"}]),
    ("tools_used", "Débat, bilan ; La carte", ["Débat, bilan", "La carte"]),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "cell", "value"), READ)
def test_a_cell_is_read_as_the_form_reads(
    heading: str, cell: str, value: Value
) -> None:
    told = read(**{heading: cell})
    assert list(told.values.values()) == [value]
    assert told.problems == ()


def test_numbered_columns_make_rows_in_the_order_of_their_numbers() -> None:
    told = read(
        **{
            "Moment 2 – texte": "On range.",
            "Moment 1 – titre": "Accueillir",
            "Moment 3 – titre": "",
            "Moment 2 – titre": "Finir",
            "Moment 2 – durée": "20 min",
        }
    )
    assert told.values["story"] == [
        {"title": "Accueillir"},
        {"title": "Finir", "text": "On range.", "duration": "PT20M"},
    ]


def test_whole_rows_and_their_columns_join_by_number() -> None:
    told = read(
        auteurs="Camille\nLéa",
        **{"Auteur 2 – structure": "La Bouée", "Auteur 3 – nom": "Max"},
    )
    assert told.values["authors"] == [
        {"name": "Camille"},
        {"name": "Léa", "organisation": "La Bouée"},
        {"name": "Max"},
    ]


def test_values_of_one_field_may_stand_in_several_columns() -> None:
    told = read(**{"Frein 1": "Le premier", "Freins": "Le second|Le premier"})
    assert told.values["pitfalls"] == ["Le premier", "Le second"]


def test_each_value_remembers_its_column() -> None:
    told = read(
        **{"Frein 1": "assez long", "Frein 2": "court", "Moment 1 – titre": "ab"}
    )
    places = {
        (problem.field, problem.row, problem.column)
        for problem in check_values(SCHEMA, EXPERIENCE, told.values)
        if problem.rule is Rule.TOO_SHORT
    }
    assert places == {("pitfalls", 1, ""), ("story", 0, "title")}
    headings = {told.origins[place].column.heading for place in places}
    assert headings == {"Frein 2", "Moment 1 – titre"}


def test_a_line_shorter_than_its_header_lacks_what_is_not_there() -> None:
    found = column_targets(SCHEMA, "experience")
    used = columns_used(found, ("title", "summary"), ("Titre", "Résumé"))
    assert read_cells(SCHEMA, EXPERIENCE, used, ["Un titre"]).values == {
        "title": "Un titre"
    }


NAMES = [target.name for target in column_targets(SCHEMA, "experience")]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(NAMES), st.text(max_size=40)), max_size=12))
def test_no_cell_stops_the_reading(cells: list[tuple[str, str]]) -> None:
    names = [name for name, _ in cells]
    used = columns_used(column_targets(SCHEMA, "experience"), names, names)
    told = read_cells(SCHEMA, EXPERIENCE, used, [text for _, text in cells])
    assert all(
        problem.field for problem in check_values(SCHEMA, EXPERIENCE, told.values)
    )
