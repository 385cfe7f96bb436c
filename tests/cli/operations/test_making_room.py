"""What nobody names is swept, as an operator asks."""

import os
from datetime import timedelta
from pathlib import Path

from commons.core.domain import clock
from commons.wiring.components import Components
from tests.servers.server import ordered


def test_a_sweep_takes_what_nobody_names_once_it_is_old(
    folder: Path, parts: Components
) -> None:
    assert "0 fichiers retirés, 0 octets\n" in ordered(folder, "sweep").stdout
    old = (clock.now() - timedelta(days=40)).timestamp()
    for path in (folder / "media").rglob("*"):
        os.utime(path, (old, old))
    done = ordered(folder, "sweep", "--days", "30")
    assert done.stdout.startswith("1 fichiers retirés, ")
    assert list(parts.blobs.strays()) == []


def test_days_of_a_sweep_count_from_one(folder: Path) -> None:
    assert ordered(folder, "sweep", "--days", "0").exit_code == 2
