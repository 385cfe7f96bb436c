"""How far an editor has come with a spreadsheet is kept as it was."""

import json
from dataclasses import replace

import pytest

from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem
from commons.web.journeys.imports.progress import (
    State,
    advance_state,
    read_state,
    write_state,
)

PROBLEM = Problem(
    field="steps",
    rule=Rule.EXCLUSIVE,
    severity=Severity.WARNING,
    row=2,
    column="text",
    details={"keys": ("group_max", "group_open"), "max": 3},
)
SNAG = RowProblem(column="C – Étape", value="« x »", problem=PROBLEM)
LINES = (
    Outcome(line=2, title="Le banc", sheet="0123456789ab", fate=Fate.NEW),
    Outcome(line=3, title="", sheet="", fate=Fate.FAULTY, row_problems=(SNAG,)),
    Outcome(line=5, title="Le mur", sheet="0123456789ac", fate=Fate.CHANGED),
)
WHOLE = State(
    source="innovations-brest",
    encoding="cp1252",
    holds=("title", "", "steps.text"),
    authors="Camille",
    licence="CC-BY-SA-4.0",
    language="fr",
    note="été",
    manner="publish",
    replacing=(3, 5),
    done=1,
    outcomes=LINES,
)


@pytest.mark.parametrize("state", [State(source="a"), WHOLE], ids=["bare", "whole"])
def test_what_is_kept_comes_back_the_same(state: State) -> None:
    assert read_state(write_state(state)) == state


def test_what_is_kept_is_compact_and_readable() -> None:
    text = write_state(WHOLE)
    assert "été" in text
    assert "\n" not in text
    assert json.loads(text)["outcomes"][0] == [2, "Le banc", "0123456789ab", "new"]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"outcomes": 3}'])
def test_what_was_never_written_is_not_read(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        read_state(text)


def test_lines_that_were_loaded_take_the_place_of_what_was_foreseen() -> None:
    left = replace(LINES[1], fate=Fate.DRAFT)
    same = replace(LINES[2], fate=Fate.SAME)
    first = advance_state(WHOLE, [left])
    assert first.outcomes == (LINES[0], left, LINES[2])
    assert (first.done, first.finished) == (2, False)
    last = advance_state(first, [same])
    assert last.outcomes == (LINES[0], left, same)
    assert (last.done, last.finished) == (3, True)


def test_nothing_is_finished_before_loading_begins() -> None:
    assert not State(source="a").finished
    assert not replace(WHOLE, manner="", done=3).finished
    assert State(source="a", manner="publish").finished


def test_no_line_loaded_changes_nothing() -> None:
    assert advance_state(WHOLE, []) == WHOLE
