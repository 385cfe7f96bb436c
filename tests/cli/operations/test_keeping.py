"""Backup, restore, check and sweep, as an operator runs them."""

import os
import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from commons.adapters.media.ingest import take_file
from commons.cli.operations.keeping import WAY_ON, check
from commons.core.domain import clock
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.stored_blocks import replace_in_blocks
from tests.feeds.conftest import Desk
from tests.server import environment, ordered
from tests.services.operations.checks.damaged_rows import (
    damage_rows,
    list_rows,
    store_in,
)


@pytest.fixture
def folder(parts: Components) -> Path:
    """Give the folder of an instance with two sheets and a file that none names."""
    Desk(parts).publish(2)
    take_file(parts.blobs, BytesIO(written(drawing(), "PNG")), "a.png")
    parts.catch_up()
    return parts.settings.data_dir


def damage(folder: Path) -> None:
    """Change a block that is stored, as a bad disk does."""
    with store_in(folder) as store:
        replace_in_blocks(store, "caf", "gaf")


@pytest.mark.parametrize("name", ["tout.tar", "tout.tar.gz", "tout.tgz"])
def test_a_backup_comes_back_as_it_was(folder: Path, tmp_path: Path, name: str) -> None:
    counted = "2 fiches, 2 versions, 0 comptes, 0 brouillons, 1 fichiers"
    saved = ordered(folder, "backup", str(tmp_path / name))
    assert (saved.exit_code, saved.stdout) == (0, f"{counted} dans {tmp_path / name}\n")
    zipped = (tmp_path / name).read_bytes()[:2] == b"\x1f\x8b"
    assert zipped == (name != "tout.tar")
    again = ordered(tmp_path / "again", "restore", str(tmp_path / name))
    assert (again.exit_code, again.stdout) == (
        0,
        f"{counted} dans {tmp_path / 'again'}\n",
    )
    assert ordered(tmp_path / "again", "check").stdout == "Tout est en ordre.\n"


def test_a_restore_over_something_is_refused(folder: Path, tmp_path: Path) -> None:
    assert ordered(folder, "backup", str(tmp_path / "tout.tar")).exit_code == 0
    done = ordered(folder, "restore", str(tmp_path / "tout.tar"))
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert ordered(folder, "check").exit_code == 0


def test_what_is_damaged_is_saved_said_and_restored_on_demand_only(
    folder: Path, tmp_path: Path
) -> None:
    damage(folder)
    path = str(tmp_path / "tout.tar")
    saved = ordered(folder, "backup", path)
    assert saved.exit_code == 1
    assert "seul « commons restore --faulty » la remettra" in saved.stderr
    plain = ordered(tmp_path / "plain", "restore", path)
    assert plain.exit_code == 1
    assert WAY_ON in plain.stderr
    assert not (tmp_path / "plain" / "commons.sqlite").exists()
    faulty = ordered(tmp_path / "faulty", "restore", path, "--faulty")
    assert "dans" in faulty.stdout
    assert "empreinte" in faulty.stderr


def test_a_file_that_is_no_backup_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "tout.tar").write_bytes(b"rien")
    done = ordered(tmp_path / "new", "restore", str(tmp_path / "tout.tar"))
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_look_names_what_is_stale_and_a_check_makes_it_again(folder: Path) -> None:
    def shelves() -> int:
        with store_in(folder) as store:
            return len(list_rows(store, "shelves"))

    assert shelves() == 2
    with store_in(folder) as store:
        damage_rows(store, "DELETE FROM shelves")
    looked = ordered(folder, "check", "--look")
    assert (looked.exit_code, shelves()) == (1, 0)
    assert "est autre qu’au journal" in looked.stderr
    checked = ordered(folder, "check")
    assert (checked.exit_code, shelves()) == (1, 2)
    assert "refait d’après le journal" in checked.stderr
    assert ordered(folder, "check").exit_code == 0


OF_A_CHECK = ("--look", "--shapes")


