"""Disks that are full or refuse, processes that are killed: one line, no rest."""

import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from commons.core.files.working_folders import UNFINISHED
from commons.services.operations.backups.backup import write_backup as backup
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.adapters.store.processes import at_once, killed_when
from tests.conftest import settings_in
from tests.servers.server import ordered

SMALL_BYTES = 4_000
WRITING: dict[str, tuple[str, ...]] = {
    "export": ("export", "TO"),
    "dump": ("dump", "TO"),
    "zipped dump": ("dump", "TO.gz"),
    "published dump": ("dump", "--publish"),
    "backup": ("backup", "TO"),
    "zipped backup": ("backup", "TO.tgz"),
    "index": ("index", "--anew"),
    "load": ("load", "content"),
    "account": ("user", "add", "Léa", "--email", "a@exemple.fr", "--password-stdin"),
}
IN_DATABASE = {"index", "account"}
"""Those who write to the database alone, whose disk may be that of a server."""


@pytest.fixture
def home(starter_folder: Path, tmp_path: Path) -> Path:
    """Give the folder of an instance that nobody has open."""
    return Path(shutil.copytree(starter_folder, tmp_path / "home" / "instance"))


def refused(home: Path, words: tuple[str, ...], to: Path) -> None:
    """See that a command ends with one line, and leaves what it found."""
    named = [word.replace("TO", str(to)) for word in words]
    done = ordered(home, *named, typed="lampe forêt tasse violon\n")
    assert done.exit_code == 1, done.output
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(words, id=name, marks=[pytest.mark.sqlite] * (name in IN_DATABASE))
        for name, words in WRITING.items()
    ],
)
def test_a_full_disk_is_one_clear_line(
    home: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    if words[0] == "load":
        shutil.rmtree(home)  # else there is nothing to write

    def run(_number: int) -> None:
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL_BYTES, limit))
        refused(home, words, tmp_path / "to")

    at_once(run, count=1)
    left = {path.name for path in tmp_path.iterdir()} - {"home", "to"}
    assert left == set()
    assert not (tmp_path / "to").exists() or not list((tmp_path / "to").iterdir())


@pytest.mark.parametrize("words", [w for w in WRITING.values() if "TO" in str(w)])
@pytest.mark.parametrize("to", ["missing/to", "file/to"])
def test_a_place_that_cannot_be_written_is_one_clear_line(
    home: Path, tmp_path: Path, words: tuple[str, ...], to: str
) -> None:
    (tmp_path / "file").write_text("mine")
    if words[0] == "export" and to.startswith("missing"):
        return  # it makes the folders that it needs
    refused(home, words, tmp_path / to)
    assert not (tmp_path / "missing").exists()
    assert (tmp_path / "file").read_text() == "mine"


def write_backup(parts: Components, path: Path) -> Callable[[], None]:
    def stop(_done: int, _total: int) -> None:
        while True:
            pass

    def run() -> None:
        backup(parts.store, parts.blobs, path, stop)

    return run


def test_what_a_killed_backup_leaves_is_removed_by_the_next_one(
    home: Path, tmp_path: Path
) -> None:
    parts = assemble_components(settings_in(home))
    saves = tmp_path / "saves"
    saves.mkdir()

    def half() -> list[Path]:
        return [*saves.glob(f"{UNFINISHED}*/monday.tar")]

    killed_when(write_backup(parts, saves / "monday.tar"), lambda: half() != [])
    assert half() != []
    backup(parts.store, parts.blobs, saves / "tuesday.tar")
    parts.store.close()
    assert [path.name for path in saves.iterdir()] == ["tuesday.tar"]


def test_two_backups_side_by_side_leave_one_another_alone(
    home: Path, tmp_path: Path
) -> None:
    parts = assemble_components(settings_in(home))

    def run(number: int) -> None:
        backup(parts.store, parts.blobs, tmp_path / f"{number}.tar")

    at_once(run, count=3)
    parts.store.close()
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"home", "0.tar", "1.tar", "2.tar"}


def test_a_folder_among_the_dumps_does_not_stop_the_next_ones(home: Path) -> None:
    (home / "dumps" / "lost+found").mkdir(parents=True)
    (home / "dumps" / ".DS_Store").write_text("of a file browser")
    for _ in range(2):
        done = ordered(home, "dump", "--publish")
        assert (done.exit_code, done.stderr) == (0, "")
    assert (home / "dumps" / "lost+found").is_dir()
