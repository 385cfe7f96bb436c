from dataclasses import replace
from datetime import timedelta

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures import quota_counters
from commons.adapters.store.people import accounts
from commons.core.domain import clock
from commons.errors import ForbiddenError
from tests.adapters.store.makers import added
from tests.adapters.store.processes import at_once
from tests.adapters.store.statements import asked_here


def test_what_is_taken_adds_up_in_a_window_that_does_not_move(store: Store) -> None:
    with store.write() as work:
        first = quota_counters.count_taken(work, "files:1", 60, 1)
        second = quota_counters.count_taken(work, "files:1", 60, 3)
        assert (first.count, second.count) == (1, 4)
        assert first.expires_at == second.expires_at
        assert quota_counters.peek_window(work, "files:1") == second
        assert quota_counters.count_taken(work, "files:2", 60, 1).count == 1
    left = second.expires_at - clock.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_one_statement_counts_in_a_window_that_runs(store: Store) -> None:
    with store.write() as work:
        quota_counters.count_taken(work, "files:1", 60, 1)
        with asked_here() as asked:
            assert quota_counters.count_taken(work, "files:1", 60, 1).count == 2
    assert len(asked.statements) == 1


def test_an_account_that_may_not_act_takes_nothing_and_no_more_is_asked(
    store: Store,
) -> None:
    ana, taken = added(store, "ana@exemple.fr", "Ana"), _taken(2)
    with store.write() as work:
        for count in (2, 4):
            with asked_here() as asked:
                window = quota_counters.count_taken_by(work, ana.id, taken)
            assert window.count == count
            assert len(asked.statements) == (2 if count == 2 else 1)
        accounts.change_account(work, replace(ana, active=False))
        for blocked, key in ((ana.id, "files:1"), (ana.id, "new"), ("gone", "files:1")):
            with pytest.raises(ForbiddenError):
                quota_counters.count_taken_by(work, blocked, _taken(2, key))
        assert quota_counters.peek_window(work, "files:1").count == 4
        assert quota_counters.peek_window(work, "new").count == 0


def _taken(amount: int, key: str = "files:1") -> quota_counters.Taken:
    return quota_counters.Taken(key=key, window_seconds=60, amount=amount)


def test_a_window_that_has_ended_counts_from_the_start(store: Store) -> None:
    with store.write() as work:
        quota_counters.count_taken(work, "k", 0, 9)
        assert quota_counters.peek_window(work, "k").count == 0
        assert quota_counters.count_taken(work, "k", 60, 1).count == 1


def test_a_window_that_ends_too_late_is_begun_anew(store: Store) -> None:
    with store.write() as work:
        quota_counters.count_taken(work, "k", 9_000, 9)
        anew = quota_counters.count_taken(work, "k", 60, 1)
        assert anew.count == 1
        assert anew.expires_at <= clock.now() + timedelta(seconds=60)


def test_what_ended_is_swept_and_what_runs_stays(store: Store) -> None:
    with store.write() as work:
        quota_counters.count_taken(work, "old", 0, 1)
        quota_counters.count_taken(work, "young", 60, 1)
        assert quota_counters.sweep_windows(work) == 1
        assert quota_counters.peek_window(work, "young").count == 1


def test_processes_count_together(store: Store) -> None:
    def take(_number: int) -> None:
        for _ in range(10):
            with store.write(quiet=True) as work:
                quota_counters.count_taken(work, "files", 60, 1)

    at_once(take)
    with store.read() as work:
        assert quota_counters.peek_window(work, "files").count == 40
