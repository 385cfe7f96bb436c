"""Tells of saves by NOTIFY, and hears of those of other processes in a thread.

The thread has a connection of its own, outside the pools. A notice may be lost, with the
connection or while the server is away: then who follows the log finds the save when it
looks by itself, and pages ask the beat.
"""

import logging
import select
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from random import SystemRandom
from typing import cast

import psycopg
from sqlalchemy import Connection as Working
from sqlalchemy.engine import URL

from commons.adapters.store.engine.postgresql.connecting.connections import (
    Connection,
    connect,
)
from commons.errors import CommonsError

CHANNEL = "commons_saved"
NAME = "listener"
_TELL = f"NOTIFY {CHANNEL}".encode()
_HEAR = f"LISTEN {CHANNEL}".encode()
_SOON_SECONDS = (0.02, 0.12)
"""After a notice, at least and at most: not all come at once, and who saved comes first."""
_REST_SECONDS = 0.5
"""After a look: with many saves nobody looks oftener than by themselves."""
_FIRST_RETRY_SECONDS, _LONGEST_RETRY_SECONDS = 1.0, 30.0
_PARTING_SECONDS = 2.0
"""How long the end waits for a thread that is just connecting; it ends by itself then."""

_chance = SystemRandom()
"""Of the system: processes that one parent forked would draw the same of their own."""

_log = logging.getLogger(__name__)


def announce_save(connection: Working) -> None:
    """Have the commit of this transaction be told to who listens. Raises psycopg.Error."""
    driver = cast("Connection", connection.connection.driver_connection)
    driver.execute(_TELL, prepare=False)


@contextmanager
def wake_on_saves(url: URL, wake: Callable[[], None]) -> Iterator[None]:
    """Call `wake` soon after saves of any process, in a thread that ends with the context.

    Several saves may wake once. Connects in the thread: a server that is away keeps
    nobody waiting. Nothing of it crosses a fork: a child opens its own.
    """
    listener = _Listener(url, wake)
    thread = threading.Thread(target=listener.run, name=NAME, daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.stop()
        thread.join(_PARTING_SECONDS)


class _Listener:
    """Listens until it is stopped, on another connection when one is lost."""

    def __init__(self, url: URL, wake: Callable[[], None]) -> None:
        self._url = url
        self._wake = wake
        self._stopped = threading.Event()
        self._bell, self._button = socket.socketpair()

    def stop(self) -> None:
        """Have the thread end. A child of a fork may hold the button too: press it."""
        self._stopped.set()
        with suppress(OSError):
            self._button.send(b".")
        self._button.close()

    def run(self) -> None:
        """Listen, and connect again after a while that doubles while nobody answers."""
        with self._bell:
            away, seconds = False, _FIRST_RETRY_SECONDS
            while not self._stopped.is_set():
                try:
                    with closing(connect(self._url)) as connection:
                        connection.execute(_HEAR, prepare=False)
                        if away:
                            _log.info("saves are heard of again")
                        away, seconds = False, _FIRST_RETRY_SECONDS
                        self._hear(connection)
                except psycopg.Error:
                    pass  # the connection was lost: another may do
                except CommonsError as error:
                    if not away:
                        _log.warning(
                            "saves are found when looked for alone (%s)", error
                        )
                    away = True
                self._stopped.wait(_chance.uniform(seconds / 2, seconds))
                seconds = min(seconds * 2, _LONGEST_RETRY_SECONDS)

    def _hear(self, connection: Connection) -> None:
        """Wake after notices, until the end. Raises psycopg.Error when it is lost."""
        poll = select.poll()
        for readable in (connection, self._bell):
            poll.register(readable.fileno(), select.POLLIN)
        while not self._stopped.is_set():
            poll.poll()
            if _has_notices(connection):
                self._stopped.wait(_chance.uniform(*_SOON_SECONDS))
                _has_notices(connection)  # they are answered by the same look
                self._wake()
                self._stopped.wait(_REST_SECONDS)


def _has_notices(connection: Connection) -> bool:
    """Take what has come, and say whether there was any. Raises psycopg.Error."""
    connection.pgconn.consume_input()
    heard = False
    while connection.pgconn.notifies():
        heard = True
    return heard
