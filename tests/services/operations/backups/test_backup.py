"""Backing up while people write: all of one state, and nobody waits."""

import re
import resource
import shutil
import stat
import tarfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import revisions
from commons.adapters.store.people.credentials import sessions
from commons.app import create_app
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.errors import NotEmptyError, StorageError
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.backup_manifest import DATABASE, MANIFEST
from commons.services.people.accounts import check_password
from commons.wiring.assembly import assemble_components
from tests.adapters.store.processes import at_once
from tests.conftest import instance, settings_in
from tests.people.visitor import PASSWORD, Visitor
from tests.services.archives import EMAIL, Lived, live, log_of, restored


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """Give an instance in which things happened, to copy; it is closed."""
    with instance(tmp_path_factory.mktemp("lived") / "instance") as parts:
        return live(parts)


@pytest.fixture
def lived(once: Lived, tmp_path: Path) -> Iterator[Lived]:
    """Give a copy of the instance in which things happened."""
    shutil.copytree(once.parts.settings.data_dir, tmp_path / "instance")
    with instance(tmp_path / "instance") as parts:
        yield replace(once, parts=parts)


def data_dir(lived: Lived) -> Path:
    return lived.parts.settings.data_dir


@pytest.mark.parametrize("name", ["tout.tar", "tout.tar.gz", "tout.tgz"])
def test_everything_comes_back(lived: Lived, tmp_path: Path, name: str) -> None:
    path, folder = tmp_path / name, tmp_path / "new" / "instance"
    written = write_backup(lived.parts.store, lived.parts.blobs, path)
    assert path.read_bytes().startswith(b"\x1f\x8b") == (name != "tout.tar")
    found = restored(path, folder)
    assert found == written
    assert found.counts["accounts"] == found.counts["drafts"] == 1
    assert found.head == found.counts["versions"] == len(log_of(lived.parts.store))

    parts = assemble_components(settings_in(folder))
    assert log_of(parts.store) == log_of(lived.parts.store)
    assert parts.settings.secret_key == lived.parts.settings.secret_key
    if not parts.store.lies_in_file:
        parts.catch_up()  # the index lies beside the tables, for the first server to make
    assert parts.index.mark() == found.head
    with parts.store.read() as work:
        assert check_password(work, EMAIL, PASSWORD) == lived.account
        assert sessions.session_account(work, lived.session) is None
        assert drafts.get_draft(work, lived.account.id, lived.draft.id) == lived.draft
    parts.store.close()


def test_the_pages_of_the_new_instance_answer_at_the_old_addresses(
    lived: Lived, tmp_path: Path
) -> None:
    write_backup(lived.parts.store, lived.parts.blobs, tmp_path / "tout.tar")
    restored(tmp_path / "tout.tar", tmp_path / "new")
    parts = assemble_components(settings_in(tmp_path / "new"))
    old = Visitor(create_app(lived.parts).test_client(), lived.parts)
    new = Visitor(create_app(parts).test_client(), parts)
    with parts.store.read() as work:
        sheets = revisions.latest_heads(work, limit=5)
    for sheet in sheets:
        address = f"/sheets/{sheet.sheet}/{sheet.slug}"
        assert old.get(address).status_code == new.get(address).status_code == 200
        version = f"/sheets/{sheet.sheet}/v/{sheet.number}.nq"
        assert old.get(version).data == new.get(version).data
    answer = new.post("/login", email=EMAIL, password=PASSWORD)
    assert answer.status_code == 303
    parts.follower.stop()
    parts.store.close()


def test_harvesters_begin_again_with_what_was_restored(
    lived: Lived, tmp_path: Path
) -> None:
    write_backup(lived.parts.store, lived.parts.blobs, tmp_path / "tout.tar")
    restored(tmp_path / "tout.tar", tmp_path / "new")
    parts = assemble_components(settings_in(tmp_path / "new"))
    client = create_app(parts).test_client()
    assert client.get("/feeds/ldes/1/1").status_code == 410
    root = client.get("/feeds/ldes").get_data(as_text=True)
    (page,) = set(re.findall(r"/feeds/ldes/\d{8}/\d+", root))
    assert client.get(page).status_code == 200
    parts.follower.stop()
    parts.store.close()


