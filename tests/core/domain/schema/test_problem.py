"""A problem says its place and its sentence."""

import re

import pytest

from commons.core.domain.schema.problem import RULES, Problem, Rule, Severity


def test_every_rule_has_its_sentence() -> None:
    assert RULES.keys() == set(Rule)
    assert all(sentence.strip() for sentence in RULES.values())


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({}, "steps : à compléter"),
        ({"row": 0}, "steps 1 : à compléter"),
        ({"row": 2, "column": "title"}, "steps 3.title : à compléter"),
        ({"column": "title"}, "steps.title : à compléter"),
    ],
)
def test_rows_are_counted_from_one_for_people(
    place: dict[str, object], said: str
) -> None:
    problem = Problem(field="steps", rule=Rule.EXPECTED, **place)  # type: ignore[arg-type]  # each has its type
    assert str(problem) == said


def test_the_sentence_is_filled_with_the_details() -> None:
    details = {"max": 40, "count": 41}
    problem = Problem(field="title", rule=Rule.TOO_LONG, details=details)
    assert str(problem) == "title : 40 caractères au plus (41 ici)"


def test_a_detail_that_lacks_is_an_error() -> None:
    with pytest.raises(KeyError, match="max"):
        str(Problem(field="title", rule=Rule.TOO_MANY))


@pytest.mark.parametrize("rule", Rule)
def test_every_sentence_takes_its_details(rule: Rule) -> None:
    wanted = set(re.findall(r"%\((\w+)\)s", RULES[rule]))
    problem = Problem(field="k", rule=rule, details=dict.fromkeys(wanted, "§"))
    assert str(problem).count("§") == RULES[rule].count("%(")
    assert "%" not in str(problem)


def test_a_problem_stops_publishing_unless_it_says_otherwise() -> None:
    problem = Problem(field="title", rule=Rule.REQUIRED)
    assert problem.severity is Severity.VIOLATION
    assert {problem, Problem(field="title", rule=Rule.REQUIRED)} == {problem}
