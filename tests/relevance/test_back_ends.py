"""Every search back end gives the same answers to the judged questions."""

import pytest

from commons.adapters.search.backends import BACKENDS
from tests.relevance.engines import Ask, our_search
from tests.relevance.judged import HERE, read_questions, read_sheets

FIRST = 5


@pytest.fixture(scope="module")
def known() -> dict[str, Ask]:
    sheets = read_sheets()
    return {name: our_search(sheets, name) for name in BACKENDS}


@pytest.mark.parametrize("questions", ["questions", "unseen"])
def test_the_first_answers_are_the_same(known: dict[str, Ask], questions: str) -> None:
    asked = read_questions(HERE / f"{questions}.txt")
    differ = [
        question.words
        for question in asked
        if len({tuple(ask(question.words)[:FIRST]) for ask in known.values()}) > 1
    ]
    assert len(differ) <= len(asked) // 100, differ
