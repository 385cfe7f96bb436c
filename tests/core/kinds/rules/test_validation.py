"""The check names the field, the rule and the severity."""

from typing import Any

import pytest

from commons.core.domain.schema.kind import Value
from commons.core.domain.schema.problem import Problem, Rule, Severity
from commons.core.domain.sheet import Level
from commons.core.kinds.rules.licence_rules import licence_problems
from commons.core.kinds.rules.validation import (
    check_values,
    completeness,
    fields_filled,
)
from tests.core.kinds.examples import KINDS, SCHEMA, bare, full

METHOD = SCHEMA.kinds["method"]
TOOL = SCHEMA.kinds["tool"]
EXPERIENCE = SCHEMA.kinds["experience"]


def found(kind, values) -> list[tuple[str, int, str, Rule]]:
    return [
        (p.field, p.row, p.column, p.rule)
        for p in check_values(SCHEMA, kind, values)
        if p.severity is Severity.VIOLATION
    ]


def test_an_empty_sheet_lacks_what_publishing_needs() -> None:
    assert found(METHOD, {}) == [
        (key, -1, "", Rule.REQUIRED)
        for key in ("title", "authors", "licence", "language")
    ]


def test_violations_come_before_warnings() -> None:
    severities = [p.severity for p in check_values(SCHEMA, METHOD, {})]
    assert severities == sorted(severities, key=lambda s: s is Severity.WARNING)
    assert Severity.WARNING in severities


def test_a_fault_in_a_row_names_row_and_column() -> None:
    steps = [*full("method")["steps"], {"title": "Fi", "text": "Se dire au revoir."}]
    values = {**full("method"), "steps": steps}
    assert found(METHOD, values) == [("steps", 2, "title", Rule.TOO_SHORT)]


@pytest.mark.parametrize(
    ("key", "value", "place"),
    [
        ("summary", "Débattre en se plaçant dans l’espace...", ("summary", -1, "")),
        ("pitfalls", ["Le bruit."], ("pitfalls", 0, "")),
        ("steps", [{"title": "Fin", "text": "Merci."}] * 2, ("steps", 1, "text")),
    ],
)
def test_what_says_something_but_is_short_may_be_published(
    key: str, value: Any, place: tuple[str, int, str]
) -> None:
    told = check_values(SCHEMA, METHOD, full("method") | {key: value})
    assert {problem.severity for problem in told} == {Severity.WARNING}
    last = told[-1]
    assert (last.field, last.row, last.column) == place
    assert last.rule is Rule.TOO_SHORT


def test_details_fill_the_sentence() -> None:
    values = full("method") | {"title": "ab", "keywords": ["x" * 41]}
    assert [str(problem) for problem in check_values(SCHEMA, METHOD, values)] == [
        "title : 3 caractères au moins (2 ici)",
        "keywords 1 : 40 caractères au plus (41 ici)",
    ]


def test_a_group_has_a_largest_size_or_none_but_not_both() -> None:
    base = full("method")
    both = {**base, "group_max": 30, "group_open": True}
    assert found(METHOD, both) == [("group_max", -1, "", Rule.EXCLUSIVE)]
    neither = {k: v for k, v in base.items() if k not in ("group_max", "group_open")}
    problem = Problem(field="group_max", rule=Rule.EXPECTED, severity=Severity.WARNING)
    assert check_values(SCHEMA, METHOD, neither) == (problem,)


def test_the_smallest_group_is_not_larger_than_the_largest() -> None:
    values = {**full("method"), "group_min": 31, "group_max": 30}
    values.pop("group_open", None)
    assert found(METHOD, values) == [("group_max", -1, "", Rule.TOO_SMALL)]


@pytest.mark.parametrize(
    ("start", "end", "fine"),
    [
        ("2018-11", "2018-11", True),
        ("2018-11", "2018", True),
        ("2018", "2018-01-01", True),
        ("2018-11-05", "2018-10", False),
        ("2019", "2018", False),
        ("2019", "..", True),
    ],
)
def test_the_end_may_not_come_before_the_start(
    start: str, end: str, *, fine: bool
) -> None:
    values = {**full("experience"), "start_date": start, "end_date": end}
    fault = [] if fine else [("end_date", -1, "", Rule.ORDER)]
    assert found(EXPERIENCE, values) == fault


