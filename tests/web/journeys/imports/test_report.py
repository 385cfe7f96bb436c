"""What becomes of a spreadsheet, in words."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from commons.core.domain.schema.kind import Kind
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem
from commons.web.journeys.imports import report
from commons.web.journeys.imports.progress import State
from commons.web.journeys.imports.report import (
    column_headings,
    guide_rows,
    language_choices,
    licence_choices,
    outcome_page,
    report_rows,
)
from commons.wiring.components import Components
from tests.services.tables import table

NOT_A_CHOICE = Problem(
    field="difficulty", rule=Rule.NOT_CHOICE, details={"value": "dur"}
)
HARD = RowProblem(column="E – Difficulté", value="dur", problem=NOT_A_CHOICE)
NO_TITLE = RowProblem(
    column="", value="", problem=Problem(field="title", rule=Rule.REQUIRED)
)
TO_COMPLETE = RowProblem(
    column="",
    value="",
    problem=Problem(field="steps", rule=Rule.EXPECTED, severity=Severity.WARNING),
)


def line(number: int, fate: Fate, *row_problems: RowProblem) -> Outcome:
    """Give what becomes of a line."""
    title = f"Fiche {number}"
    return Outcome(
        line=number, title=title, sheet="", fate=fate, row_problems=row_problems
    )


@pytest.fixture(autouse=True)
def _asked(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


@pytest.fixture
def method(parts: Components) -> Kind:
    return parts.schema.kinds["method"]


def test_each_column_shows_its_letter_two_samples_and_what_it_holds(
    parts: Components, method: Kind
) -> None:
    rows = [["Le  banc", "x" * 61], ["Le  banc", ""], ["Le mur", "y"], ["Le pot", "z"]]
    found = table(*rows, header=("Titre", "Durée"))
    title, length = column_headings(parts.schema, method, found, ("title",))
    assert (title.name, title.label) == ("column-0", "A – Titre")
    assert title.samples == "Le banc · Le mur"
    assert length.samples == f"{'x' * 60}… · y"
    assert (title.holds, length.holds) == ("title", "")
    assert ("title", "Titre") in title.options


def test_faults_are_told_in_words_with_the_choices_there_are(method: Kind) -> None:
    outcomes = (
        line(2, Fate.NEW),
        line(3, Fate.FAULTY, HARD, TO_COMPLETE),
        line(4, Fate.FAULTY, NO_TITLE),
    )
    told = outcome_page(method, State(source="a", outcomes=outcomes), 1)
    assert (told.counts[Fate.NEW], told.counts[Fate.FAULTY]) == (1, 2)
    assert (told.page, told.pages) == (1, 1)
    hard, bare = told.faults
    assert (hard.line, hard.column, hard.value) == (3, "E – Difficulté", "dur")
    assert "ne fait pas partie des choix" in hard.sentence
    assert hard.choices.startswith("Sans expérience, ")
    assert (bare.column, bare.choices) == ("Titre (aucune colonne)", "")


def test_faults_are_paged_and_a_page_beyond_is_the_last(
    method: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "PAGE_SIZE", 2)
    outcomes = tuple(line(n, Fate.FAULTY, HARD) for n in range(2, 7))
    state = State(source="a", outcomes=outcomes)
    lines = [[f.line for f in outcome_page(method, state, n).faults] for n in (1, 3, 9)]
    assert lines == [[2, 3], [6], [6]]
    assert outcome_page(method, state, 9).page == 3


def test_what_is_to_be_completed_is_told_once_with_its_lines(method: Kind) -> None:
    some = (line(2, Fate.NEW, TO_COMPLETE), line(3, Fate.NEW))
    every = (*some[:1], line(3, Fate.CHANGED, TO_COMPLETE))
    many = tuple(line(n, Fate.NEW, TO_COMPLETE) for n in range(2, 24))

    def lacking(outcomes: tuple[Outcome, ...]) -> list[str]:
        page = outcome_page(method, State(source="a", outcomes=outcomes), 1)
        return [lines for _, lines in page.lacking]

    assert lacking(some) == ["ligne 2"]
    assert lacking(every) == ["toutes ces fiches"]
    (told,) = lacking((*many, line(30, Fate.NEW)))
    assert told.startswith("lignes 2, 3, ")
    assert told.endswith("21 et 2 autres")


def test_the_report_says_what_was_done_and_what_would_be(method: Kind) -> None:
    outcomes = (line(2, Fate.NEW), line(3, Fate.NEW), line(4, Fate.FAULTY, HARD))
    before = State(source="a", outcomes=outcomes)
    heading, *rows = report_rows(method, before)
    assert heading[:3] == ["Ligne", "Titre", "Devenir"]
    assert [row[2] for row in rows] == ["à créer", "à créer", "à corriger"]
    assert rows[0][3:] == ["", "", ""]
    assert rows[2][3:5] == ["E – Difficulté", "dur"]
    assert "Sans expérience" in rows[2][5]
    half = replace(before, manner="publish", done=1)
    assert [row[2] for row in report_rows(method, half)][1:3] == ["créée", "à créer"]
    whole = replace(half, done=3)
    assert [row[2] for row in report_rows(method, whole)][3] == "laissée de côté"


def test_only_sheets_that_were_really_loaded_are_linked(method: Kind) -> None:
    outcomes = (line(2, Fate.NEW), line(3, Fate.SAME), line(4, Fate.NEW))
    before = State(source="a", outcomes=outcomes)
    during = replace(before, manner="publish", done=2)
    assert outcome_page(method, before, 1).loaded == ()
    assert outcome_page(method, during, 1).loaded == outcomes[:1]


def test_the_guide_says_of_each_column_how_it_is_filled(
    parts: Components, method: Kind
) -> None:
    rows = {row.heading: row for row in guide_rows(parts.schema, method)}
    assert len(rows) == len(guide_rows(parts.schema, method))
    assert rows["Titre"].needed == "publish"
    assert rows["Difficulté"].needed == "complete"
    assert rows["Difficulté"].choices[0] == "Sans expérience"
    assert "point-virgule" in rows["Mots-clés"].how
    assert rows["Clé"].help.startswith("Ce qui distingue")
    assert rows["Titre"].how == ""


def test_only_licences_that_are_offered_can_be_chosen(parts: Components) -> None:
    keys = [key for key, _ in licence_choices(parts.schema)]
    assert "CC-BY-SA-4.0" in keys
    assert [k for k in keys if not parts.schema.licences[k].offered] == []
    assert ("br", "breton") in language_choices()
