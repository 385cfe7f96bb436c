"""What is damaged is told when it is backed up, and the rest can be restored.

A case of each kind; the drill has the others.
"""

import json
import sqlite3
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from commons.adapters.media.blob_store import BlobStore
from commons.adapters.store.engine.unit_of_work import open_file
from commons.services.operations.backups.backup_manifest import DATABASE, MANIFEST
from tests.servers.server import ordered
from tests.services.damage import (
    NAMES,
    ROWS,
    back_up,
    content,
    copy,
    flipped,
    log_of_sheets,
    make,
    places,
    restored_faulty,
)

pytestmark = pytest.mark.sqlite


@pytest.fixture(scope="module")
def home(empty_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(empty_folder, tmp_path_factory.mktemp("whole") / "instance")


@pytest.fixture
def copied(home: Path, tmp_path: Path) -> Path:
    return copy(home, tmp_path)


@pytest.fixture(scope="module")
def whole(home: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return back_up(home, tmp_path_factory.mktemp("saved"))


def test_a_file_that_is_damaged_is_told_at_once_and_the_rest_comes_back(
    copied: Path, tmp_path: Path
) -> None:
    flipped(BlobStore(data_dir=copied).path(NAMES[1]))
    saved = tmp_path / "tout.tgz"
    done = ordered(copied, "backup", str(saved))
    assert done.exit_code == 1
    assert NAMES[1] in done.stderr
    assert "la sauvegarde est écrite" in done.stderr
    new, told = restored_faulty(tmp_path, saved)
    assert NAMES[1] in told.stderr
    blobs = BlobStore(data_dir=new)
    assert [blobs.has(name) for name in NAMES] == [True, False, True]
    assert blobs.path(NAMES[2]).read_bytes() == content(2)


def test_a_row_that_is_damaged_is_told_at_once_and_the_rest_comes_back(
    copied: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(copied / DATABASE)) as connection:
        connection.execute(ROWS["a version that cannot be read"])
        connection.commit()
    saved = tmp_path / "tout.tar"
    assert ordered(copied, "backup", str(saved)).exit_code == 1
    new, told = restored_faulty(tmp_path, saved)
    assert "ne peut pas être lue" in told.stderr
    assert log_of_sheets(new) == len(NAMES) - 1


@pytest.mark.parametrize("number", [1, 4])
def test_one_wrong_byte_in_a_header_costs_what_follows_it_alone(
    whole: bytes, tmp_path: Path, number: int
) -> None:
    name, start, _ = list(places(whole))[number]
    spoilt = bytearray(whole)
    spoilt[start - 500] ^= 4
    (tmp_path / "tout.tar").write_bytes(spoilt)
    new, told = restored_faulty(tmp_path, tmp_path / "tout.tar")
    blobs = BlobStore(data_dir=new)
    lost = [one for one in NAMES if not blobs.has(one)]
    assert lost == ([name.removeprefix("media/")] if "/" in name else [])
    assert "en-tête" in told.stderr
    assert log_of_sheets(new) == len(NAMES)


def test_what_is_no_backup_is_refused_however_one_insists(tmp_path: Path) -> None:
    for number, text in enumerate((b"", b"x" * 10_000, bytes(10_240), b"\x1f\x8b\x08")):
        path = tmp_path / str(number)
        path.write_bytes(text)
        done = ordered(tmp_path / "new", "restore", str(path), "--faulty")
        assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
        assert not (tmp_path / "new").exists()


def test_a_newer_commons_is_asked_for_however_one_insists(
    whole: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "tout.tar"
    path.write_bytes(whole)
    with tarfile.open(path) as tar:
        members = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]  # all are files
    manifest = json.loads(members.pop(MANIFEST))
    base = tmp_path / "base"
    base.write_bytes(members[DATABASE])
    with closing(sqlite3.connect(base)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    manifest["schema"] = "9999"
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as tar:
        for name, told in (
            (MANIFEST, json.dumps(manifest).encode()),
            *(members | {DATABASE: base.read_bytes()}).items(),
        ):
            header = tarfile.TarInfo(name)
            header.size = len(told)
            tar.addfile(header, BytesIO(told))
    done = ordered(tmp_path / "new", "restore", str(path), "--faulty")
    assert (done.exit_code, "9999" in done.stderr) == (1, True)
    assert not (tmp_path / "new").exists()


def test_a_backup_makes_again_what_it_can_and_needs_no_indulgence(
    copied: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(copied / DATABASE)) as connection:
        connection.execute("UPDATE sheets SET title = 'Autre', deleted = 1")
        connection.execute("DELETE FROM shelves")
        connection.commit()
    saved = tmp_path / "tout.tar"
    done = ordered(copied, "backup", str(saved))
    assert done.exit_code == 0, done.stderr
    assert "refait dans la sauvegarde" in done.stderr
    assert ordered(tmp_path / "new", "restore", str(saved)).exit_code == 0
    store = open_file(tmp_path / "new" / DATABASE)
    assert store.faults() == []
    store.close()
