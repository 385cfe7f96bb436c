"""What is written for others: quads, sheets in Markdown, tables to fill, the index."""

import gzip
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.servers.server import ordered


@pytest.fixture(scope="module")
def folder(starter_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an instance with the starter content."""
    made = tmp_path_factory.mktemp("exporting") / "instance"
    return Path(shutil.copytree(starter_folder, made))


def test_dump_writes_quads_that_parse_zipped_or_not(
    folder: Path, tmp_path: Path
) -> None:
    plain, zipped = tmp_path / "tout.nq", tmp_path / "tout.nq.gz"
    assert ordered(folder, "dump", str(plain)).exit_code == 0
    assert ordered(folder, "dump", str(zipped)).exit_code == 0
    content = plain.read_bytes()
    assert gzip.decompress(zipped.read_bytes()) == content
    assert len(list(ox.parse(content, format=ox.RdfFormat.N_QUADS))) > 500
    assert b"commons.invalid" not in content
    assert list(tmp_path.glob(".*")) == []


def test_the_index_is_rebuilt_to_the_same_size(folder: Path) -> None:
    done = ordered(folder, "index", "--anew")
    assert done.exit_code == 0
    assert int(done.stdout.split()[0]) >= 12


def test_a_template_is_written_where_it_loads_from(
    folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "modele.csv"
    written = ordered(folder, "template", "experience")
    path.write_text(written.stdout, encoding="utf-8")
    done = ordered(folder, "load", str(path), "--kind", "experience")
    assert (done.exit_code, done.stderr) == (0, "")


def test_an_export_counts_its_versions_and_a_dump_wants_one_place(
    folder: Path, tmp_path: Path
) -> None:
    done = ordered(folder, "export", str(tmp_path / "fiches"))
    written = len(list((tmp_path / "fiches").glob("*/*/*.md")))
    assert done.stdout == f"{written} versions écrites dans {tmp_path / 'fiches'}\n"
    for words in (
        ("dump",),
        ("dump", "x.nq", "--publish"),
        ("dump", "--publish", "--current"),
    ):
        refused = ordered(folder, *words)
        assert refused.exit_code == 2
        assert "soit un fichier, soit --publish" in refused.stderr


def test_a_template_of_no_kind_names_the_kinds(folder: Path) -> None:
    refused = ordered(folder, "template", "recette")
    assert refused.exit_code == 2
    assert "method" in refused.stderr
