"""Checkpoints of followers: read, moved, and brought back to the end of the log."""

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures.follower_checkpoints import (
    find_checkpoint,
    lower_checkpoints,
    move_checkpoint,
)
from tests.adapters.store.makers import published


def test_who_has_not_begun_has_none_and_each_has_its_own(store: Store) -> None:
    with store.write() as work:
        assert find_checkpoint(work, "post") is None
        move_checkpoint(work, "post", 3)
        move_checkpoint(work, "post", 4)
        move_checkpoint(work, "graph", 0)
    with store.read() as work:
        assert find_checkpoint(work, "post") == 4
        assert find_checkpoint(work, "graph") == 0


def test_those_beyond_the_log_are_brought_back_to_its_end(store: Store) -> None:
    for _ in range(2):
        published(store)
    with store.write() as work:
        for name, sequence in (("before", 1), ("level", 2), ("beyond", 7)):
            move_checkpoint(work, name, sequence)
        assert lower_checkpoints(work) == 1
        found = [find_checkpoint(work, name) for name in ("before", "level", "beyond")]
    assert found == [1, 2, 2]
