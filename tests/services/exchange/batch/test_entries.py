"""A line is read as a sheet to be, known by its source and its key or title."""

import pytest

from commons.core.domain.schema.problem import Problem, Rule
from commons.core.text.files.csv_file import Line, Table
from commons.errors import UnfitTableError
from commons.services.exchange.batch.entries import (
    NO_SUCH_COLUMN,
    NO_TITLE,
    SHOWN,
    TWICE,
    Entry,
    choice_labels,
    columns_refusal,
    field_label,
    in_french,
    sheets_by_title,
    short_of,
    targets_by_column,
    values_digest,
)
from commons.services.exchange.batch.outcomes import RowProblem
from commons.wiring.components import Components
from tests.core.kinds.examples import SCHEMA
from tests.services.tables import HEADER, briefed, row, table

METHOD = SCHEMA.kinds["method"]


def read(
    parts: Components,
    *rows: list[str],
    header: tuple[str, ...] = HEADER,
    source: str = "a",
) -> list[Entry]:
    found = table(*rows, header=header)
    reader = briefed(parts, found, source=source)
    return [reader.entry(line) for line in found.lines]


def test_a_line_says_what_its_columns_hold_and_defaults_stand_beside(
    parts: Components,
) -> None:
    (found, small) = read(
        parts, row(1, title="<b>Le banc</b>"), row(2, title="Le 1<sup>er</sup> banc")
    )
    assert (found.line, found.title, found.row_problems) == (2, "Le banc", ())
    assert small.title == "Le 1er banc"
    assert found.values["duration"] == "PT1H30M"
    assert found.fields == {"title", "summary", "duration", "difficulty", "pitfalls"}
    assert set(found.spare) == {"authors", "licence", "language"}
    assert found.names == ("Le banc", "le-banc")
    assert found.digest == values_digest({**found.values, **found.spare})


def test_the_same_key_of_the_same_source_is_the_same_sheet(parts: Components) -> None:
    header = ("Titre", "Clé", "Durée")
    (first,) = read(parts, row(1), source="Pays de Brest")
    (moved,) = read(
        parts, ["Autre", "I-1", "2 h"], header=header, source="pays-de-brest"
    )
    (other,) = read(parts, row(1), source="Lille")
    assert first.sheet == moved.sheet != other.sheet


def test_without_a_key_the_title_says_which_sheet_whatever_its_accents(
    parts: Components,
) -> None:
    found = read(parts, ["L'été"], ["L’ÉTÉ "], ["目的"], ["方法"], header=("Titre",))
    assert found[0].sheet == found[1].sheet
    assert len({one.sheet for one in found}) == 3


def test_a_line_without_a_name_a_name_met_before_and_cells_too_many_are_named(
    parts: Components,
) -> None:
    found = read(
        parts, row(1), row(2, key="", title=""), row(3, key="i-1"), [*row(4), "x"]
    )
    rules = [
        [row_problem.problem.rule for row_problem in one.row_problems] for one in found
    ]
    assert rules == [[], [Rule.NO_KEY], [Rule.KEY_TWICE], [Rule.EXTRA_CELLS]]
    assert found[1].sheet == ""
    assert found[2].row_problems[0].problem.details == {"line": 2}


def test_a_problem_is_placed_in_its_column_with_what_stands_there(
    parts: Components,
) -> None:
    (found,) = read(parts, row(1, duration="un moment" * 99))
    row_problem = found.row_problem(Problem(field="duration", rule=Rule.NOT_DURATION))
    assert row_problem.column == "D – Durée"
    assert row_problem.value == ("un moment" * 99)[:SHOWN]
    missing = found.row_problem(Problem(field="title", rule=Rule.REQUIRED))
    assert missing.column == "B – Titre"
    assert found.row_problem(Problem(field="mode", rule=Rule.EXPECTED)).column == ""


def test_no_line_makes_reading_fail(parts: Components) -> None:
    odd = [
        (),
        ("",) * 6,
        ("\x00", "<b", "[[", "…" * 9999, "](", "<!--"),
        ("]" * 99,) * 9,
    ]
    lines = tuple(Line(number=n, cells=cells) for n, cells in enumerate(odd, start=2))
    reader = briefed(parts, Table(header=HEADER, lines=lines))
    assert [reader.entry(line).line for line in lines] == [2, 3, 4, 5]


