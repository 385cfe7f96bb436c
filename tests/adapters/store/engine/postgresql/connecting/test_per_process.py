"""What each process opens once, over real forks."""

import gc
import os
import threading
import traceback
from collections.abc import Callable

import pytest
from sqlalchemy import make_url

from commons.adapters.store.engine.postgresql.connecting.connections import (
    KeptConnection,
)
from commons.adapters.store.engine.postgresql.connecting.per_process import PerProcess
from commons.errors import StorageError

BACKEND = b"SELECT pg_backend_pid()"


class Door:
    """Notes in which process it was opened, and how often it was closed."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.closed: list[int] = []

    def close(self) -> None:
        self.closed.append(os.getpid())


def in_child(call: Callable[[], None]) -> None:
    """Have a forked child call, as servers fork theirs; fail where it fails."""
    child = os.fork()
    if child == 0:
        try:
            call()
        except BaseException:  # noqa: BLE001  # the child may not go on as a test
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_all_threads_are_given_the_same() -> None:
    slow, found = threading.Barrier(8), list[Door]()

    def open_slowly() -> Door:
        made.append(Door())
        return made[-1]

    def ask() -> None:
        slow.wait()
        found.append(doors.here())

    made: list[Door] = []
    doors = PerProcess(open_slowly)
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 1
    assert found == made * 8


def test_closing_closes_what_was_opened_here_and_opens_nothing() -> None:
    doors = PerProcess(Door)
    doors.close()
    door = doors.here()
    assert door.closed == []
    doors.close()
    assert door.closed == [os.getpid()]
    assert doors.here() is door


def test_who_fails_to_open_is_asked_again() -> None:
    tried = []

    def open_at_last() -> Door:
        tried.append(1)
        if len(tried) == 1:
            raise StorageError
        return Door()

    doors = PerProcess(open_at_last)
    with pytest.raises(StorageError):
        doors.here()
    assert doors.here().process == os.getpid()


def test_what_is_open_is_closed_once_nobody_can_ask_for_it() -> None:
    doors = PerProcess(Door)
    door = doors.here()
    del doors
    gc.collect()
    assert door.closed == [os.getpid()]


def test_a_child_opens_its_own_and_leaves_its_parents() -> None:
    doors = PerProcess(Door)
    door = doors.here()

    def use() -> None:
        nonlocal doors
        doors.close()
        own = doors.here()
        assert (own.process, own is door) == (os.getpid(), False)
        doors.close()
        del doors
        gc.collect()
        assert own.closed == [os.getpid()] * 2
        assert door.closed == []

    in_child(use)
    assert doors.here() is door
    assert door.closed == []


def test_a_child_may_ask_while_a_thread_of_its_parent_was_opening() -> None:
    begun, go_on = threading.Event(), threading.Event()
    parent = os.getpid()

    def open_slowly() -> Door:
        if os.getpid() == parent:
            begun.set()
            go_on.wait()
        return Door()

    doors = PerProcess(open_slowly)
    opening = threading.Thread(target=doors.here)
    opening.start()
    begun.wait()

    def use() -> None:
        assert doors.here().process == os.getpid()

    in_child(use)
    go_on.set()
    opening.join()
    assert doors.here().process == parent


def test_a_connection_of_the_parent_outlives_a_child(url: str) -> None:
    kept = PerProcess(lambda: KeptConnection(make_url(url)))
    ((first,),) = kept.here().ask(BACKEND)

    def use() -> None:
        ((own,),) = kept.here().ask(BACKEND)
        assert own != first
        kept.close()

    in_child(use)
    assert kept.here().ask(BACKEND) == [(first,)]
    kept.close()
