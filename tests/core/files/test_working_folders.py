"""A folder that somebody writes in is known as such, and what the dead left goes."""

import subprocess
import sys
from pathlib import Path

import pytest

from commons.core.files.working_folders import (
    UNFINISHED,
    is_occupied,
    occupy_folder,
    temporary_folder,
)

HOLDS = """
import sys
from pathlib import Path
from commons.core.files.working_folders import temporary_folder

with temporary_folder(Path(sys.argv[1])) as made:
    (made / "half").write_text("half")
    print(made.name, flush=True)
    sys.stdin.readline()
"""


def held(folder: Path) -> tuple[subprocess.Popen[str], Path]:
    """Start a process that works in a temporary folder of its own."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, folder / process.stdout.readline().strip()


def test_a_temporary_folder_is_gone_in_the_end(tmp_path: Path) -> None:
    with temporary_folder(tmp_path) as made:
        assert made.parent == tmp_path
        assert made.name.startswith(UNFINISHED)
        assert list(made.iterdir()) == []
        assert is_occupied(made)
        (made / "half").write_text("half", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_is_gone_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), temporary_folder(tmp_path):
        raise RuntimeError("stop")
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_and_what_lives_stays(
    tmp_path: Path,
) -> None:
    dead, left = held(tmp_path)
    alive, kept = held(tmp_path)
    with dead, alive:
        dead.kill()
        dead.wait()
        assert (left / "half").is_file()
        with temporary_folder(tmp_path) as mine:
            assert {*tmp_path.iterdir()} == {mine, kept}
            assert is_occupied(kept)
        alive.communicate("\n")
    assert alive.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_other_folders_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "others").mkdir()
    with temporary_folder(tmp_path):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["others"]


def test_a_folder_is_occupied_for_as_long_as_the_block_lasts(tmp_path: Path) -> None:
    assert not is_occupied(tmp_path)
    with occupy_folder(tmp_path):
        assert is_occupied(tmp_path)
    assert not is_occupied(tmp_path)


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError), temporary_folder(missing):
        pass
