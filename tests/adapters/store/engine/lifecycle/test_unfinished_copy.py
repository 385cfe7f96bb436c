"""The mark of a database in which a commons is being put."""

import pytest

from commons.adapters.store.engine.lifecycle.unfinished_copy import (
    clear_unfinished,
    mark_unfinished,
    refuse_unfinished,
)
from commons.adapters.store.engine.unit_of_work import Store
from commons.errors import StorageError


def test_the_mark_is_left_found_and_taken_away_as_often_as_asked(store: Store) -> None:
    with store.write() as work:
        for _ in range(2):
            mark_unfinished(work.connection)
            with pytest.raises(StorageError, match="cut short"):
                refuse_unfinished(work.connection)
        for _ in range(2):
            clear_unfinished(work.connection)
            refuse_unfinished(work.connection)
