"""Kill -9 in the middle of a load: what came in is taken back, and comes in again."""

import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.servers.server import COMMONS, command, environment

pytestmark = pytest.mark.thorough

SHEETS = 1_200
PATIENCE_SECONDS = 120
TEXT = """---
title: Méthode {number}
licence: CC-BY-SA-4.0
language: fr
authors: [Camille]
---
Le texte {number}.
"""


def live(folder: Path) -> int:
    """Count the live sheets; 0 while there is no database."""
    path = folder / "commons.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as database:
        try:
            query = "SELECT count(*) FROM sheets WHERE NOT deleted"
            return int(database.execute(query).fetchone()[0])
        except sqlite3.OperationalError:  # no tables yet
            return 0


def loads_of(folder: Path) -> list[list[str]]:
    return [line.split() for line in command(folder, "loads").stdout.splitlines()]


def test_a_load_that_was_killed_is_taken_back_and_loads_again(tmp_path: Path) -> None:
    folder, home = tmp_path / "instance", tmp_path / "brest"
    (home / "method").mkdir(parents=True)
    for number in range(SHEETS):
        path = home / "method" / f"m{number}.md"
        path.write_text(TEXT.format(number=number), encoding="utf-8")
    process = subprocess.Popen(
        [COMMONS, "load", str(home)],
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    end = time.monotonic() + PATIENCE_SECONDS
    while not live(folder) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 0 < live(folder) < SHEETS
    ((identifier, *told),) = loads_of(folder)
    assert told[-1] == "interrompu"
    undone = command(folder, "unload", identifier)
    assert undone.returncode == 0, undone.stderr
    assert live(folder) == 0
    again = command(folder, "load", str(home))
    assert (again.returncode, live(folder)) == (0, SHEETS), again.stderr
    assert f"{SHEETS} créées" in again.stdout
    checked = command(folder, "check")
    assert checked.returncode == 0, checked.stderr
