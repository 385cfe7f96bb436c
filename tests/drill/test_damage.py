"""Everything that can be damaged, in every way: told at once, and the rest is had."""

import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.store.log import revisions
from commons.services.operations.backups.backup_manifest import DATABASE
from commons.services.operations.backups.rescue import DAMAGED
from tests.conftest import instance
from tests.servers.server import ordered
from tests.services.damage import (
    FILES,
    NAMES,
    ROWS,
    WAYS,
    back_up,
    content,
    copy,
    cut,
    emptied,
    flipped,
    lengthened,
    log_of_sheets,
    make,
    pages,
    places,
    restored_faulty,
)

pytestmark = pytest.mark.thorough


@pytest.fixture(scope="module")
def home(starter_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(starter_folder, tmp_path_factory.mktemp("whole") / "instance")


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> Path:
    return copy(home, tmp_path)


@pytest.fixture(scope="module")
def whole(home: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return back_up(home, tmp_path_factory.mktemp("saved"))


@pytest.mark.parametrize("spoil", WAYS)
def test_a_file_that_is_damaged_is_told_at_once_and_the_rest_comes_back(
    copied: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(BlobStore(data_dir=copied).path(NAMES[1]))
    saved = tmp_path / "tout.tgz"
    done = ordered(copied, "backup", str(saved))
    assert done.exit_code == 1
    assert NAMES[1] in done.stderr
    assert "la sauvegarde est écrite" in done.stderr
    assert saved.is_file()
    new, told = restored_faulty(tmp_path, saved)
    assert NAMES[1] in told.stderr
    blobs = BlobStore(data_dir=new)
    assert [blobs.has(name) for name in NAMES] == [True, False, True]
    assert blobs.path(NAMES[2]).read_bytes() == content(2)
    assert (new / DAMAGED / NAMES[1]).exists() == (
        spoil in {flipped, cut, emptied, lengthened}
    )
    checked = ordered(new, "check")
    assert checked.exit_code == 1
    assert f"{NAMES[1]} manque" in checked.stderr


@pytest.mark.parametrize("order", ROWS.values(), ids=ROWS)
def test_a_row_that_is_damaged_is_told_at_once_and_the_rest_comes_back(
    copied: Path, tmp_path: Path, order: str
) -> None:
    with closing(sqlite3.connect(copied / DATABASE)) as connection:
        connection.execute(order)
        connection.commit()
    saved = tmp_path / "tout.tar"
    done = ordered(copied, "backup", str(saved))
    assert done.exit_code == 1
    assert "la sauvegarde est écrite" in done.stderr
    new, told = restored_faulty(tmp_path, saved)
    assert told.stderr != ""
    with closing(sqlite3.connect(new / DATABASE)) as connection:
        titles = {row[0] for row in connection.execute("SELECT title FROM sheets")}
    assert {"Fiche 0", "Fiche 2"} <= titles
    with instance(new) as parts, parts.store.read() as work:
        assert len(revisions.changes_after(work, 0, revisions.ALL)) >= FILES


@pytest.mark.parametrize("table", ["revisions", "blocks", "people", "sheets", "names"])
def test_pages_of_the_database_that_are_damaged_cost_their_rows_alone(
    copied: Path, tmp_path: Path, table: str
) -> None:
    size, found = pages(copied / DATABASE, table)
    with (copied / DATABASE).open("r+b") as file:
        file.seek((found[len(found) // 2] - 1) * size)
        file.write(b"\xff" * 200)
    saved = tmp_path / "tout.tar"
    done = ordered(copied, "backup", str(saved))
    assert done.exit_code == 1, done.stderr
    assert "abîmée" in done.stderr
    assert saved.is_file()
    new = tmp_path / "new"
    again = ordered(new, "restore", str(saved), "--faulty")
    assert again.exit_code == 0, again.stderr
    with instance(new) as parts:
        assert parts.store.faults() == []
        if len(found) > 1 or table not in {"revisions", "blocks"}:
            assert log_of_sheets(new) > 0


@pytest.mark.parametrize("where", ["header", "content"])
@pytest.mark.parametrize("number", range(3 + FILES))
def test_one_wrong_byte_in_an_archive_costs_what_it_hits_alone(
    whole: bytes, tmp_path: Path, where: str, number: int
) -> None:
    name, start, size = list(places(whole))[number]
    spoilt = bytearray(whole)
    spoilt[start - 500 if where == "header" else start + size // 3] ^= 4
    saved = tmp_path / "tout.tar"
    saved.write_bytes(spoilt)
    new, told = restored_faulty(tmp_path, saved)
    blobs = BlobStore(data_dir=new)
    lost = [one for one in NAMES if not blobs.has(one)]
    assert lost == ([name.removeprefix("media/")] if "/" in name else [])
    assert told.stderr != ""
    assert log_of_sheets(new) > FILES


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("share", [0.6, 0.95, 0.999])
def test_an_archive_that_is_cut_short_gives_what_it_has(
    whole: bytes, tmp_path: Path, share: float, *, zipped: bool
) -> None:
    start = next(start for name, start, _ in places(whole) if "/" in name)
    content = gzip.compress(whole, 1) if zipped else whole.rstrip(b"\0")
    saved = tmp_path / "tout.tar"
    saved.write_bytes(content[: int(len(content) * share)])
    new = tmp_path / "new"
    assert ordered(new, "restore", str(saved)).exit_code == 1
    done = ordered(new, "restore", str(saved), "--faulty")
    whole_base = not zipped and int(len(content) * share) > start
    assert done.exit_code == 0 or not whole_base
    if done.exit_code == 0:
        assert log_of_sheets(new) > 0
        assert done.stderr != ""
    else:
        assert len(done.stderr.splitlines()) == 1
        assert not new.exists()
