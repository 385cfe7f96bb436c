"""Few ask other sites at once, and none for longer than the patience for all of it."""

import socket
import time
from contextlib import ExitStack

import pytest

from commons.adapters.remote import refusals
from commons.adapters.remote.asking_limits import AT_ONCE, PatientRemote, hold_slot
from commons.adapters.remote.guarded_client import GuardedClient
from commons.errors import RemoteError
from tests.adapters.remote.servers import raw_server, says


def test_a_slot_is_refused_while_all_are_taken_and_free_again_after() -> None:
    client = GuardedClient()
    with ExitStack() as held:
        for _ in range(AT_ONCE):
            held.enter_context(hold_slot(client))
        with pytest.raises(RemoteError) as refused, hold_slot(client):
            pass
        assert refused.value.sentence == refusals.CROWDED
    with pytest.raises(RemoteError), hold_slot(client) as remote:
        remote.fetch("https://")
    for _ in range(AT_ONCE + 1):
        with hold_slot(client):
            pass


def _drips(conn: socket.socket, _head: bytes) -> None:
    conn.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(100):
        conn.sendall(b".")
        time.sleep(0.05)


def test_answers_that_drip_share_one_patience() -> None:
    with raw_server(_drips) as server:
        remote = PatientRemote(GuardedClient({server.host}), 0.6)
        begun = time.monotonic()
        for sentence in (refusals.TOO_SLOW, refusals.SLOW_IN_ALL, refusals.SLOW_IN_ALL):
            with pytest.raises(RemoteError) as refused:
                remote.fetch(server.address)
            assert refused.value.sentence == sentence
        assert time.monotonic() - begun < 2
        assert len(server.requests) == 1


def test_what_answers_in_time_is_given() -> None:
    with raw_server(says(b"oui")) as server:
        remote = PatientRemote(GuardedClient({server.host}), 5.0)
        assert remote.fetch(server.address).body == b"oui"
        assert remote.send(server.address, b"x", "text/plain").status == 200
