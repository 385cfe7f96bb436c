"""The values of all sheets are counted once, and again when a sheet changes."""

import gc
import weakref
from typing import cast

from commons.adapters.search.port import Deletion, Index, Query, SearchResults
from commons.services.search.counted_values import counted_values
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


class Counting:
    """An index that counts what it is asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.asked = 0

    def version(self) -> str:
        return self._index.version()

    def search(self, query: Query) -> SearchResults:
        self.asked += 1
        return self._index.search(query)


def themes(index: Counting) -> dict[str, int]:
    return dict(counted_values(cast("Index", index)).facets.get("theme", ()))


def test_they_are_counted_once_for_each_state(parts: Components) -> None:
    desk, index = Desk(parts), Counting(parts.index)
    desk.put_one(title="Débat", themes=["culture"])
    parts.catch_up()
    assert [themes(index) for _ in range(3)] == [{"culture": 1}] * 3
    assert index.asked == 1
    desk.put_one(title="Fête", themes=["culture"])
    parts.catch_up()
    assert themes(index) == {"culture": 2}
    assert index.asked == 2


def test_they_are_counted_again_when_the_index_is_made_anew(parts: Components) -> None:
    desk, index = Desk(parts), Counting(parts.index)
    sheet = desk.put_one(title="Débat", themes=["culture"]).sheet
    parts.catch_up()
    assert themes(index) == {"culture": 1}
    mark = parts.index.mark()
    parts.index.apply([Deletion(id=sheet)], mark, whole=True)
    assert parts.index.mark() == mark
    assert themes(index) == {}


def test_an_index_that_is_being_made_is_asked_each_time(parts: Components) -> None:
    index = Counting(parts.index)
    parts.index.clear()
    assert not parts.index.whole()
    assert themes(index) == themes(index) == {}
    assert index.asked == 2


def test_an_index_that_nobody_holds_is_let_go(parts: Components) -> None:
    parts.catch_up()
    index = Counting(parts.index)
    held = weakref.ref(index)
    themes(index)
    del index
    gc.collect()
    assert held() is None
