"""The search answers judged questions no worse than it did when this was written."""

from collections import defaultdict

import pytest

from tests.relevance.engines import our_search
from tests.relevance.judged import Score, average, judge, read_questions, read_sheets

ALL = Score(ndcg=0.83, reciprocal=0.84, success=0.9, zero=0.0)
"""The figures to hold over all questions; `make relevance` prints those of today."""
BY_TYPE = {
    **dict.fromkeys(("title", "keyword", "phonetic", "place"), 0.97),
    **dict.fromkeys(("synonym", "typo", "split", "prefix"), 0.88),
    **dict.fromkeys(("acronym", "expert"), 0.80),
    **dict.fromkeys(("inflection", "sentence", "english"), 0.75),
    "need": 0.58,
    "without": 0.75,
    "number": 0.5,
}
"""The least nDCG@10 of the questions of a type."""

Scores = dict[str, list[Score]]


@pytest.fixture(scope="module")
def scores() -> Scores:
    ask = our_search(read_sheets())
    found: defaultdict[str, list[Score]] = defaultdict(list)
    for question in read_questions():
        found[question.type].append(judge(question, ask(question.words)))
    return found


def test_there_are_enough_questions_and_sheets() -> None:
    assert len(read_questions()) >= 150
    assert len(read_sheets()) >= 100
    assert {question.type for question in read_questions()} == set(BY_TYPE)


def test_every_answer_names_a_sheet() -> None:
    sheets = read_sheets()
    for question in read_questions():
        assert set(question.gains) <= set(sheets), question.words


def test_all_questions_are_answered_as_well_as_before(scores: Scores) -> None:
    today = average(score for row in scores.values() for score in row)
    assert today.ndcg >= ALL.ndcg
    assert today.reciprocal >= ALL.reciprocal
    assert today.success >= ALL.success
    assert today.zero == ALL.zero


@pytest.mark.parametrize("sort", BY_TYPE)
def test_each_type_is_answered_as_well_as_before(scores: Scores, sort: str) -> None:
    assert average(scores[sort]).ndcg >= BY_TYPE[sort]
