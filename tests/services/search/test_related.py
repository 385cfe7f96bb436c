"""A sheet leads to those most like it, and not to those that its page names already."""

import gc
import time
import weakref
from typing import cast

import pytest

from commons.adapters.search.port import Index, Query, SearchResults
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Revision
from commons.services.search.related import MOST_RELATED, related_sheets
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


@pytest.fixture
def desk(parts: Components) -> Desk:
    return Desk(parts)


def titles(parts: Components, head: Revision) -> list[str]:
    parts.catch_up()
    with parts.store.read() as work:
        found = related_sheets(parts.index, work, head)
    return [one.title for one in found]


def test_the_nearest_come_first_and_never_the_sheet_itself(
    parts: Components, desk: Desk
) -> None:
    own = desk.put_one(title="Compost de quartier", themes=["culture"])
    desk.put_one(title="Un compost au quartier")
    desk.put_one(title="Compost et quartier", themes=["culture"])
    desk.put_one(title="Une fanfare")
    assert titles(parts, own) == ["Compost et quartier", "Un compost au quartier"]


def test_what_the_page_names_already_and_what_is_deleted_are_left_out(
    parts: Components, desk: Desk
) -> None:
    own = desk.put_one(title="Compost de quartier")
    source = {
        "url": f"/sheets/{own.sheet}/v/1", "title": "Compost", "author": "Camille",
        "licence": "CC-BY-SA-4.0", "changes": "Ailleurs.",
    }  # fmt: skip
    made = desk.put_one(title="Compost de quartier, ailleurs", sources=[source])
    gone = desk.put_one(title="Un compost au quartier")
    assert titles(parts, own) == ["Un compost au quartier"]
    assert titles(parts, made) == ["Un compost au quartier"]
    desk.delete(gone)
    assert titles(parts, own) == []


def test_a_sheet_that_was_not_indexed_yet_is_asked_about_again(
    parts: Components, desk: Desk
) -> None:
    desk.put_one(title="Un compost au quartier")
    parts.catch_up()
    own = desk.put_one(title="Compost de quartier")
    with parts.store.read() as work:
        assert related_sheets(parts.index, work, own) == []
    assert titles(parts, own) == ["Un compost au quartier"]


class Counting:
    """An index that counts what it is asked."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.asked = 0

    def mark(self) -> int:
        return self._index.mark()

    def search(self, query: Query) -> SearchResults:
        self.asked += 1
        return self._index.search(query)


def test_that_there_is_none_is_kept_once_the_sheet_is_indexed(
    parts: Components, desk: Desk
) -> None:
    own = desk.put_one(title="Compost de quartier")
    counting = Counting(parts.index)
    with parts.store.read() as work:
        for times in (1, 2):  # it is not there yet
            assert related_sheets(cast("Index", counting), work, own) == []
            assert counting.asked == times
        parts.catch_up()
        for _ in range(2):
            assert related_sheets(cast("Index", counting), work, own) == []
            assert counting.asked == 3


def test_an_index_that_nobody_holds_is_let_go(parts: Components, desk: Desk) -> None:
    own = desk.put_one(title="Compost de quartier")
    parts.catch_up()
    counting = Counting(parts.index)
    held = weakref.ref(counting)
    with parts.store.read() as work:
        related_sheets(cast("Index", counting), work, own)
    del counting
    gc.collect()
    assert held() is None


def test_they_are_few_and_cheap_and_kept(parts: Components, desk: Desk) -> None:
    for number in range(60):
        desk.put_one(title=f"Compost de quartier {number}")
    parts.catch_up()
    with parts.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
        assert len(related_sheets(parts.index, work, head)) == MOST_RELATED
        began = time.thread_time()
        related_sheets(parts.index, work, head)
        assert time.thread_time() - began < 0.02
