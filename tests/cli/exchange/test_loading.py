"""What `commons load` does with each of its options, whatever it is given."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people.accounts import by_email
from commons.cli.exchange.options import OPTIONS, Input, OptionRow
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.text.files import front_matter
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.wiring.assembly import assemble_components
from tests.conftest import settings_in
from tests.servers.server import add_account, ordered

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
    "--map": __file__,
    "--encoding": "cp850",
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

    def load(self, found: Input, *words: str, path: Path | None = None) -> Result:
        """Load what there is of this sort; a spreadsheet needs its kind."""
        kind = ("--kind", "method") if found is Input.TABLE else ()
        where = path or self.made / PATHS[found]
        return ordered(self.folder, "load", str(where), *kind, *words)

    def bare(self, found: Input) -> Path:
        """Give something to load that says neither author, licence nor language."""
        if found is Input.TABLE:
            return self.made / PATHS[found]
        copied = self.folder.with_name("nue")
        if not copied.is_dir():
            shutil.copytree(self.made / PATHS[found], copied)
            path = copied / "method" / "nue.md"
            path.write_text("# Une fiche nue\n\nLe texte.\n", encoding="utf-8")
        return copied

    def heads(self) -> list[Revision]:
        """Give the sheets, the one changed last first."""
        parts = assemble_components(settings_in(self.folder))
        with parts.store.read() as work:
            found = revisions.latest_heads(work, limit=10)
        parts.store.close()
        return found

    def values(self, key: str) -> list[object]:
        """Give what each sheet says in a field, newest first."""
        return [head.values.get(key) for head in self.heads()]

    def by_hand(self) -> None:
        """Correct the first sheet as a person does."""
        parts = assemble_components(settings_in(self.folder))
        with parts.store.write() as work:
            head = revisions.latest_heads(work, limit=1)[0]
            new_revision = NewRevision(
                sheet=head.sheet,
                kind=head.kind,
                parent=head.number,
                action=Action.UPDATE,
                author=Person(id="zyxwvtsrqpnm", name="Bruno"),
                change_note="relu",
                values={**head.values, "duration": "PT3H"},
            )
            save_sheet(parts.schema, work, new_revision, confirmed=True)
        parts.store.close()


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
    path = trial.bare(found)
    rows = SHEET.replace("---\nLe", "steps: [{title: Accueillir}]\n---\nLe")
    (path / "method" / "nue.md").write_text(rows, encoding="utf-8")
    assert "steps 1.text" in trial.load(found, path=path).stderr
    assert trial.load(found, "--incomplete", path=path).exit_code == 0
    assert len(trial.values("title")) == 2


def proves_kind(trial: Trial, found: Input) -> None:
    path = str(trial.made / PATHS[found])
    assert ordered(trial.folder, "load", path, "--kind", "sorte").exit_code == 2
    assert ordered(trial.folder, "load", path, "--kind", "tool").exit_code == 0
    parts = assemble_components(settings_in(trial.folder))
    with parts.store.read() as work:
        assert [head.kind for head in revisions.latest_heads(work, limit=9)] == ["tool"]
    parts.store.close()


def proves_map(trial: Trial, found: Input) -> None:
    path = trial.folder.with_name("ailleurs")
    (path / "fiches").mkdir(parents=True)
    text = (
        "---\nnom: Tri de cartes\nphase: Voir\n---\n## Comment\n\n- Trier.\n- Dire.\n"
    )
    (path / "fiches" / "tri.md").write_text(text, encoding="utf-8")
    mapping = trial.folder.with_name("ailleurs.yaml")
    lines = (
        "kind: method",
        "source: ailleurs",
        "defaults: {licence: CC0-1.0, language: fr, authors: Collectif}",
        "fields: {nom: title, phase: objective, Comment: steps}",
        "values: {objective: {Voir: understand}}",
    )
    mapping.write_text("\n".join(lines), encoding="utf-8")
    nothing = trial.load(found, path=path)
    assert (nothing.exit_code, "Rien n’est entré" in nothing.stderr) == (1, True)
    assert trial.load(found, "--map", str(mapping), path=path).exit_code == 0
    assert trial.values("title") == ["Tri de cartes"]
    assert trial.values("objective") == [["understand"]]
    assert [len(head.items("steps")) for head in trial.heads()] == [2]
    mapping.write_text("fields: {nom: titre}", encoding="utf-8")
    refused = trial.load(found, "--map", str(mapping), path=path)
    assert (refused.exit_code, "« titre »" in refused.stderr) == (1, True)


def proves_encoding(trial: Trial, found: Input) -> None:
    """Write a file whose few letters could be of several encodings."""
    path = trial.bare(found)
    if found is Input.TABLE:
        path = trial.folder.with_name("ancien.csv")
        path.write_bytes("Titre\nDébat\n".encode("cp850"))
    else:
        text = SHEET.replace("Une bonne fiche", "Débat")
        (path / "method" / "nue.md").write_bytes(text.encode("cp850"))
    done = trial.load(found, path=path)
    assert "Débat" in trial.values("title")
    assert "MS-DOS" in done.stderr
    trial.load(found, "--encoding", "cp1252", "--source", "autre", path=path)
    assert "D\u201abat" in trial.values("title")


def proves_verbose(trial: Trial, found: Input) -> None:
    """Write one fault five times over."""
    path = trial.bare(found)
    if found is Input.TABLE:
        path = trial.folder.with_name("fautif.csv")
        lines = [f"Fiche {n};un moment" for n in range(5)]
        path.write_text("\n".join(["Titre;Durée", *lines]), encoding="utf-8")
    else:
        (path / "method" / "nue.md").unlink()
        for n in range(5):
            text = SHEET.replace("fiche", f"fiche {n}").replace("CC-BY-4.0", f"MIT-{n}")
            (path / "method" / f"faute-{n}.md").write_text(text, encoding="utf-8")
    words = "une durée est attendue" if found is Input.TABLE else "partie des choix"
    few, every = trial.load(found, path=path), trial.load(found, "--verbose", path=path)
    assert (few.stderr.count(words), every.stderr.count(words)) == (3, 5)
    assert "2 autres fautes de cette sorte" in few.stderr
    assert "5 fautes" in few.stdout


def proves_source(trial: Trial, found: Input) -> None:
    for source in ("lille", "brest", "lille"):
        trial.load(found, "--source", source)
    known = found is Input.EXPORT  # each sheet says which one it is
    assert len(trial.values("title")) == (1 if known else 2)
    assert " lille " in ordered(trial.folder, "loads").stdout


def proves_adopt(trial: Trial, found: Input) -> None:
    """Copy what was loaded elsewhere, change it, and have it taken over."""
    trial.load(found)
    where = trial.folder.with_name("copie") / PATHS[found]
    if found is Input.TABLE:
        where.parent.mkdir()
        where.write_text("Titre;Durée\nLe banc;2 h\n", encoding="utf-8")
    else:
        shutil.copytree(trial.made / PATHS[found], where)
        for path in where.glob("method/*.md"):
            text = path.read_text(encoding="utf-8").replace("Le texte.", "Un autre.")
            path.write_text(text, encoding="utf-8")
    words = ("--source", "copie") if found is Input.EXPORT else ()
    before = trial.heads()
    refused = trial.load(found, *words, path=where)
    assert (refused.exit_code, trial.heads()) == (1, before)
    assert "d’une autre source" in refused.stderr
    assert trial.load(found, "--adopt", *words, path=where).exit_code == 0
    assert [head.number for head in trial.heads()] == [2]


def proves_column(trial: Trial, found: Input) -> None:
    trial.load(found, "--column", "Durée=preparation")
    assert trial.values("preparation") == ["PT1H"]


def proves_author(trial: Trial, found: Input) -> None:
    words = ("--licence", "CC0-1.0", "--language", "fr")
    names = ("--author", "Bruno", "--author", "Léa")
    trial.load(found, *words, *names, path=trial.bare(found))
    assert [{"name": "Bruno"}, {"name": "Léa"}] in trial.values("authors")


def proves_licence(trial: Trial, found: Input) -> None:
    refused = trial.load(found, "--licence", "MIT")
    assert (refused.exit_code, refused.stderr.count("MIT")) == (2, 1)
    words = ("--licence", "CC0-1.0", "--language", "fr", "--author", "Léa")
    trial.load(found, *words, path=trial.bare(found))
    assert "CC0-1.0" in trial.values("licence")


def proves_language(trial: Trial, found: Input) -> None:
    assert trial.load(found, "--language", "pas une langue").exit_code == 2
    words = ("--licence", "CC0-1.0", "--language", "en", "--author", "Léa")
    trial.load(found, *words, path=trial.bare(found))
    assert "en" in trial.values("language")


def proves_drafts(trial: Trial, found: Input) -> None:
    add_account(trial.folder, EMAIL, "editor")
    path = trial.bare(found)
    if found is Input.TABLE:
        path = trial.folder.with_name("fautif.csv")
        path.write_text("Titre;Durée\nLe mur;un moment\n", encoding="utf-8")
    foreseen = trial.load(found, "--drafts", EMAIL, "--check", path=path)
    done = trial.load(found, "--drafts", EMAIL, path=path)
    parts = assemble_components(settings_in(trial.folder))
    with parts.store.read() as work:
        account = by_email(work, EMAIL)
        assert account is not None
        titles = [d.values["title"] for d in drafts.drafts_of(work, account[0].id)]
    parts.store.close()
    assert titles in (["Le mur"], ["Une fiche nue"])
    for one in (foreseen, done):
        assert (one.exit_code, "1 en brouillon" in one.stdout) == (0, True)


def proves_replace(trial: Trial, found: Input) -> None:
    trial.load(found)
    trial.by_hand()
    kept = trial.load(found)
    assert (kept.exit_code, "1 gardées" in kept.stdout) == (0, True)
    assert "quelqu’un a modifié cette fiche" in kept.stderr
    assert trial.values("duration") == ["PT3H"]
    assert trial.load(found, "--replace").exit_code == 0
    assert trial.values("duration") == ["PT1H" if found is Input.TABLE else None]


def proves_check(trial: Trial, found: Input) -> None:
    add_account(trial.folder, EMAIL, "editor")
    before = tables(trial.folder)
    done = trial.load(found, "--check", path=trial.bare(found))
    bare = found is not Input.TABLE
    assert (done.exit_code, "licence" in done.stderr) == (int(bare), bare)
    assert tables(trial.folder) == before
    assert list(trial.folder.glob("media/**/*.*")) == []


def tables(folder: Path) -> list[str]:
    """Give all that a database holds."""
    with closing(sqlite3.connect(folder / "commons.sqlite")) as database:
        return list(database.iterdump())


def proves_site(trial: Trial, found: Input) -> None:
    copied = trial.folder.with_name("avec")
    shutil.copytree(trial.made / PATHS[found], copied)
    group = {"id": "zyxwvtsrqpnm", "name": "Les Ponts", "words": "", "territory": ""}
    said = {"themes": [], "organisations": [{**group, "link": ""}], "people": []}
    (copied / "site.json").write_text(json.dumps(said), encoding="utf-8")
    trial.load(found)
    assert "1 organisations" not in trial.load(found, path=copied).stdout
    assert "1 organisations" in trial.load(found, "--site", path=copied).stdout


PROOFS: dict[str, Callable[[Trial, Input], None]] = {
    "--incomplete": proves_incomplete,
    "--kind": proves_kind,
    "--map": proves_map,
    "--encoding": proves_encoding,
    "--verbose": proves_verbose,
    "--source": proves_source,
    "--adopt": proves_adopt,
    "--column": proves_column,
    "--author": proves_author,
    "--licence": proves_licence,
    "--language": proves_language,
    "--drafts": proves_drafts,
    "--replace": proves_replace,
    "--check": proves_check,
    "--site": proves_site,
}
"""Option -> what shows, for an input that it goes with, that it is honoured."""


def test_columns_left_out_are_named(trial: Trial) -> None:
    path = trial.folder.with_name("large.csv")
    path.write_text("Titre;Météo;Durée;\nLe banc;beau;1 h;x\n", encoding="utf-8")
    done = trial.load(Input.TABLE, path=path)
    assert "colonnes laissées de côté" in done.stderr
    assert "« Météo »" in done.stderr
    assert "« Durée »" not in done.stderr


@pytest.mark.parametrize("words", [(), ("--map",)])
def test_a_pipe_is_refused_and_never_waited_for(
    trial: Trial, words: tuple[str, ...]
) -> None:
    pipe = trial.folder.with_name("tube")
    os.mkfifo(pipe)
    if words:
        done = trial.load(Input.FOLDER, *words, str(pipe))
    else:
        done = trial.load(Input.TABLE, path=pipe)
    assert (done.exit_code, "n’est pas un fichier" in done.stderr) == (1, True)


@pytest.mark.parametrize("row", [r for r in OPTIONS if not r.option.is_flag])
def test_an_option_without_a_word_in_it_is_a_usage_error(
    trial: Trial, row: OptionRow
) -> None:
    found = next(iter(row.inputs))
    assert trial.load(found, name_of(row), " ").exit_code == 2


def test_what_came_before_its_source_is_judged_again_when_that_comes(
    made: Path, tmp_path: Path
) -> None:
    (source,) = made.glob("export/method/*.md")
    told, _ = front_matter.read_front_matter(source.read_text(encoding="utf-8"))
    identifier = told["id"]
    row = (
        f"sources:\n- url: https://exemple.org/sheets/{identifier}/v/1\n"
        "  title: Une bonne fiche\n"
        "  author: Camille\n  licence: CC0-1.0\n"
        "  changes: Le déroulé est raccourci, et les exemples sont d’ici.\n"
    )
    (tmp_path / "late" / "method").mkdir(parents=True)
    adapted = SHEET.replace("Une bonne", "Une autre").replace("CC-BY-4.0", "CC0-1.0")
    text = adapted.replace("authors:", f"{row}authors:")
    (tmp_path / "late" / "method" / "a.md").write_text(text, encoding="utf-8")
    first = ordered(tmp_path / "own", "load", str(tmp_path / "late"))
    assert first.exit_code == 0, first.output
    second = ordered(tmp_path / "own", "load", str(made / "export"))
    assert second.exit_code == 1, second.output
    assert "« Une autre fiche », que sa source ne permet pas ainsi" in second.output
    assert ordered(tmp_path / "own", "check").exit_code == 1
