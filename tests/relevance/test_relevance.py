"""The search answers judged questions no worse than it did when this was written."""

from collections import defaultdict

import pytest

from tests.relevance.engines import Ask, our_search
from tests.relevance.judged import (
    HERE,
    Question,
    Score,
    average,
    judge,
    read_questions,
    read_sheets,
    read_starter_sheets,
)

ALL = Score(ndcg=0.879, reciprocal=0.922, success=0.968, zero=0.0)
"""The figures to hold over all questions; `make relevance` prints those of today."""
UNSEEN = {
    "unseen": Score(ndcg=0.844, reciprocal=0.904, success=0.935, zero=0.0),
    "everyday": Score(ndcg=0.613, reciprocal=0.698, success=0.793, zero=0.0),
    "plainspoken": Score(ndcg=0.643, reciprocal=0.756, success=0.852, zero=1 / 68),
}
"""The same over the sets of questions that nothing is tuned for."""
BY_TYPE = {
    "title": 1.000,
    "keyword": 1.000,
    "synonym": 0.931,
    "acronym": 0.877,
    "typo": 0.883,
    "phonetic": 1.000,
    "split": 1.000,
    "inflection": 0.876,
    "need": 0.715,
    "sentence": 0.873,
    "number": 0.798,
    "without": 0.765,
    "english": 0.927,
    "place": 0.944,
    "expert": 0.896,
    "prefix": 0.926,
}
"""The least nDCG@10 of the questions of a type: what was reached when it was written."""

Scores = dict[str, list[Score]]


@pytest.fixture(scope="module")
def scores() -> Scores:
    return _scores(our_search(read_sheets()), read_questions())


def test_there_are_enough_questions_and_sheets() -> None:
    assert len(read_questions()) >= 150
    assert len(read_questions(HERE / "unseen.txt")) >= 60
    assert len(read_questions(HERE / "everyday.txt")) >= 150
    assert len(read_questions(HERE / "plainspoken.txt")) >= 60
    assert len(read_sheets()) >= 200
    assert {question.type for question in read_questions()} == set(BY_TYPE)


def test_every_answer_names_a_sheet() -> None:
    sheets = read_sheets()
    for question in read_questions():
        assert set(question.gains) <= set(sheets), question.words
    every = {**sheets, **read_starter_sheets()}
    for name in UNSEEN:
        for question in read_questions(HERE / f"{name}.txt"):
            assert set(question.gains) <= set(every), question.words


def test_all_questions_are_answered_as_well_as_before(scores: Scores) -> None:
    _assert_no_worse(scores, ALL)


def test_questions_that_nothing_is_tuned_for_are_answered_as_well() -> None:
    ask = our_search({**read_sheets(), **read_starter_sheets()})
    for name, least in UNSEEN.items():
        scores = _scores(ask, read_questions(HERE / f"{name}.txt"))
        _assert_no_worse(scores, least)


@pytest.mark.parametrize("sort", BY_TYPE)
def test_each_type_is_answered_as_well_as_before(scores: Scores, sort: str) -> None:
    assert average(scores[sort]).ndcg >= BY_TYPE[sort]


def _scores(ask: Ask, asked: list[Question]) -> Scores:
    found: defaultdict[str, list[Score]] = defaultdict(list)
    for question in asked:
        found[question.type].append(judge(question, ask(question.words)))
    return found


def _assert_no_worse(scores: Scores, least: Score) -> None:
    today = average(score for row in scores.values() for score in row)
    assert today.ndcg >= least.ndcg
    assert today.reciprocal >= least.reciprocal
    assert today.success >= least.success
    assert today.zero == least.zero
