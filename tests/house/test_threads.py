"""A process serves with many threads: each gets what it would get alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

THREADS = 8


@pytest.fixture(scope="module")
def answered(
    starter_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, dict[str, list[list[str]]]]:
    """Give what fresh processes answered to one thread, and to eight at once."""
    found: dict[int, dict[str, list[list[str]]]] = {}
    for threads in (1, THREADS):
        folder = tmp_path_factory.mktemp("together") / "instance"
        shutil.copytree(starter_folder, folder)
        words = [sys.executable, "-m", "tests.house.together", str(folder)]
        told = subprocess.run(  # our own module
            [*words, str(threads)], capture_output=True, text=True, check=True
        )
        found[threads] = json.loads(told.stdout)
    return found


def test_eight_threads_are_answered_as_one_is(
    answered: dict[int, dict[str, list[list[str]]]],
) -> None:
    alone, together = answered[1], answered[THREADS]
    astray = {
        name: [
            (answers, one)
            for answers, one in zip(together[name], alone[name], strict=True)
            if answers != one
        ][:3]
        for name in alone
    }
    assert astray == {name: [] for name in alone}


def test_whatever_threads_share_answers_something(
    answered: dict[int, dict[str, list[list[str]]]],
) -> None:
    for calls in answered[1].values():
        assert calls
        assert not [told for told in calls if any("raised" in one for one in told)]
