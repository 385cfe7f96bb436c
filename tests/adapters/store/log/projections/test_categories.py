import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store, Work, open_store
from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections import categories
from commons.adapters.store.log.projections.link_targets import LinkChange
from commons.core.domain import clock
from commons.core.domain.sheet import Action, Revision
from commons.wiring.components import Components
from tests.adapters.store.makers import NOON, a_block, a_revision
from tests.adapters.store.releases import take_back

THEMES = ("theme:culture", "theme:food", "theme:youth")


def put(
    work: Work,
    *on_shelves: str,
    parent: Revision | None = None,
    action: Action | None = None,
) -> Revision:
    """Publish a version that stands on shelves."""
    sheet = parent.sheet if parent else f"{revisions.head_sequence(work):012}"
    place = revisions.reserve_position(work, sheet, parent.number if parent else None)
    revision = a_revision(place, action=action)
    revisions.append_revision(work, revision, a_block(place), LinkChange(), on_shelves)
    return revision


def walked(work: Work, choice: categories.Choice, limit: int) -> list[int]:
    """Give the sequences of every page of a choice, ascending."""
    found: list[int] = []
    while page := categories.heads_after(
        work, choice, after=found[-1] if found else 0, last=10_000, limit=limit
    ):
        found += [head.sequence for head in page]
    return found


def test_a_sheet_stands_with_its_head_alone_and_a_tombstone_stays(
    store: Store,
) -> None:
    with store.write() as work:
        first = put(work, "theme:culture", "kind:method")
        other = put(work, "theme:culture")
        moved = put(work, "theme:food", parent=first)
        gone = put(work, "theme:culture", parent=other, action=Action.DELETE)
    with store.read() as work:
        assert walked(work, [["theme:culture"]], 5) == [gone.sequence]
        assert walked(work, [["theme:food"]], 5) == [moved.sequence]
        assert walked(work, [["kind:method"]], 5) == []
        assert walked(work, [], 5) == [moved.sequence, gone.sequence]


def test_a_choice_is_one_shelf_at_least_of_each_group(store: Store) -> None:
    with store.write() as work:
        both = put(work, "theme:culture", "theme:food", "kind:tool").sequence
        one = put(work, "theme:culture", "kind:method").sequence
        put(work, "theme:youth", "kind:tool")
    with store.read() as work:
        assert walked(work, [THEMES[:2]], 1) == [both, one]
        assert walked(work, [THEMES[:2], ["kind:tool"]], 1) == [both]
        assert walked(work, [[]], 1) == []
        newest = categories.heads_before(work, [THEMES[:2]], before=one, limit=5)
        assert [head.sequence for head in newest] == [both]


def test_the_shelves_under_a_root_are_named_in_order(store: Store) -> None:
    with store.write() as work:
        put(work, "theme", "theme:food", "theme:culture", "themes:no", "kind:tool")
        put(work, "theme", "theme:culture")
    with store.read() as work:
        assert categories.categories_of(work, "theme") == [
            "theme:culture",
            "theme:food",
        ]
        assert categories.categories_of(work, "territory") == []


def test_a_position_is_found_by_instant(store: Store) -> None:
    with store.read() as work:
        assert categories.sequence_before(work, NOON) == 0
    with store.write() as work:
        log = [put(work) for _ in range(20)]
    with store.read() as work:
        for change in log:
            assert (
                categories.sequence_before(work, change.instant) == change.sequence - 1
            )
        end = log[-1].instant + clock.TICK
        assert categories.sequence_before(work, end) == 20
        assert categories.sequence_before(work, end + timedelta(days=9)) == 20
        assert categories.sequence_before(work, NOON - timedelta(days=99_999)) == 0


def test_nothing_is_settled_while_somebody_writes(store: Store, url: str) -> None:
    other = open_store(url)
    start = clock.now()
    settled = other.settled()
    assert settled is not None
    assert start <= settled <= clock.now()
    with store.write():
        assert other.settled() is None
    assert other.settled() is not None
    other.close()


@pytest.mark.sqlite
def test_an_older_database_is_put_on_its_shelves(starter: Components) -> None:
    path = starter.store.file

    def standing() -> list[tuple[str, int]]:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("SELECT * FROM shelves ORDER BY 1, 2").fetchall()

    before = standing()
    assert len({shelf for shelf, _ in before}) > 10
    take_back(path, "0001")
    starter.store.migrate()
    assert standing() == before


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_of_any_size_give_every_head_once(store: Store, limit: int) -> None:
    with store.write() as work:
        log = [put(work, THEMES[n % 3], "kind:tool") for n in range(9)]
        log[2] = put(work, THEMES[0], "kind:tool", parent=log[2])
    with store.read() as work:
        expected = sorted(change.sequence for change in log)
        assert walked(work, [["kind:tool"]], limit) == expected
        assert walked(work, [THEMES], limit) == expected
