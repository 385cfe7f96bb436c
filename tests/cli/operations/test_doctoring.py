"""The command that looks around an instance, changes nothing, and ends with 1 for a fault."""

import shutil
from pathlib import Path

from commons.services.operations.doctor.examining import EXAMINATIONS
from tests.servers.server import Server, ordered


def test_each_row_is_told_and_a_fault_ends_with_1(
    starter_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(starter_folder, folder)
    with Server(folder, workers=1) as server:
        done = ordered(folder, "doctor", base_url=server.address)
    assert done.exit_code == 0, done.output
    for row in EXAMINATIONS:
        assert f" {row.name} : " in done.stdout
    again = ordered(folder, "doctor", base_url=server.address)
    assert again.exit_code == 1
    assert "à corriger  Adresse du site" in again.stdout


def test_it_makes_nothing_where_nothing_is(tmp_path: Path) -> None:
    done = ordered(tmp_path / "instance", "doctor", base_url="http://127.0.0.1:1")
    assert done.exit_code == 1
    assert not (tmp_path / "instance").exists()
