from datetime import timedelta

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.measures import rate_counters as limits
from commons.core.domain import clock
from tests.adapters.store.processes import at_once


def test_hits_add_up_in_a_window_that_does_not_move(store: Store) -> None:
    with store.write() as work:
        first = limits.hit(work, "login:1", 60)
        second = limits.hit(work, "login:1", 60, amount=3)
        assert (first.count, second.count) == (1, 4)
        assert first.expires_at == second.expires_at
        assert limits.peek(work, "login:1") == second
        assert limits.hit(work, "login:2", 60).count == 1
    left = second.expires_at - clock.now()
    assert timedelta(seconds=55) < left <= timedelta(seconds=60)


def test_a_window_that_has_ended_counts_from_the_start(store: Store) -> None:
    with store.write() as work:
        limits.hit(work, "k", 0, amount=9)
        assert limits.peek(work, "k").count == 0
        assert limits.hit(work, "k", 60).count == 1


def test_what_ended_is_swept_and_what_runs_stays(store: Store) -> None:
    with store.write() as work:
        limits.hit(work, "old", 0)
        limits.hit(work, "young", 60)
        assert limits.sweep(work) == 1
        assert limits.peek(work, "young").count == 1


def test_counters_can_be_forgotten(store: Store) -> None:
    with store.write() as work:
        for key in ("a", "b", "c"):
            limits.hit(work, key, 60)
        limits.clear(work, "a")
        assert limits.peek(work, "a").count == 0
        assert limits.reset(work) == 2
        assert limits.peek(work, "b").count == 0


def test_processes_count_together(store: Store) -> None:
    def hit(_number: int) -> None:
        for _ in range(10):
            with store.write(quiet=True, durable=False) as work:
                limits.hit(work, "login", 60)

    at_once(hit)
    with store.read() as work:
        assert limits.peek(work, "login").count == 40
