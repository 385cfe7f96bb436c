"""A process serves with many threads: each gets what it would get alone."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commons.settings import child_environment
from tests.house.together import answer_all
from tests.servers import postgresql

THREADS = 8


Answers = dict[str, list[list[str]]]


@pytest.fixture(scope="module")
def answered(
    starter_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Answers, Answers]:
    """Give what one thread was answered, and what eight were in a fresh process."""
    home = tmp_path_factory.mktemp("together")
    alone, together = (
        Path(shutil.copytree(starter_folder, home / name / "instance"))
        for name in ("alone", "together")
    )
    words = [sys.executable, "-m", "tests.house.together", str(together), str(THREADS)]
    told = subprocess.run(  # our own module
        words,
        env={**child_environment({}), **postgresql.same_server()},
        capture_output=True,
        text=True,
        check=True,
    )
    return answer_all(alone, threads=1), json.loads(told.stdout)


def test_eight_threads_are_answered_as_one_is(
    answered: tuple[Answers, Answers],
) -> None:
    alone, together = answered
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
    answered: tuple[Answers, Answers],
) -> None:
    for calls in answered[0].values():
        assert calls
        assert not [told for told in calls if any("raised" in one for one in told)]
