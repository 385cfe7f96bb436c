"""How a load takes and tells names that systems, archives and people write oddly."""

import os
from pathlib import Path

import pytest
from click.testing import Result

from tests.cli.exchange.test_loading import SHEET
from tests.servers.server import ordered


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def loaded(home: Path, *words: str) -> Result:
    return ordered(home / "instance", "load", *words)


def une(home: Path) -> Path:
    """Give a folder of one sheet."""
    folder = home / "dossier" / "method"
    folder.mkdir(parents=True)
    (folder / "une.md").write_text(SHEET, encoding="utf-8")
    return folder.parent


def test_names_of_files_that_are_not_utf_8_are_read_and_told(home: Path) -> None:
    folder = home / os.fsdecode(b"archiv\xe9s")
    (folder / "method").mkdir(parents=True)
    pages = {
        b"d\xe9bat.md": SHEET.replace("Une bonne fiche", "Le débat"),
        b"autre.md": SHEET + "[voir](débat.md)",
        b"cass\xe9\x1b[31m.md": "---\ntitle: [\n---\n",
        b"not\xe9.txt": "Une note.",
    }
    for name, text in pages.items():
        path = folder / "method" / os.fsdecode(name)
        path.write_text(text, encoding="utf-8")
    done = loaded(home, str(folder))
    assert done.exit_code == 1
    assert "2 créées, 0 mises à jour, 0 inchangées" in done.output
    assert "method/cassé[31m.md" in done.output
    assert "method/noté.txt" in done.output
    assert "absent" not in done.output
    assert "archivés" in ordered(home / "instance", "loads").output
    again = loaded(home, str(folder))
    assert "0 créées, 0 mises à jour, 2 inchangées" in again.output


@pytest.mark.parametrize("source", ["\u2060", "\u3164", "\x07\u200b"])
def test_a_source_that_nobody_sees_is_a_usage_error(home: Path, source: str) -> None:
    done = loaded(home, str(une(home)), "--source", source)
    assert done.exit_code == 2


def test_a_source_is_told_without_controls(home: Path) -> None:
    loaded(home, str(une(home)), "--source", "li\u202elle\n\x1b[31mnord")
    assert "lille [31mnord" in ordered(home / "instance", "loads").output


def test_a_folder_that_gave_only_what_is_not_published_brought_nothing_in(
    home: Path,
) -> None:
    folder = home / "ailleurs" / "method"
    folder.mkdir(parents=True)
    text = SHEET.replace("language: fr", "language: fr\ndraft: true")
    (folder / "une.md").write_text(text, encoding="utf-8")
    done = loaded(home, str(folder.parent))
    assert done.exit_code == 1
    assert "Rien n’est entré" in done.output
    assert "--drafts" in done.output


def test_what_another_program_read_wrongly_is_mended_and_told(home: Path) -> None:
    wrong = "Débat à l’école".encode().decode("cp1252")
    table = home / "tableau.csv"
    table.write_text(f"Titre\n{wrong}\n", encoding="utf-8")
    page = une(home) / "method" / "une.md"
    page.write_text(SHEET.replace("Une bonne fiche", wrong), encoding="utf-8")
    for words in (("tableau.csv", "--kind", "method"), ("dossier",)):
        done = loaded(home, str(home / words[0]), *words[1:])
        assert "ncodage deviné" in done.stderr
        assert "Débat à l’école" in done.stderr
        assert "1 créées" in done.output


def test_a_sheet_of_an_export_is_never_mended(home: Path) -> None:
    page = une(home) / "method" / "une.md"
    text = SHEET.replace(
        "title: Une bonne", "id: 0123456789ab\ntitle: Lire Ã© dans une"
    )
    page.write_text(text, encoding="utf-8")
    done = loaded(home, str(home / "dossier"))
    assert "deviné" not in done.stderr
    assert "1 créées" in done.output
