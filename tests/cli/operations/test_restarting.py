"""A restart loses no request: where systemd holds the socket, and by USR2 without it."""

import shutil
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people.asking import Readers
from tests.servers.server import Server

PATHS = ["/", "/healthz/live", "/search?q=parole"]


@pytest.fixture
def held() -> Iterator[socket.socket]:
    """Hold a socket, as systemd does for a service."""
    with socket.create_server(("127.0.0.1", 0), backlog=512) as place:
        yield place


@pytest.mark.sweep
def test_a_restart_under_systemd_loses_no_request(
    starter_folder: Path, tmp_path: Path, held: socket.socket
) -> None:
    shutil.copytree(starter_folder, tmp_path / "instance")
    with (
        Server(tmp_path / "instance", workers=1, held=held) as server,
        Readers(server.port, PATHS) as readers,
    ):
        readers.wait()
        server.signal(signal.SIGTERM)
        assert server.ended() == 0
        server.start()
        readers.wait()
    assert set(readers.answers) == {"200"}


@pytest.mark.sweep
def test_a_server_is_replaced_by_its_successor_and_loses_no_request(
    starter_folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(starter_folder, tmp_path / "instance")
    with (
        Server(tmp_path / "instance", workers=1) as server,
        Readers(server.port, PATHS) as readers,
    ):
        readers.wait()
        server.replace()
        readers.wait()
    assert set(readers.answers) == {"200"}


def test_a_socket_that_is_not_of_the_network_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.socket(socket.AF_UNIX) as place:
        place.bind(str(tmp_path / "commons.socket"))
        place.listen()
        server = Server(tmp_path / "instance", log=tmp_path / "errors", held=place)
        with pytest.raises(RuntimeError, match="ended with 1"):
            server.start()
    assert "is no TCP socket" in (tmp_path / "errors").read_text(encoding="utf-8")
