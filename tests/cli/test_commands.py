"""The commands, as an operator runs them."""

import gc
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from commons.cli import COMMANDS, main, nothing_collected
from tests.adapters.store.stored_blocks import replace_in_blocks
from tests.servers.server import command, ordered
from tests.services.operations.checks.damaged_rows import store_in


def test_every_row_of_the_table_is_a_command(tmp_path: Path) -> None:
    context = click.Context(main)
    assert main.list_commands(context) == sorted(COMMANDS)
    for name in COMMANDS:
        found = main.get_command(context, name)
        assert found is not None
        assert found.help
        assert ordered(tmp_path, name, "--help").exit_code == 0


def test_a_command_that_is_none_is_a_usage_error(tmp_path: Path) -> None:
    done = ordered(tmp_path, "publish")
    assert done.exit_code == 2
    assert "publish" in done.stderr


def test_garbage_is_looked_for_again_once_modules_are_read() -> None:
    with nothing_collected():
        assert not gc.isenabled()
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(ImportError), nothing_collected():
            raise ImportError
        assert not gc.isenabled()
    finally:
        gc.unfreeze()
        gc.enable()


@pytest.fixture(scope="module")
def folder(starter_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance with the starter content."""
    made = tmp_path_factory.mktemp("starter") / "instance"
    return Path(shutil.copytree(starter_folder, made))


def test_check_finds_everything_in_order(folder: Path) -> None:
    done = command(folder, "check")
    assert (done.returncode, done.stdout) == (0, "Tout est en ordre.\n")


def test_check_names_what_was_damaged(folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "instance"
    shutil.copytree(folder, damaged)
    with store_in(damaged) as store:
        replace_in_blocks(store, "Brest", "Crest")
    done = ordered(damaged, "check")
    assert done.exit_code == 1
    assert "ne correspond pas à son empreinte" in done.stderr


def test_a_bad_folder_ends_with_1_and_names_the_file(
    tmp_path: Path,
) -> None:
    (tmp_path / "c" / "tool").mkdir(parents=True)
    (tmp_path / "c" / "tool" / "x.md").write_text("---\ntitle: x\n---\n")
    done = ordered(tmp_path / "i", "load", str(tmp_path / "c"))
    assert done.exit_code == 1
    assert "x.md:2: title" in done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COMMONS_BASE_URL", "pas une adresse"),
        ("COMMONS_REGISTRATION", "peut-être"),
        ("COMMONS_TRUSTED_PROXIES", "-1"),
        ("COMMONS_DATABASE_URL", "oracle://x"),
    ],
)
def test_a_setting_that_makes_no_sense_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("COMMONS_DATA_DIR", str(tmp_path))
    monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 1
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_spreadsheet_is_checked_then_loaded_once(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "innovations.csv"
    path.write_text("Titre;Durée\nLe banc;1 h\nLe mur;un moment\n", encoding="cp1252")
    words = ("load", str(path), "--kind", "method")
    checked = ordered(folder, *words, "--check")
    first, second = ordered(folder, *words), ordered(folder, *words)
    for done in (checked, first, second):
        assert done.exit_code == 1
        assert "innovations.csv:3: B – Durée : « un moment » : une durée" in done.stderr
    assert "1 créées, 0 mises à jour, 0 inchangées, 1 fautes" in first.stdout
    assert "0 créées, 0 mises à jour, 1 inchangées, 1 fautes" in second.stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ((), "--kind"),
        (("--kind", "tool"), "aucune colonne ne donne le titre"),
        (("--kind", "tool", "--column", "Nom=titel"), "n’existe pas"),
        (("--kind", "tool", "--drafts", "a@exemple.fr"), "aucun compte"),
    ],
)
def test_a_spreadsheet_that_cannot_be_understood_is_one_clear_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    fault: str,
) -> None:
    monkeypatch.setenv("COMMONS_DATA_DIR", str(tmp_path / "instance"))
    path = tmp_path / "a.csv"
    path.write_text("Machin;Truc\n1;2\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["load", str(path), *words])
    assert done.exit_code != 0
    assert fault in done.stderr.splitlines()[-1]
