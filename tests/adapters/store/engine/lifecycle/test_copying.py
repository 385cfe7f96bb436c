"""Copying rows between databases: what was read is what was written, or nothing stands."""

from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import event

from commons.adapters.store.engine.lifecycle import copying
from commons.adapters.store.engine.lifecycle.copying import copy_rows
from commons.adapters.store.engine.unit_of_work import Store, open_file
from commons.adapters.store.log import revisions
from commons.errors import StorageError
from tests.adapters.store.makers import published


def test_rows_come_by_batches_and_are_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying, "AT_ONCE", 2)
    for _ in range(5):
        published(store)
    target, told = open_file(tmp_path / "copy"), list[tuple[int, int]]()
    with store.read() as read, target.refill() as work:
        count = copy_rows(
            read.connection,
            work.connection,
            lambda done, total: told.append((done, total)),
        )
    assert told[-1] == (count, count)
    steps = [done for done, _ in told]
    assert max(b - a for a, b in pairwise(steps)) <= 2
    with target.read() as work:
        assert revisions.head_sequence(work) == 5


def test_what_is_written_otherwise_than_read_is_refused(
    store: Store, tmp_path: Path
) -> None:
    published(store)
    target = open_file(tmp_path / "copy")

    def garble() -> None:
        with store.read() as read, target.refill() as work:
            connection = work.connection

            @event.listens_for(connection, "after_cursor_execute")
            def change(_conn: object, _cursor: object, order: str, *_: object) -> None:
                if order.startswith("INSERT INTO people "):
                    connection.exec_driver_sql("UPDATE people SET name = name || 'x'")

            copy_rows(read.connection, connection)

    with pytest.raises(StorageError, match="table people"):
        garble()
    assert not target.holds_commons()
