"""A process for hostile work: bounded, without our settings, its end told."""

import subprocess
from pathlib import Path

import pytest

from commons.core.files.bounded_process import run_bounded
from commons.errors import StorageError


def program(words: str) -> list[str]:
    return ["-c", words]


def test_its_output_and_its_code_are_returned(tmp_path: Path) -> None:
    done = run_bounded(
        program("import os; print(os.getcwd()); raise SystemExit(7)"),
        seconds=30,
        folder=tmp_path,
    )
    assert (done.stdout.decode().strip(), done.returncode) == (str(tmp_path), 7)


def test_it_knows_nothing_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_SECRET_KEY", "secret")
    done = run_bounded(program("import os; print(*os.environ)"), seconds=30)
    assert b"COMMONS" not in done.stdout


def test_one_that_lasts_too_long_is_ended() -> None:
    with pytest.raises(subprocess.TimeoutExpired):
        run_bounded(program("import time; time.sleep(60)"), seconds=0.2)


def test_one_that_cannot_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        run_bounded(program(""), seconds=5, folder=tmp_path / "nowhere")
