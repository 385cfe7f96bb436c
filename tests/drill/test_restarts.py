"""Restarts while people read and save: no request is lost, none that was begun."""

import shutil
import signal
import socket
from pathlib import Path

import pytest

from tests.drill.writers import Writer
from tests.people.asking import Readers
from tests.servers.server import Server, add_account, command

pytestmark = pytest.mark.thorough

RESTARTS = 5
PATHS = ["/", "/search?q=parole", "/feeds/atom", "/healthz/live"]


@pytest.mark.parametrize("way", ["by systemd", "in place"])
def test_no_restart_loses_a_request(
    starter_folder: Path, tmp_path: Path, way: str
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(starter_folder, folder)
    emails = ["lea@exemple.fr", "noe@exemple.fr"]
    for email in emails:
        add_account(folder, email)
    with socket.create_server(("127.0.0.1", 0), backlog=512) as place:
        held = place if way == "by systemd" else None
        with Server(folder, held=held) as server:
            writers = [Writer(server, email) for email in emails]
            for writer in writers:
                writer.start()
            with Readers(server.port, PATHS, count=4) as readers:
                for _ in range(RESTARTS if held else 1):
                    readers.wait(200)
                    if held:
                        server.signal(signal.SIGTERM)
                        assert server.ended() == 0
                        server.start()
                    else:
                        server.replace()
                readers.wait(200)
                assert all(writer.is_alive() for writer in writers), "a save was lost"
            for writer in writers:
                writer.over.set()
                writer.join(60)
    saves = sum(len(writer.acknowledged) for writer in writers)
    assert set(readers.answers) == {"200"}
    assert saves > RESTARTS
    checked = command(folder, "check")
    assert checked.returncode == 0, checked.stderr
