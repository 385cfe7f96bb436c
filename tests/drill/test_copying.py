"""Ten thousand sheets from SQLite to PostgreSQL and back: the same to the last byte."""

import sys
import time
from hashlib import file_digest
from pathlib import Path

import pytest

from tests.bench import alone
from tests.servers import postgresql
from tests.servers.server import command

SHEETS = 10_000

pytestmark = pytest.mark.thorough


def run(folder: Path, address: str, *words: str) -> str:
    """Run a command over a database; tell how long it took, and give what it said."""
    begun = time.perf_counter()
    done = command(folder, *words, database_url=address)
    assert done.returncode == 0, done.stderr
    seconds = time.perf_counter() - begun
    sys.stdout.write(f"\n{words[0]} from {address.partition(':')[0]}: {seconds:.1f} s")
    return done.stdout


def test_there_and_back_at_ten_thousand_sheets(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    alone.cost_of(alone.start("fill", folder, SHEETS))
    file = f"sqlite:///{folder / 'commons.sqlite'}"
    server = postgresql.database_for(tmp_path)
    back = f"sqlite:///{tmp_path / 'back.sqlite'}"
    assert f"{SHEETS} fiches" in run(folder, file, "copy-to", server)
    assert f"{SHEETS} fiches" in run(folder, server, "copy-to", back)
    dumps = set[str]()
    for address in (file, server, back):
        assert "Tout est en ordre." in run(folder, address, "check")
        run(folder, address, "dump", str(tmp_path / "dump.nq"))
        with (tmp_path / "dump.nq").open("rb") as dump:
            dumps.add(file_digest(dump, "sha256").hexdigest())
        (tmp_path / "dump.nq").unlink()
    assert len(dumps) == 1
