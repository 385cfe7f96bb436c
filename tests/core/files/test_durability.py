"""A file appears whole and on the disk, or the older one stands."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commons.core.files.durability import replace_file, settle_file, sync_to_disk

DIES = """
import os, signal, sys
from pathlib import Path
from commons.core.files.durability import replace_file

with replace_file(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""
ORDER = """
import os, sys
from pathlib import Path
from commons.core.files.durability import replace_file

def note(event, arguments):
    if event in ("os.rename", "os.link"):
        done.append(event)

done, sync = [], os.fsync
os.fsync = lambda handle: (done.append(os.readlink(f"/proc/self/fd/{handle}")), sync(handle))
sys.addaudithook(note)
with replace_file(Path(sys.argv[1])) as draft:
    draft.write_text("new")
print(*done, sep="\\n")
"""


def run(program: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a file that holds what is old."""
    made = tmp_path / "a"
    made.write_text("old")
    return made


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_until_the_block_ends_the_older_one_stands(path: Path) -> None:
    with replace_file(path) as draft:
        draft.write_text("new")
        assert path.read_text() == "old"
        assert draft.parent == path.parent
    assert path.read_text() == "new"
    assert names(path.parent) == ["a"]


def test_after_an_error_the_older_one_stands_alone(path: Path) -> None:
    with pytest.raises(FileNotFoundError), replace_file(path) as draft:
        draft.with_name("nothing").rename(draft)
    assert path.read_text() == "old"
    assert names(path.parent) == ["a"]


def test_a_killed_process_leaves_the_older_one_and_the_next_tidies(path: Path) -> None:
    assert run(DIES, path).returncode == -signal.SIGKILL
    assert path.read_text() == "old"
    assert len(names(path.parent)) == 2
    with replace_file(path) as draft:
        assert draft.read_text() == ""
        draft.write_text("new")
    assert path.read_text() == "new"
    assert names(path.parent) == ["a"]


def test_the_disk_has_the_content_before_the_name_and_then_the_name(
    path: Path,
) -> None:
    done = run(ORDER, path)
    draft = str(path.with_name(".a.part"))
    assert done.stdout.split() == [draft, "os.rename", str(path.parent)], done.stderr


def test_a_draft_has_the_mode_that_is_asked_for(path: Path) -> None:
    with replace_file(path, mode=0o600):
        pass
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_new_file_takes_no_name_that_is_taken(path: Path) -> None:
    draft = path.with_name("draft")
    draft.write_text("new")
    with pytest.raises(FileExistsError):
        settle_file(draft, path, new=True)
    assert path.read_text() == "old"
    path.with_name("link").symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        settle_file(draft, path.with_name("link"), new=True)
    settle_file(draft, path.with_name("b"), new=True)
    assert path.with_name("b").read_text() == "new"


def test_a_settled_file_takes_the_place_of_another(path: Path) -> None:
    draft = path.with_name("draft")
    draft.write_text("new")
    settle_file(draft, path)
    assert path.read_text() == "new"
    assert names(path.parent) == ["a"]


def test_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with pytest.raises(FileNotFoundError):
        sync_to_disk(missing)
    with pytest.raises(FileNotFoundError):
        settle_file(missing, tmp_path / "a")
    with pytest.raises(FileNotFoundError), replace_file(missing / "a"):
        pass
    sync_to_disk(tmp_path)
