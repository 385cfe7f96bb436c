"""A version is marked once, by somebody or by the operator, and unmarked."""

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.stewardship.review import review_marks
from commons.core.domain.people.account import Account
from tests.adapters.store.makers import published


@pytest.mark.parametrize("who", ["the operator", "Ana"])
def test_a_mark_is_set_once_and_taken_back(
    store: Store, ana: Account, who: str
) -> None:
    sequence = published(store).sequence
    reviewer = ana.id if who == ana.person.name else None
    with store.write() as work:
        assert not review_marks.is_marked(work, sequence)
        for _ in range(2):
            review_marks.mark_reviewed(work, sequence, reviewer)
        assert review_marks.is_marked(work, sequence)
        review_marks.unmark_reviewed(work, sequence)
        assert not review_marks.is_marked(work, sequence)
