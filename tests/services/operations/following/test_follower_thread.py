"""A thread looks at the log when nudged and every so often, until it is stopped."""

import logging
import os
import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager

import pytest

from commons.services.federation.notices.courier import (
    PAUSE_SECONDS as COURIER_PAUSE_SECONDS,
)
from commons.services.operations.following.follower_thread import (
    BREATH_SECONDS,
    PAUSE_SECONDS,
    FollowerThread,
    rest_seconds,
)

LONG = 3600.0
PATIENCE = 10


class Looks:
    """A follower that only counts; `come` waits for so many turns in all.

    It fails at the turns in `fails`, and has more to do for as many as `more`.
    """

    def __init__(
        self, name: str = "a follower", fails: Container[int] = (), more: int = 0
    ) -> None:
        self.name = name
        self.fails = fails
        self.more = more
        self.count = 0
        self.threads: set[int] = set()
        self._changed = threading.Condition()

    def take_turn(self) -> bool:
        with self._changed:
            self.count += 1
            self.threads.add(threading.get_ident())
            self._changed.notify_all()
        if self.count in self.fails:
            raise ValueError("fell")
        return self.count <= self.more

    def come(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, PATIENCE)


def following(*looks: Looks, pause_seconds: float = LONG) -> FollowerThread:
    return FollowerThread(lambda: looks, pause_seconds)


def test_a_nudge_begins_to_follow_and_each_one_is_heard() -> None:
    looks = Looks()
    follower = following(looks, pause_seconds=LONG)
    for number in (1, 2, 3):
        follower.nudge()
        assert looks.come(number)
    follower.stop()
    assert len(looks.threads) == 1
    assert threading.get_ident() not in looks.threads


def test_it_looks_again_by_itself_after_each_pause() -> None:
    looks = Looks()
    follower = following(looks, pause_seconds=0.01)
    follower.start()
    assert looks.come(3)
    follower.stop()


def test_what_may_wake_it_is_open_from_its_beginning_to_its_end() -> None:
    looks, opened = Looks(), list[str]()
    waking: list[Callable[[], None]] = []

    @contextmanager
    def wake_on_saves(wake: Callable[[], None]) -> Iterator[None]:
        opened.append("begun")
        waking.append(wake)
        yield
        opened.append("over")

    follower = FollowerThread(lambda: [looks], LONG, wake_on_saves=wake_on_saves)
    assert opened == []
    follower.nudge()
    assert looks.come(1)
    waking[0]()
    assert looks.come(2)
    assert opened == ["begun"]
    follower.stop()
    assert opened == ["begun", "over"]


def test_nothing_is_looked_at_after_the_end() -> None:
    looks = Looks()
    follower = following(looks, pause_seconds=0.01)
    follower.start()
    assert looks.come(1)
    follower.stop()
    before = looks.count
    follower.nudge()
    assert not threading.Event().wait(0.1)
    assert looks.count == before
    following(looks).stop()


def test_many_who_start_at_once_have_one_thread() -> None:
    looks = Looks()
    follower = following(looks, pause_seconds=0.01)
    ready = threading.Barrier(8)

    def begin() -> None:
        ready.wait()
        follower.start()

    begun = [threading.Thread(target=begin) for _ in range(8)]
    for one in begun:
        one.start()
    for one in begun:
        one.join()
    assert looks.come(20)
    follower.stop()
    assert len(looks.threads) == 1


def test_a_turn_that_fails_is_written_down_once_and_so_is_the_return(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "commons")
    looks = Looks("the search index", fails={1, 2})
    follower = following(looks, pause_seconds=0.01)
    follower.start()
    assert looks.come(4)
    follower.stop()
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("ERROR", "the search index lags behind (unforeseen)"),
        ("INFO", "the search index follows again"),
    ]


def test_one_that_fails_disturbs_no_other(caplog: pytest.LogCaptureFixture) -> None:
    failing = Looks("failing", fails=range(1, 1_000_000))
    fine = [Looks("before"), Looks("after")]
    follower = following(fine[0], failing, fine[1], pause_seconds=0.01)
    follower.start()
    assert all(looks.come(30) for looks in fine)
    follower.stop()
    assert 0 < failing.count < 30 / 3  # it rests, the others do not wait
    assert len({*fine[0].threads, *failing.threads, *fine[1].threads}) == 1
    assert [one.getMessage() for one in caplog.records] == [
        "failing lags behind (unforeseen)"
    ]


@pytest.mark.parametrize("pause_seconds", [PAUSE_SECONDS, COURIER_PAUSE_SECONDS])
def test_who_failed_goes_on_within_ten_seconds(pause_seconds: float) -> None:
    """A database that was away must not keep e-mails waiting once it is there again."""
    assert rest_seconds(pause_seconds) + pause_seconds < 10


def test_one_with_much_to_do_lets_the_others_have_their_turns() -> None:
    busy, other = Looks("busy", more=50), Looks("other")
    follower = following(busy, other)
    follower.nudge()
    assert busy.come(51)
    assert other.come(51)
    follower.stop()


def test_who_saves_is_let_in_between_the_rounds_of_one_with_much_to_do() -> None:
    busy = Looks(more=5)
    follower = following(busy)
    begun = time.monotonic()
    follower.nudge()
    assert busy.come(6)
    follower.stop()
    assert time.monotonic() - begun >= 5 * BREATH_SECONDS


def test_a_process_forked_from_one_that_follows_begins_by_itself() -> None:
    looks = Looks()
    follower = following(looks, pause_seconds=0.01)
    follower.start_in_children()
    child = os.fork()
    if child == 0:
        os._exit(0 if looks.come(1) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert looks.count == 0
    follower.stop()
