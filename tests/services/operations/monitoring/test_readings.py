"""What is read is counted by day and sort, and written down once in a while."""

import threading
from datetime import date, timedelta

import pytest

from commons.adapters.store.site.daily_readings import (
    KEPT_DAYS,
    add_readings,
    readings_since,
)
from commons.errors import StorageError
from commons.services.operations.monitoring.readings import (
    ReadingCounter,
    ReadingTurns,
    write_down,
)
from commons.wiring.components import Components

DAY = date(2026, 5, 4)


def written(parts: Components) -> dict[str, int]:
    with parts.store.read() as work:
        found = readings_since(work, date(2000, 1, 1))
    return {sort: count for day in found.values() for sort, count in day.items()}


def test_counts_of_several_processes_add_up(parts: Components) -> None:
    counters = [ReadingCounter(), ReadingCounter()]
    for counter in counters:
        threads = [
            threading.Thread(
                target=lambda t=counter: [t.count("page") for _ in range(500)]
            )
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        write_down(parts.store, counter)
        write_down(parts.store, counter)  # nothing more to say
    assert written(parts) == {"page": 4_000}


def test_what_cannot_be_written_is_kept(
    parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = ReadingCounter()
    counter.count("search")

    def full(*_: object, **__: object) -> None:
        raise StorageError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(
            "commons.services.operations.monitoring.readings.add_readings", full
        )
        with pytest.raises(StorageError):
            write_down(parts.store, counter)
    counter.count("search")
    write_down(parts.store, counter)
    assert written(parts) == {"search": 2}


def test_a_turn_writes_once_in_a_pause(parts: Components) -> None:
    counter = ReadingCounter()
    turns = ReadingTurns(parts.store, counter, pause_seconds=3_600)
    for expected in (1, 1):
        counter.count("page")
        assert not turns.take_turn()
        assert written(parts) == {"page": expected}


def test_days_of_long_ago_are_forgotten(parts: Components) -> None:
    with parts.store.write() as work:
        add_readings(work, {(DAY, "page"): 2})
        add_readings(work, {(DAY, "page"): 3, (DAY, "robot"): 1})
        assert readings_since(work, DAY) == {DAY: {"page": 5, "robot": 1}}
        later = DAY + timedelta(days=KEPT_DAYS + 1)
        add_readings(work, {(later, "page"): 1})
        assert readings_since(work, DAY) == {later: {"page": 1}}
