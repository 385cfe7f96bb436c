from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures import rate_counters
from commons.core.domain import clock
from tests.adapters.store.processes import at_once


def test_hits_add_up_in_a_window_that_does_not_move(store: Store) -> None:
    with store.write() as work:
        first = rate_counters.count_hit(work, "login:1", 60)
        second = rate_counters.count_hit(work, "login:1", 60, amount=3)
        assert (first.count, second.count) == (1, 4)
        assert first.expires_at == second.expires_at
        assert rate_counters.peek_window(work, "login:1") == second
        assert rate_counters.count_hit(work, "login:2", 60).count == 1
    left = second.expires_at - clock.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_a_window_that_has_ended_counts_from_the_start(store: Store) -> None:
    with store.write() as work:
        rate_counters.count_hit(work, "k", 0, amount=9)
        assert rate_counters.peek_window(work, "k").count == 0
        assert rate_counters.count_hit(work, "k", 60).count == 1


def test_what_ended_is_swept_and_what_runs_stays(store: Store) -> None:
    with store.write() as work:
        rate_counters.count_hit(work, "old", 0)
        rate_counters.count_hit(work, "young", 60)
        assert rate_counters.sweep_windows(work) == 1
        assert rate_counters.peek_window(work, "young").count == 1


def test_counters_can_be_forgotten(store: Store) -> None:
    with store.write() as work:
        for key in ("a", "b", "c"):
            rate_counters.count_hit(work, key, 60)
        rate_counters.clear_counter(work, "a")
        assert rate_counters.peek_window(work, "a").count == 0
        assert rate_counters.reset_counters(work) == 2
        assert rate_counters.peek_window(work, "b").count == 0


def test_processes_count_together(store: Store) -> None:
    def hit(_number: int) -> None:
        for _ in range(10):
            with store.write(quiet=True, durable=False) as work:
                rate_counters.count_hit(work, "login", 60)

    at_once(hit)
    with store.read() as work:
        assert rate_counters.peek_window(work, "login").count == 40
