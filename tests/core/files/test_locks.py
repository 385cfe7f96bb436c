"""A lock is one process's, or shared by many, and the kernel takes it from the dead."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from commons.core.files.locks import lock_file, lock_folder

HOLDS = """
import sys
from pathlib import Path
from commons.core.files.locks import lock_file

with lock_file(Path(sys.argv[1]), shared=sys.argv[2:] == ["shared"]):
    print("held", flush=True)
    sys.stdin.readline()
"""


FORKS = """
import os, sys
from pathlib import Path
from commons.core.files.locks import lock_file

with lock_file(Path(sys.argv[1])):
    child = os.fork()
    if not child:
        sys.stdin.readline()
        os._exit(0)
print("held", flush=True)  # by the child alone
os.waitpid(child, 0)
"""


def held(path: Path, *words: str) -> subprocess.Popen[str]:
    """Start a process that holds the lock until it is told to end."""
    return started(HOLDS, path, *words)


def started(
    program: str, path: Path, *words: str, close_fds: bool = True
) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        close_fds=close_fds,
    )
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def is_free(path: Path, *, shared: bool = False) -> bool:
    try:
        with lock_file(path, shared=shared, wait=False):
            return True
    except BlockingIOError:
        return False


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def test_who_holds_it_alone_lets_nobody_in(path: Path) -> None:
    with held(path) as other:
        assert not is_free(path)
        assert not is_free(path, shared=True)
        other.communicate("\n")
    assert is_free(path)
    assert path.read_bytes() == b""


def test_many_share_it_and_nobody_has_it_alone_meanwhile(path: Path) -> None:
    with held(path, "shared") as other:
        assert is_free(path, shared=True)
        assert not is_free(path)
        other.communicate("\n")
    assert is_free(path)


def test_the_kernel_takes_it_from_the_dead(path: Path) -> None:
    with held(path) as other:
        other.kill()
        other.wait()
        assert is_free(path)


def test_who_waits_has_it_next(path: Path) -> None:
    order: list[str] = []

    def wait() -> None:
        with lock_file(path):
            order.append("next")

    thread = threading.Thread(target=wait)
    with lock_file(path):  # two threads of one process wait for one another too
        thread.start()
        thread.join(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "next"]


def test_it_is_let_go_after_an_error(path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), lock_file(path):
        raise RuntimeError("stop")
    assert is_free(path)


def test_a_program_that_was_started_meanwhile_holds_none(path: Path) -> None:
    waits = "import sys; print('held', flush=True); sys.stdin.readline()"
    with lock_file(path):
        other = started(waits, path, close_fds=False)
    with other:
        assert is_free(path)
        other.communicate("\n")


def test_a_forked_child_shares_it_until_it_ends(path: Path) -> None:
    with started(FORKS, path) as other:
        assert not is_free(path)
        other.communicate("\n")
    assert is_free(path)


def test_a_folder_is_locked_once(tmp_path: Path) -> None:
    with lock_folder(tmp_path) as mine:
        assert mine
        with lock_folder(tmp_path, wait=False) as again:
            assert not again
    with lock_folder(tmp_path, wait=False) as free:
        assert free


def test_a_place_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError), lock_file(missing / "lock"):
        pass
    with pytest.raises(FileNotFoundError), lock_folder(missing):
        pass