def test_only_its_owner_reads_a_backup_and_nothing_lies_beside_it(
    lived: Lived, tmp_path: Path
) -> None:
    saved = tmp_path / "tout.tar"
    lived.parts.store.counters.count_hit("an attempt", 3600)
    write_backup(lived.parts.store, lived.parts.blobs, saved)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert {path.name for path in saved.parent.iterdir()} == {"instance", "tout.tar"}
    with tarfile.open(saved) as tar:
        assert tar.getnames() == [MANIFEST, DATABASE, "secret_key"]


def test_what_was_deleted_from_the_tables_is_not_in_a_backup(
    lived: Lived, tmp_path: Path
) -> None:
    told = "Un début d’été".encode()
    with lived.parts.store.write() as work:
        drafts.drop_draft(work, lived.account.id, lived.draft.id)
    write_backup(lived.parts.store, lived.parts.blobs, tmp_path / "tout.tar")
    assert told not in (tmp_path / "tout.tar").read_bytes()


def test_a_backup_never_overwrites_a_file(lived: Lived, tmp_path: Path) -> None:
    saved = tmp_path / "tout.tar"
    saved.write_bytes(b"mine")
    with pytest.raises(NotEmptyError, match="existe déjà"):
        write_backup(lived.parts.store, lived.parts.blobs, saved)
    assert saved.read_bytes() == b"mine"


def test_a_backup_that_takes_the_name_meanwhile_is_not_overwritten(
    lived: Lived, tmp_path: Path
) -> None:
    path = tmp_path / "tout.tar"

    def take(_done: int, _total: int) -> None:
        path.write_bytes(b"mine")

    with pytest.raises(NotEmptyError):
        write_backup(lived.parts.store, lived.parts.blobs, path, take)
    assert path.read_bytes() == b"mine"
    assert {entry.name for entry in tmp_path.iterdir()} == {"instance", "tout.tar"}


def test_a_folder_that_is_not_there_is_one_clear_line(
    lived: Lived, tmp_path: Path
) -> None:
    path = tmp_path / "nowhere" / "tout.tar"
    with pytest.raises(StorageError, match="No such file"):
        write_backup(lived.parts.store, lived.parts.blobs, path)


def test_what_is_written_during_the_backup_is_in_it_whole_or_not_at_all(
    lived: Lived, tmp_path: Path
) -> None:
    over = threading.Event()
    visitor = Visitor(create_app(lived.parts).test_client(), lived.parts)
    visitor.signed_in(Role.CONTRIBUTOR)

    def write() -> None:
        while not over.is_set():
            visitor.publishes("method", title=f"Fiche {iri.new_id()}")

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(3):
            with lived.parts.store.read() as work:
                before = revisions.head_sequence(work)
            path = tmp_path / f"{number}.tar"
            manifest = write_backup(lived.parts.store, lived.parts.blobs, path)
            assert manifest.head >= before
    finally:
        over.set()
        thread.join()
    live = log_of(lived.parts.store)
    for number in range(3):
        found = restored(tmp_path / f"{number}.tar", tmp_path / f"new{number}")
        parts = assemble_components(settings_in(tmp_path / f"new{number}"))
        assert log_of(parts.store) == live[: found.head]
        parts.store.close()


def test_a_backup_without_a_key_comes_back_and_a_new_one_is_made(
    lived: Lived, tmp_path: Path
) -> None:
    (data_dir(lived) / "secret_key").unlink()
    manifest = write_backup(lived.parts.store, lived.parts.blobs, tmp_path / "tout.tar")
    assert set(manifest.members) == {DATABASE}
    restored(tmp_path / "tout.tar", tmp_path / "new")
    assert not (tmp_path / "new" / "secret_key").exists()
    key = settings_in(tmp_path / "new").secret_key
    assert key != lived.parts.settings.secret_key


def test_a_disk_that_is_full_is_said_and_nothing_is_left(
    lived: Lived, tmp_path: Path
) -> None:
    def run(_number: int) -> None:
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit))
        with pytest.raises(StorageError, match="disk"):
            write_backup(lived.parts.store, lived.parts.blobs, tmp_path / "tout.tar")

    at_once(run, count=1)
    assert {entry.name for entry in tmp_path.iterdir()} == {"instance"}
