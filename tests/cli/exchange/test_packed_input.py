"""A ZIP comes in by `commons load`, and goes out by `commons export --sheet`."""

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.imports import loads
from commons.adapters.store.log import revisions
from commons.core.domain import clock
from commons.core.domain.sheet import Action, Person, Revision
from commons.services.exchange.export.folder_export import (
    sheet_markdown,
    version_markdown,
)
from commons.wiring.assembly import assemble_components, load_schema
from tests.conftest import settings_in
from tests.servers.server import ordered
from tests.services.exchange.archive.zips import SHEET, packed


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """Give an instance with a sheet, the ZIP of it, and its identifier."""
    home = tmp_path_factory.mktemp("zip")
    plain = packed(home / "fiches.zip", ("method/une.md", SHEET.encode()))
    assert ordered(home / "a", "load", str(plain)).exit_code == 0
    parts = assemble_components(settings_in(home / "a"))
    with parts.store.read() as work:
        (head,) = revisions.latest_heads(work, limit=2)
    parts.store.close()
    path = home / "une.zip"
    done = ordered(home / "a", "export", str(path), "--sheet", head.sheet)
    assert done.stdout == f"1 versions écrites dans {path}\n"
    return home / "a", path, head.sheet


def source_of_load(folder: Path) -> tuple[str, str]:
    parts = assemble_components(settings_in(folder))
    with parts.store.read() as work:
        ((load, _, _),) = loads.all_loads(work)
    parts.store.close()
    return load.source, load.place


def test_a_zip_of_markdown_loads_as_the_folder_would(
    begun: tuple[Path, Path, str], tmp_path: Path
) -> None:
    plain = begun[1].with_name("fiches.zip")
    done = ordered(tmp_path / "b", "load", str(plain))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 créées" in done.stdout
    assert source_of_load(tmp_path / "b") == ("fiches", str(plain))
    again = ordered(tmp_path / "b", "load", str(plain))
    assert "0 créées, 0 mises à jour, 1 inchangées" in again.stdout


def test_a_zip_of_a_site_is_of_that_source(
    begun: tuple[Path, Path, str], tmp_path: Path
) -> None:
    _, path, _ = begun
    done = ordered(tmp_path / "b", "load", str(path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert source_of_load(tmp_path / "b") == ("http://localhost:8000", str(path))
    named = ordered(tmp_path / "c", "load", str(path), "--source", "mon site")
    assert named.exit_code == 0
    assert source_of_load(tmp_path / "c")[0] == "mon site"


def test_a_collision_of_sites_or_a_sheet_that_is_not_there_is_said(
    begun: tuple[Path, Path, str], tmp_path: Path
) -> None:
    folder, path, sheet = begun
    done = ordered(folder, "export", str(tmp_path / "a.zip"), "--sheet", "0" * 12)
    assert done.exit_code == 1
    assert "aucune fiche" in done.stderr
    taken = ordered(folder, "export", str(path), "--sheet", sheet)
    assert (taken.exit_code, "existe déjà" in taken.stderr) == (1, True)
    address = f"https://commons.example/sheets/{sheet}/une-bonne-fiche"
    named = ordered(folder, "export", str(tmp_path / "b.zip"), "--sheet", address)
    assert named.exit_code == 0
    assert (tmp_path / "b.zip").read_bytes() == path.read_bytes()


def test_faults_are_named_where_they_stand_in_the_zip(tmp_path: Path) -> None:
    wrong = SHEET.replace("CC-BY-4.0", "inconnue").encode()
    path = packed(tmp_path / "a.zip", ("method/une.md", wrong))
    done = ordered(tmp_path / "b", "load", str(path))
    assert done.exit_code == 1
    assert f"{path}/method/une.md:3: " in done.stderr


def test_a_check_of_a_zip_writes_nothing(
    begun: tuple[Path, Path, str], tmp_path: Path
) -> None:
    done = ordered(tmp_path / "b", "load", str(begun[1]), "--check")
    assert done.exit_code == 0
    assert "1 créées" in done.stdout
    parts = assemble_components(settings_in(tmp_path / "b"))
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == 0
    parts.store.close()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("../method/a.md", b"", "chemin impossible"),
        ("method/a.md", bytes(30_000_000), "trop grand"),
    ],
)
def test_a_hostile_zip_is_refused_in_one_line_and_begins_nothing(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    path = packed(tmp_path / "a.zip", (name, content))
    done = ordered(tmp_path / "b", "load", str(path))
    assert done.exit_code == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "b").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]


def test_a_zip_that_was_tampered_with_is_named_and_does_not_come_in(
    begun: tuple[Path, Path, str], tmp_path: Path
) -> None:
    _, path, sheet = begun
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    changed = packed(
        tmp_path / "a.zip",
        *((name, text.replace(b"Le texte", b"Un autre")) for name, text in members),
    )
    done = ordered(tmp_path / "b", "load", str(changed))
    assert done.exit_code == 1
    assert f"{changed}/versions/{sheet}/1.md:1: " in done.stderr
    assert "n’est pas celle qui a été exportée" in done.stderr


def test_a_zip_goes_through_the_law_of_publishing_as_any_door(tmp_path: Path) -> None:
    schema, _ = load_schema()
    made = Revision(
        sheet="4e89bke0xq91",
        kind="method",
        number=1,
        parent=None,
        sequence=1,
        instant=clock.now(),
        action=Action.CREATE,
        author=Person(id="camm0000000c", name="Camille"),
        change_note="",
        values={
            "title": "Le hamac",
            "language": "fr",
            "authors": [{"name": "Camille"}],
        },
    )
    sealed = replace(made, hash=render_block(schema, made).hash)
    path = packed(
        tmp_path / "a.zip",
        (f"versions/{made.sheet}/1.md", version_markdown(sealed, 1).encode()),
        ("method/le-hamac.md", sheet_markdown(sealed).encode()),
    )
    done = ordered(tmp_path / "b", "load", str(path))
    assert done.exit_code == 1, done.output
    assert "0 créées, 0 mises à jour" in done.stdout
    assert f"{path}/versions/{made.sheet}/1.md:1: licence" in done.stderr
