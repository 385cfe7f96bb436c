"""What a browser computes is accepted, and nothing else."""

from itertools import count

import pytest

from commons.services.publishing.review.proof_of_work import ZERO_BITS, is_solved

CHALLENGE = "some.challenge"


def solution() -> str:
    return next(str(n) for n in count() if is_solved(CHALLENGE, str(n)))


def test_an_answer_solves_its_own_challenge() -> None:
    found = solution()
    assert is_solved(CHALLENGE, found)
    assert not is_solved("", found)
    assert not is_solved(CHALLENGE, found, ZERO_BITS + 40)


@pytest.mark.parametrize("answer", ["", "-1", "x", "1" * 11, "1\n", "\uff11"])
def test_what_is_no_number_solves_nothing(answer: str) -> None:
    assert not is_solved(CHALLENGE, answer, 0)
