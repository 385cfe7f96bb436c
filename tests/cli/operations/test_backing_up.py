"""Backups are written and put back, as an operator asks."""

from datetime import timedelta
from pathlib import Path

import pytest

from commons.cli.operations.backing_up import WAY_ON
from commons.core.domain import clock
from tests.adapters.store.stored_blocks import replace_in_blocks
from tests.servers.server import ordered
from tests.services.operations.checks.damaged_rows import (
    store_in,
)


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
