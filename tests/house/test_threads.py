"""A process serves with many threads: each gets what it would get alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.together import answer_all

THREADS = [3, pytest.param(8, marks=pytest.mark.thorough)]

Answers = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def alone(starter_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """Give what one thread was answered."""
    home = tmp_path_factory.mktemp("alone") / "instance"
    return answer_all(Path(shutil.copytree(starter_folder, home)), threads=1)


@pytest.mark.parametrize("threads", THREADS)
def test_threads_together_are_answered_as_one_is(
    alone: Answers, starter_folder: Path, tmp_path: Path, threads: int
) -> None:
    home = shutil.copytree(starter_folder, tmp_path / "instance")
    words = [sys.executable, "-m", "tests.house.together", str(home), str(threads)]
    told = subprocess.run(  # our own module
        words, capture_output=True, text=True, check=True
    )
    together: Answers = json.loads(told.stdout)
    astray = {
        name: [
            (answers, one)
            for answers, one in zip(together[name], alone[name], strict=True)
            if answers != one
        ][:3]
        for name in alone
    }
    assert astray == {name: [] for name in alone}


def test_whatever_threads_share_answers_something(alone: Answers) -> None:
    for calls in alone.values():
        assert calls
        assert not [told for told in calls if any("raised" in one for one in told)]
