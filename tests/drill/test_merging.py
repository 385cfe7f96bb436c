"""Five hundred pairs of people save at once, through the pages: no word is lost."""

import pytest
from hypothesis import Phase, given, settings

from commons.wiring.components import Components
from tests.people.visitor import Visitor
from tests.services.histories import History, histories
from tests.web.journeys.editing.test_conflict import save_at_once

pytestmark = pytest.mark.thorough

HISTORIES = 500


def test_five_hundred_histories_lose_no_word(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    parts.follower.start()
    parts.follower.stop()  # Whoosh draws from `random`, which hypothesis watches

    @settings(max_examples=HISTORIES, deadline=None, phases=[Phase.generate])
    @given(histories())
    def try_one(history: History) -> None:
        parts.store.counters.reset_counters()  # nobody saves a thousand times an hour
        save_at_once(author, editor, parts, history)

    try_one()
