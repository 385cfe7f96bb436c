"""A thread looks at the log when nudged and every so often, until it is stopped."""

import os
import threading

import pytest

from commons.services.search.follower import Follower

LONG = 3600.0
PATIENCE = 10


class Looks:
    """What a follower calls; `come` waits for so many looks in all."""

    def __init__(self) -> None:
        self.count = 0
        self.threads: set[int] = set()
        self._changed = threading.Condition()

    def __call__(self) -> None:
        with self._changed:
            self.count += 1
            self.threads.add(threading.get_ident())
            self._changed.notify_all()

    def come(self, count: int) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: self.count >= count, PATIENCE)


def test_a_nudge_begins_to_follow_and_each_one_is_heard() -> None:
    looks = Looks()
    follower = Follower(looks, pause_seconds=LONG)
    for number in (1, 2, 3):
        follower.nudge()
        assert looks.come(number)
    follower.stop()
    assert len(looks.threads) == 1
    assert threading.get_ident() not in looks.threads


def test_it_looks_again_by_itself_after_each_pause() -> None:
    looks = Looks()
    follower = Follower(looks, pause_seconds=0.01)
    follower.start()
    assert looks.come(3)
    follower.stop()


def test_nothing_is_looked_at_after_the_end() -> None:
    looks = Looks()
    follower = Follower(looks, pause_seconds=0.01)
    follower.start()
    assert looks.come(1)
    follower.stop()
    before = looks.count
    follower.nudge()
    assert not threading.Event().wait(0.1)
    assert looks.count == before
    Follower(looks).stop()


def test_many_who_start_at_once_have_one_thread() -> None:
    looks = Looks()
    follower = Follower(looks, pause_seconds=0.01)
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


def test_a_look_that_fails_is_written_down_and_the_thread_lives_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    looks = Looks()

    def catch_up() -> None:
        looks()
        if looks.count == 1:
            raise ValueError("fell")

    follower = Follower(catch_up, pause_seconds=0.01)
    follower.start()
    assert looks.come(3)
    follower.stop()
    assert [one.levelname for one in caplog.records][:1] == ["ERROR"]
    assert "lags behind" in caplog.text


def test_a_process_forked_from_one_that_follows_begins_by_itself() -> None:
    looks = Looks()
    follower = Follower(looks, pause_seconds=0.01)
    follower.start_in_children()
    child = os.fork()
    if child == 0:
        os._exit(0 if looks.come(1) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert looks.count == 0
    follower.stop()
