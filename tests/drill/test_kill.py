"""Kill -9 in the middle of saves: no acknowledged word may be lost."""

import json
import time
from pathlib import Path

import pytest

from tests.drill.writers import Writer
from tests.servers.server import Person, Server, add_account, command

pytestmark = pytest.mark.thorough

WRITERS = 4
WORKERS = 4
SAVES = 200
ROUNDS = 4


def until(server: Server, wanted: int, patience_seconds: float = 10) -> int:
    """Wait for the search to find so many sheets; give what it finds."""
    reader, end, total = Person(server.address), time.monotonic() + patience_seconds, -1
    while time.monotonic() < end and total != wanted:
        total = json.loads(reader.get("/search.json").text)["total"]
        time.sleep(0.1)
    return total


def test_every_acknowledged_save_outlives_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    emails = [f"auteur{n}@exemple.fr" for n in range(WRITERS)]
    server = Server(folder, workers=WORKERS)
    with server:
        for email in emails:
            add_account(folder, email)
    kept: list[tuple[str, int, str]] = []
    for _ in range(ROUNDS):
        with server:
            writers = [Writer(server, email) for email in emails]
            for writer in writers:
                writer.start()
            end = time.monotonic() + 120
            while sum(len(w.acknowledged) for w in writers) < SAVES // ROUNDS:
                assert time.monotonic() < end, "the saves are too slow"
                time.sleep(0.005)
            server.kill()
            for writer in writers:
                writer.over.set()
                writer.join(60)
            kept += [save for writer in writers for save in writer.acknowledged]
        checked = command(folder, "check")
        assert checked.returncode == 0, checked.stderr
    assert len(kept) >= SAVES
    with server:
        reader = Person(server.address)
        for sheet, number, word in kept:
            told = json.loads(reader.get(f"/sheets/{sheet}/v/{number}.json").text)
            assert told["fields"]["body"] == word
        dumped = command(folder, "dump", str(tmp_path / "current.nq"), "--current")
        assert dumped.returncode == 0, dumped.stderr
        lines = (tmp_path / "current.nq").read_text(encoding="utf-8").splitlines()
        sheets = sum("versionOf>" in line or "isVersionOf>" in line for line in lines)
        assert until(server, sheets) == sheets