def test_only_an_end_may_be_open() -> None:
    values = {**full("experience"), "start_date": ".."}
    assert found(EXPERIENCE, values) == [("start_date", -1, "", Rule.NOT_DATE)]


def test_personal_data_are_asked_of_software_only() -> None:
    base = full("tool")
    base.pop("personal_data")
    software = {**base, "tool_type": "software"}
    cards = {**base, "tool_type": "card_game"}
    assert [p.field for p in check_values(SCHEMA, TOOL, software)] == ["personal_data"]
    assert check_values(SCHEMA, TOOL, cards) == ()
    software.pop("editable_file")
    assert [p.field for p in check_values(SCHEMA, TOOL, software)] == ["personal_data"]
    cards.pop("editable_file")
    assert [p.field for p in check_values(SCHEMA, TOOL, cards)] == ["editable_file"]


def test_a_figure_needs_its_value() -> None:
    values = {**full("experience"), "results": [{"indicator": "Personnes"}]}
    assert found(EXPERIENCE, values) == [("results", 0, "value", Rule.REQUIRED)]


def test_a_duration_has_bounds_in_words() -> None:
    values = {**full("method"), "duration": "P3Y"}
    (problem,) = check_values(SCHEMA, METHOD, values)
    assert problem.rule is Rule.TOO_LARGE
    assert "2 ans" in str(problem)


@pytest.mark.parametrize("kind_key", KINDS)
def test_levels_go_from_stub_to_complete(kind_key: str) -> None:
    kind = SCHEMA.kinds[kind_key]
    values = full(kind_key)
    half = {k: v for k, v in values.items() if k not in ("summary", "themes")}
    least = Level.TO_COMPLETE if kind_key == "trial" else Level.STUB
    if kind_key == "trial":  # it is short, and begins with most of what it needs
        half = {k: v for k, v in values.items() if k not in ("summary", "territory")}
    assert completeness(SCHEMA, kind, bare(kind_key)) is least
    assert completeness(SCHEMA, kind, half) is Level.TO_COMPLETE
    assert completeness(SCHEMA, kind, values) is Level.COMPLETE


def test_filled_names_what_is_missing_in_the_order_of_the_form() -> None:
    values = {**full("method")}
    for key in ("summary", "group_max", "group_open"):
        values.pop(key, None)
    states = {f.key: there for f, there in fields_filled(SCHEMA, METHOD, values)}
    missing = [key for key, there in states.items() if not there]
    assert missing == ["summary", "group_max"]
    assert states["title"]
    assert "personal_data" not in states


def source(licence: str, *, notice: bool = False) -> dict[str, Value]:
    row: dict[str, Value] = {
        "url": "https://exemple.org/fiche",
        "title": "Débat mouvant",
        "author": "Camille D.",
        "licence": licence,
        "changes": "Le déroulé est raccourci à une heure.",
    }
    return {**row, "notice": True} if notice else row


def test_every_source_must_allow_the_licence() -> None:
    sources = [source("CC-BY-4.0"), source("CC-BY-NC-4.0")]
    values = full("method") | {"licence": "CC-BY-SA-4.0", "sources": sources}
    assert found(METHOD, values) == [("sources", 1, "licence", Rule.LICENCE)]
    (problem,) = licence_problems(SCHEMA, values)
    assert "CC BY-NC 4.0" in str(problem)
    assert "CC BY-SA 4.0" in str(problem)


def test_a_notice_must_be_ticked() -> None:
    values = {**full("method"), "licence": "etalab-2.0"}
    without = {**values, "sources": [source("CC-BY-4.0")]}
    ticked = {**values, "sources": [source("CC-BY-4.0", notice=True)]}
    assert found(METHOD, without) == [("sources", 0, "notice", Rule.NOTICE)]
    assert found(METHOD, ticked) == []


def test_a_version_of_this_commons_may_be_named_by_its_path() -> None:
    row = {**source("CC-BY-SA-4.0"), "url": "/sheets/0123456789ab/v/3"}
    values = {**full("method"), "licence": "CC-BY-SA-4.0", "sources": [row]}
    assert found(METHOD, values) == []


@pytest.mark.parametrize("title", ["\u200b" * 12, "\u00ad \u2060\u3164", "   \u2800"])
def test_a_text_of_which_nothing_is_seen_has_no_length(title: str) -> None:
    assert found(METHOD, {**bare("method"), "title": title}) == [
        ("title", -1, "", Rule.TOO_SHORT)
    ]
