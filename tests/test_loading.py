"""What `commons load` does with each of its options, whatever it is given."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from commons.cli.options import OPTIONS, Input, OptionRow
from commons.store import archive, drafts
from commons.store.accounts import by_email
from commons.wiring import assemble
from tests.conftest import settings_in
from tests.server import add_account, ordered

SHEET = """---
title: Une bonne fiche
licence: CC-BY-4.0
language: fr
authors: [Camille]
---
Le texte.
"""
EMAIL = "lea@exemple.fr"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with something to load of each sort, and an export."""
    home = tmp_path_factory.mktemp("made")
    (home / "dossier" / "method").mkdir(parents=True)
    (home / "dossier" / "method" / "une.md").write_text(SHEET, encoding="utf-8")
    assert ordered(home / "autre", "load", str(home / "dossier")).exit_code == 0
    assert ordered(home / "autre", "export", str(home / "export")).exit_code == 0
    (home / "tableau.csv").write_text("Titre;Durée\nLe banc;1 h\n", encoding="utf-8")
    return home


PATHS = {Input.FOLDER: "dossier", Input.EXPORT: "export", Input.TABLE: "tableau.csv"}
VALUES = {
    "--kind": "method",
    "--source": "lille",
    "--column": "Durée=preparation",
    "--author": "Bruno",
    "--licence": "CC0-1.0",
    "--language": "en",
    "--drafts": EMAIL,
}


def name_of(row: OptionRow) -> str:
    return row.option.opts[0]


def words_of(row: OptionRow) -> tuple[str, ...]:
    name = name_of(row)
    return (name,) if row.option.is_flag else (name, VALUES[name])


class Trial:
    """An instance of its own, and what `commons load` made of it."""

    def __init__(self, made: Path, folder: Path) -> None:
        self.made, self.folder = made, folder / "instance"

    def load(self, found: Input, *words: str) -> Result:
        """Load what there is of this sort; a spreadsheet needs its kind."""
        kind = ("--kind", "method") if found is Input.TABLE else ()
        return ordered(
            self.folder, "load", str(self.made / PATHS[found]), *kind, *words
        )

    def values(self, key: str) -> list[object]:
        """Give what each sheet says in a field, newest first."""
        parts = assemble(settings_in(self.folder))
        with parts.store.read() as work:
            heads = archive.latest(work, limit=10)
        parts.store.close()
        return [head.values.get(key) for head in heads]


@pytest.fixture
def trial(made: Path, tmp_path: Path) -> Trial:
    return Trial(made, tmp_path)


@pytest.mark.parametrize("row", OPTIONS, ids=name_of)
@pytest.mark.parametrize("found", Input)
def test_each_option_is_honoured_or_refused_with_each_input(
    trial: Trial, row: OptionRow, found: Input
) -> None:
    if found in row.inputs:
        PROOFS[name_of(row)](trial, found)
        return
    done = ordered(trial.folder, "load", str(trial.made / PATHS[found]), *words_of(row))
    assert done.exit_code == 2
    assert f"{name_of(row)} : sans effet sur {found}" in done.stderr
    assert not trial.folder.exists()


def proves_incomplete(trial: Trial, found: Input) -> None:
    assert trial.load(found, "--incomplete").exit_code == 0


def proves_kind(trial: Trial, found: Input) -> None:
    path = str(trial.made / PATHS[found])
    assert ordered(trial.folder, "load", path, "--kind", "sorte").exit_code == 2
    assert ordered(trial.folder, "load", path, "--kind", "tool").exit_code == 0
    parts = assemble(settings_in(trial.folder))
    with parts.store.read() as work:
        assert [head.kind for head in archive.latest(work, limit=9)] == ["tool"]
    parts.store.close()


def proves_source(trial: Trial, found: Input) -> None:
    for source in ("lille", "brest", "lille"):
        trial.load(found, "--source", source)
    assert len(trial.values("title")) == 2


def proves_column(trial: Trial, found: Input) -> None:
    trial.load(found, "--column", "Durée=preparation")
    assert trial.values("preparation") == ["PT1H"]


def proves_author(trial: Trial, found: Input) -> None:
    trial.load(found, "--author", "Bruno", "--author", "Léa")
    assert trial.values("authors") == [[{"name": "Bruno"}, {"name": "Léa"}]]


def proves_licence(trial: Trial, found: Input) -> None:
    refused = trial.load(found, "--licence", "MIT")
    assert (refused.exit_code, refused.stderr.count("MIT")) == (2, 1)
    trial.load(found, "--licence", "CC0-1.0")
    assert trial.values("licence") == ["CC0-1.0"]


def proves_language(trial: Trial, found: Input) -> None:
    assert trial.load(found, "--language", "pas une langue").exit_code == 2
    trial.load(found, "--language", "en")
    assert trial.values("language") == ["en"]


def proves_drafts(trial: Trial, found: Input) -> None:
    add_account(trial.folder, EMAIL, "editor")
    path = trial.folder.with_name("fautif.csv")
    path.write_text("Titre;Durée\nLe mur;un moment\n", encoding="utf-8")
    words = ("load", str(path), "--kind", "method", "--drafts", EMAIL)
    assert "1 en brouillon" in ordered(trial.folder, *words).stdout
    parts = assemble(settings_in(trial.folder))
    with parts.store.read() as work:
        account = by_email(work, EMAIL)
        assert account is not None
        assert [d.values["title"] for d in drafts.of(work, account[0].id)] == ["Le mur"]
    parts.store.close()


def proves_replace(trial: Trial, found: Input) -> None:
    assert trial.load(found, "--replace").exit_code == 0


def proves_check(trial: Trial, found: Input) -> None:
    done = trial.load(found, "--check")
    assert (done.exit_code, trial.values("title")) == (0, [])


PROOFS: dict[str, Callable[[Trial, Input], None]] = {
    "--incomplete": proves_incomplete,
    "--kind": proves_kind,
    "--source": proves_source,
    "--column": proves_column,
    "--author": proves_author,
    "--licence": proves_licence,
    "--language": proves_language,
    "--drafts": proves_drafts,
    "--replace": proves_replace,
    "--check": proves_check,
}
"""Option -> what shows, for an input that it goes with, that it is honoured."""


@pytest.mark.parametrize("row", [r for r in OPTIONS if not r.option.is_flag])
def test_an_option_without_a_word_in_it_is_a_usage_error(
    trial: Trial, row: OptionRow
) -> None:
    found = next(iter(row.inputs))
    assert trial.load(found, name_of(row), " ").exit_code == 2