@pytest.mark.judged
@pytest.mark.parametrize(
    "chosen", [(), OF_A_CHECK[:1], OF_A_CHECK[1:], OF_A_CHECK], ids=" ".join
)
def test_each_option_of_a_check_is_honoured_beside_any_other(
    folder: Path, parts: Components, chosen: tuple[str, ...]
) -> None:
    assert {name for p in check.params for name in p.opts} == {*OF_A_CHECK}
    odd = Desk(parts).put_one(title="Longue", duration="longtemps")
    damage_rows(parts.store, "DELETE FROM shelves")
    done = ordered(folder, "check", *chosen)
    assert done.exit_code == 1
    assert ("refait d’après le journal" in done.stderr) == ("--look" not in chosen)
    line = f"la version 1 de la fiche {odd.sheet}, « Longue », champ « Durée » :"
    assert (line in done.stderr) == ("--shapes" in chosen)
    again = ordered(folder, "check", *chosen)
    assert again.exit_code == (0 if chosen == () else 1)


@pytest.mark.judged
def test_what_conforms_to_the_shapes_is_in_order(folder: Path) -> None:
    done = ordered(folder, "check", "--shapes")
    assert (done.exit_code, done.stdout) == (0, "Tout est en ordre.\n")


def test_shapes_without_their_judge_are_refused_and_nothing_else_is(
    folder: Path,
) -> None:
    lacking = (
        "import sys; sys.modules['pyshacl'] = None  # as where it is not installed\n"
        "from commons.cli import main; main()"
    )

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", lacking, *words],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )

    refused = run("check", "--shapes")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert 'pyshacl : pip install "commons-wiki[shapes]"' in refused.stderr
    assert run("check").returncode == 0


@pytest.mark.parametrize("module", ["commons.cli", "commons.app"])
def test_neither_commands_nor_servers_wait_for_rdflib(module: str) -> None:
    seen = f"import sys, {module}; print([m for m in ('rdflib', 'pyshacl') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", seen], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_file_that_none_of_ours_is_is_named_and_left(folder: Path) -> None:
    stray = next((folder / "media").rglob("*.png")).with_name("vacances.txt")
    stray.touch()
    done = ordered(folder, "check")
    assert done.exit_code == 0
    assert f"{stray} n’est pas un fichier du commun" in done.stderr
    assert stray.exists()


def test_a_sweep_takes_what_nobody_names_once_it_is_old(
    folder: Path, parts: Components
) -> None:
    assert "0 fichiers retirés, 0 octets\n" in ordered(folder, "sweep").stdout
    old = (clock.now() - timedelta(days=40)).timestamp()
    for path in (folder / "media").rglob("*"):
        os.utime(path, (old, old))
    done = ordered(folder, "sweep", "--days", "30")
    assert done.stdout.startswith("1 fichiers retirés, ")
    assert list(parts.blobs.strays()) == []


def test_days_of_a_sweep_count_from_one(folder: Path) -> None:
    assert ordered(folder, "sweep", "--days", "0").exit_code == 2


@pytest.mark.parametrize("name", ["backup", "check", "sweep"])
def test_a_folder_without_a_commons_is_refused_and_left_as_it_is(
    tmp_path: Path, name: str
) -> None:
    words = [name, str(tmp_path / "tout.tar")] if name == "backup" else [name]
    done = ordered(tmp_path / "nothing", *words)
    assert done.exit_code == 1
    assert "ne contient pas de commun" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_backups_in_a_folder_are_named_tried_and_rotated(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    (place / "notes.txt").touch()
    words = ("backup", "--keep", "2,0,0", "--verify", str(place))
    today = clock.now()
    for days in range(4):
        instant = today + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda at=instant: at)
        done = ordered(folder, *words, base_url="https://wiki.exemple.fr")
        assert done.exit_code == 0, done.stderr
        assert "les mêmes" in done.stdout
    left = sorted(path.name for path in place.iterdir())
    wanted = [today + timedelta(days=days) for days in (2, 3)]
    assert left == [
        "notes.txt",
        *(f"wiki.exemple.fr-{at:%Y%m%dT%H%M%SZ}.tar.gz" for at in wanted),
    ]
    damage(folder)
    monkeypatch.setattr(clock, "now", lambda: today + timedelta(days=9))
    done = ordered(folder, *words, base_url="https://wiki.exemple.fr")
    assert done.exit_code == 1
    kept = {path.name for path in place.iterdir()} - set(left)
    assert [name.endswith(".faulty.tar.gz") for name in kept] == [True]
    assert len(list(place.iterdir())) == len(left) + 1


def test_rotating_a_single_file_is_refused(folder: Path, tmp_path: Path) -> None:
    done = ordered(folder, "backup", "--keep", "7,4,12", str(tmp_path / "tout.tar"))
    assert done.exit_code == 2
    assert not (tmp_path / "tout.tar").exists()