def test_columns_are_guessed_or_said() -> None:
    header = ["Titre", "Quand", "Durée"]
    assert targets_by_column(SCHEMA, METHOD, header) == ("title", "", "duration")
    said = ["Quand=preparation", "Durée="]
    assert targets_by_column(SCHEMA, METHOD, header, said) == (
        "title",
        "preparation",
        "",
    )


@pytest.mark.parametrize(
    ("header", "wanted", "sentence"),
    [
        (["Durée"], [], NO_TITLE),
        (["Titre"], ["Titre=summary"], NO_TITLE),
        (["Titre", "Quand"], ["Quand=title"], TWICE),
        (["Titre"], ["Titre=nonsense"], NO_SUCH_COLUMN),
        (["Titre"], ["Absent=summary"], NO_SUCH_COLUMN),
        (["Titre"], ["summary"], NO_SUCH_COLUMN),
    ],
)
def test_columns_that_cannot_be_read_as_said_are_refused(
    header: list[str], wanted: list[str], sentence: str
) -> None:
    with pytest.raises(UnfitTableError) as refused:
        targets_by_column(SCHEMA, METHOD, header, wanted)
    assert refused.value.sentence == sentence


def test_several_columns_may_hold_the_values_of_a_field_of_many() -> None:
    header, many = ["a", "b", "c"], ["title", "pitfalls", "pitfalls"]
    assert columns_refusal(SCHEMA, METHOD, many, header) == ""
    assert columns_refusal(SCHEMA, METHOD, ["title", "title", ""], header) == TWICE


def test_a_choice_that_is_not_known_is_told_with_what_could_stand(
    parts: Components,
) -> None:
    found = table(row(1, difficulty="facile"))
    reader = briefed(parts, found)
    details = {"value": "facile"}
    unknown = Problem(field="difficulty", rule=Rule.NOT_CHOICE, details=details)
    row_problem = reader.entry(found.lines[0]).row_problem(unknown)
    assert row_problem.value == "facile"
    offered = [
        words["fr"] for words in choice_labels(SCHEMA, METHOD, row_problem.problem)
    ]
    assert "Sans expérience" in offered
    said = in_french(reader.brief, row_problem)
    assert said.startswith("E – Difficulté : ")
    assert said.endswith(f"ne fait pas partie des choix ({', '.join(offered)})")
    assert said.count("facile") == 1
    missing = Problem(field="steps", rule=Rule.REQUIRED, row=0, column="text")
    bare = RowProblem(column="", value="", problem=missing)
    assert in_french(reader.brief, bare) == (
        f"{field_label(METHOD, missing)['fr']} : à renseigner pour publier"
    )
    assert choice_labels(SCHEMA, METHOD, missing) == ()


def test_a_column_of_a_row_is_told_after_its_field_and_a_whole_line_has_no_label() -> (
    None
):
    label = field_label(
        METHOD, Problem(field="steps", rule=Rule.REQUIRED, column="text")
    )
    assert label["fr"].count(" – ") == 1
    assert label["fr"].startswith(METHOD.field("steps").label["fr"])
    assert field_label(METHOD, Problem(field="_key", rule=Rule.NO_KEY)) == {}


def test_a_title_that_two_lines_bear_names_neither() -> None:
    pairs = [
        ("Le banc", "a"),
        ("Le Mur", "b"),
        ("LE MUR", "c"),
        ("", "d"),
        ("Rien", ""),
    ]
    found = sheets_by_title(pairs)
    assert (found["le banc"], found["le-banc"], found["le mur"]) == ("a", "a", "")
    assert set(found.values()) == {"a", ""}


@pytest.mark.parametrize(
    ("source", "short"),
    [("Pays de Brest", "pays-de-brest"), ("日本", "日本"), ("E\u0301te\u0301", "ete")],
)
def test_a_source_is_known_by_its_slug_if_that_says_any_of_it(
    source: str, short: str
) -> None:
    assert short_of(source) == short


def test_digests_tell_values_apart_whatever_the_order_of_their_keys() -> None:
    assert values_digest({"a": 1, "b": "é"}) == values_digest({"b": "é", "a": 1})
    assert values_digest({"a": [1, 2]}) != values_digest({"a": [2, 1]})
    assert len(values_digest({"a": "\ud800"})) == 64
