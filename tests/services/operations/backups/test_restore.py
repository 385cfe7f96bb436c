"""Putting a backup back: all of it or nothing, whoever wrote the archive."""

import gzip
import resource
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.engine.unit_of_work import open_file
from commons.adapters.store.measures.follower_checkpoints import find_checkpoint
from commons.errors import (
    CommonsError,
    DamagedError,
    FileFormatError,
    NotEmptyError,
    StorageError,
)
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.backup_manifest import DATABASE
from commons.services.operations.backups.restore import Target, restore_backup
from commons.services.operations.backups.unpack import CHUNK_BYTES
from commons.services.operations.data_folder import STAGING
from commons.wiring.assembly import assemble_components
from tests.adapters.store.processes import at_once
from tests.adapters.store.releases import LATER, knows_a_later_schema
from tests.conftest import settings_in
from tests.servers.server import ordered
from tests.services.archives import (
    entry,
    log_of,
    made_ready,
    packed,
    refused,
    restored,
    sworn,
    tampered,
    target_in,
    unpacked,
)


@pytest.mark.parametrize("name", [".hidden", "commons.sqlite", "lost+found/"])
def test_a_folder_that_holds_anything_is_refused_and_left_alone(
    saved: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    made = folder / name
    made.mkdir() if name.endswith("/") else made.write_text("mine")
    with pytest.raises(NotEmptyError, match="n’est pas vide"):
        restored(saved, folder)
    assert list(folder.iterdir()) == [made]


def test_what_an_interrupted_restore_left_is_named_with_the_way_on(
    saved: Path, tmp_path: Path
) -> None:
    left = tmp_path / "new" / STAGING
    left.mkdir(parents=True)
    with pytest.raises(NotEmptyError, match=f"retirez {left}"):
        restored(saved, tmp_path / "new")
    left.rmdir()
    restored(saved, tmp_path / "new")


@pytest.mark.parametrize("name", ["other.db", "other.db-wal", "other.db-shm"])
def test_a_database_elsewhere_is_never_overwritten(
    saved: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("mine")
    target = Target(data_dir=tmp_path / "new", store=open_file(tmp_path / "other.db"))
    with pytest.raises(NotEmptyError, match=name):
        restore_backup(saved, target, made_ready)
    assert (tmp_path / name).read_text() == "mine"
    assert not target.data_dir.exists()


@pytest.mark.sqlite
def test_a_database_elsewhere_is_put_there(saved: Path, tmp_path: Path) -> None:
    target = Target(
        data_dir=tmp_path / "new", store=open_file(tmp_path / "far" / "other.db")
    )
    restore_backup(saved, target, made_ready)
    assert {path.name for path in target.data_dir.iterdir()} == {"index", "secret_key"}
    assert target.store.file.read_bytes().startswith(b"SQLite format 3")


def test_who_fills_the_folder_meanwhile_keeps_what_is_there(
    saved: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "new"

    def meanwhile(staged: Path) -> list[str]:
        (folder / "secret_key").write_text("mine")
        return made_ready(staged)

    with pytest.raises(NotEmptyError):
        restore_backup(saved, target_in(folder), meanwhile)
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert (folder / "secret_key").read_text() == "mine"


def test_a_move_that_fails_takes_back_those_before(saved: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    target = Target(
        data_dir=tmp_path / "new", store=open_file(tmp_path / "x" / "a" / "b.db")
    )

    def block(staged: Path) -> list[str]:
        (tmp_path / "x").touch()
        return made_ready(staged)

    with pytest.raises(StorageError):
        restore_backup(saved, target, block)
    assert not target.data_dir.exists()


def test_a_backup_cut_short_anywhere_leaves_nothing(
    saved: Path, tmp_path: Path
) -> None:
    whole, folder = saved.read_bytes(), tmp_path / "new"
    zipped = gzip.compress(whole, 1, mtime=0)
    cuts = [0, 1, 100, 511, 512, 700, 1024, 1536, 4000, len(whole) // 2]
    cuts += [len(whole) - 10_240 - 1]
    for content in [
        *(whole[:cut] for cut in cuts),
        *(zipped[:cut] for cut in (1, 5, 18, 300, len(zipped) // 2)),
        *(zipped[:-cut] for cut in (1, 4, 8, 9)),
    ]:
        refused(content, tmp_path, folder)


@pytest.mark.sqlite
def test_one_wrong_byte_anywhere_is_noticed_or_harmless(
    saved: Path, tmp_path: Path
) -> None:
    whole = saved.read_bytes()
    restored(saved, tmp_path / "sound")
    sound = open_file(tmp_path / "sound" / DATABASE)
    log = log_of(sound)
    sound.close()
    with tarfile.open(saved) as tar:
        starts = [(m.offset_data, m.size) for m in tar.getmembers()[1:]]
    places = [
        start + offset
        for start, size in starts
        for offset in (0, size // 3, size // 2, size - 1)
    ]
    for place in places:
        content = bytearray(whole)
        content[place] ^= 1
        error = refused(bytes(content), tmp_path, tmp_path / "new")
        assert isinstance(error, DamagedError)
    for place in range(0, 512 * 3, 41):  # the manifest's header, and the manifest
        content = bytearray(whole)
        content[place] ^= 1
        (tmp_path / "odd.tar").write_bytes(content)
        try:
            restore_backup(
                tmp_path / "odd.tar", target_in(tmp_path / "new"), lambda _: []
            )
        except CommonsError:
            assert not (tmp_path / "new").exists()
        else:
            store = open_file(tmp_path / "new" / DATABASE)
            assert log_of(store) == log
            store.close()
            shutil.rmtree(tmp_path / "new")


@pytest.mark.parametrize(
    "name",
    ["../evil", "/evil", "a/b", "..", ".", "", ".restore", "index", "évil"],
)
def test_a_name_that_is_not_ours_is_refused(
    saved: Path, tmp_path: Path, name: str
) -> None:
    manifest, files = unpacked(saved)
    refused(sworn(manifest, {**files, name: b"evil"}), tmp_path, tmp_path / "new")
    entries = [entry(known, content) for known, content in files.items()]
    for where in range(3):
        odd = [*entries[:where], entry(name, b"evil"), *entries[where:]]
        refused(packed(manifest, odd), tmp_path, tmp_path / "new")


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.DIRTYPE,
        tarfile.FIFOTYPE,
        tarfile.CHRTYPE,
        tarfile.GNUTYPE_SPARSE,
        tarfile.CONTTYPE,
        b"Z",
    ],
)
def test_what_is_no_plain_file_is_refused(
    saved: Path, tmp_path: Path, kind: bytes
) -> None:
    manifest, files = unpacked(saved)
    link = entry(DATABASE, b"", type=kind, linkname="/etc/passwd")
    others = [entry(name, content) for name, content in files.items()]
    refused(packed(manifest, [link, *others]), tmp_path, tmp_path / "new")
    refused(packed(manifest, [link, *others[1:]]), tmp_path, tmp_path / "new")


def test_a_header_that_asks_for_much_memory_is_refused(
    saved: Path, tmp_path: Path
) -> None:
    manifest, files = unpacked(saved)
    long = entry(DATABASE, files[DATABASE], pax_headers={"comment": "x" * 100_000})
    content = packed(manifest, [long], tarfile.PAX_FORMAT)
    assert isinstance(refused(content, tmp_path, tmp_path / "new"), FileFormatError)


@pytest.mark.parametrize("more", [-1, 1, CHUNK_BYTES])
def test_a_size_that_is_not_the_manifest_s_is_refused(
    saved: Path, tmp_path: Path, more: int
) -> None:
    manifest, files = unpacked(saved)
    manifest["members"][DATABASE]["size_bytes"] += more
    entries = [entry(name, content) for name, content in files.items()]
    refused(packed(manifest, entries), tmp_path, tmp_path / "new")


def test_a_manifest_that_asks_for_more_than_the_disk_has_is_refused(
    saved: Path, tmp_path: Path
) -> None:
    manifest, files = unpacked(saved)
    manifest["members"][DATABASE]["size_bytes"] = 1 << 60
    entries = [entry(name, content) for name, content in files.items()]
    error = refused(packed(manifest, entries), tmp_path, tmp_path / "new")
    assert "pas assez de place" in str(error)


def test_zeros_without_end_after_the_last_file_are_not_read(
    saved: Path, tmp_path: Path
) -> None:
    endless = gzip.compress(saved.read_bytes() + bytes(1 << 24), 1)
    refused(endless, tmp_path, tmp_path / "new")


@pytest.mark.parametrize(
    "content",
    [b"", b"x", bytes(10_240), b"a letter\n" * 5_000, gzip.compress(b"x", mtime=0)],
)
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, content: bytes) -> None:
    error = refused(content, tmp_path, tmp_path / "new")
    assert isinstance(error, FileFormatError)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE blocks SET dictionary = 33002 WHERE sequence = 3",
        "UPDATE blocks SET quads = CAST('<a> <b> <c> .' AS BLOB), dictionary = 0 WHERE sequence = 3",
        "UPDATE revisions SET content = '{' WHERE sequence = 3",
        "UPDATE revisions SET content = '[]' WHERE sequence = 3",
        "UPDATE revisions SET kind = 'unknown'",
        "UPDATE revisions SET action = 'unknown' WHERE sequence = 3",
        "UPDATE revisions SET instant = 0 WHERE sequence = 3",
        "UPDATE alembic_version SET version_num = '9999'",
        "DROP TABLE blocks",
        "DROP TABLE alembic_version",
    ],
)
def test_a_database_changed_by_hand_is_refused_even_with_its_hash(
    saved: Path, tmp_path: Path, statement: str
) -> None:
    manifest, files = unpacked(saved)
    files[DATABASE] = tampered(files[DATABASE], tmp_path, statement)
    refused(sworn(manifest, files), tmp_path, tmp_path / "new")


def test_a_file_that_is_no_database_is_refused_even_with_its_hash(
    saved: Path, tmp_path: Path
) -> None:
    manifest, files = unpacked(saved)
    for content in (b"", b"a letter " * 1_000, files[DATABASE][:40_960]):
        odd = sworn(manifest, {**files, DATABASE: content})
        refused(odd, tmp_path, tmp_path / "new")


def test_a_faulty_database_comes_back_when_the_operator_insists(
    saved: Path, tmp_path: Path
) -> None:
    manifest, files = unpacked(saved)
    statement = "UPDATE blocks SET quads = CAST('' AS BLOB) WHERE sequence = 3"
    files[DATABASE] = tampered(files[DATABASE], tmp_path, statement)
    (tmp_path / "odd.tar").write_bytes(sworn(manifest, files))
    target = target_in(tmp_path / "new")
    assert (
        restore_backup(tmp_path / "odd.tar", target, made_ready, faulty=True).head > 3
    )


@pytest.mark.parametrize(
    ("values", "found"), [("'post', 1", 1), ("'post', 9999", None)]
)
def test_how_far_a_follower_is_comes_back_but_never_beyond_the_log(
    saved: Path, tmp_path: Path, values: str, found: int | None
) -> None:
    manifest, files = unpacked(saved)
    statement = f"INSERT INTO follower_checkpoints VALUES ({values})"  # noqa: S608
    files[DATABASE] = tampered(files[DATABASE], tmp_path, statement)
    (tmp_path / "odd.tar").write_bytes(sworn(manifest, files))
    target, heard = target_in(tmp_path / "new"), list[str]()
    if found is None:
        with pytest.raises(DamagedError, match="follower_checkpoints"):
            restore_backup(tmp_path / "odd.tar", target, made_ready)
    back = restore_backup(
        tmp_path / "odd.tar", target, made_ready, faulty=True, said=heard.append
    )
    assert any("follower_checkpoints" in one for one in heard) == (found is None)
    store = target.store
    with store.read() as work:
        assert find_checkpoint(work, "post") == (found or back.head)
    store.close()


def test_a_restored_instance_can_be_backed_up_and_restored_again(
    saved: Path, tmp_path: Path
) -> None:
    first = restored(saved, tmp_path / "new")
    parts = assemble_components(settings_in(tmp_path / "new"))
    second = write_backup(parts.store, parts.blobs, tmp_path / "again.tgz")
    parts.store.close()
    again = replace(second, instant=first.instant, members=first.members)
    assert again == first
    assert restored(tmp_path / "again.tgz", tmp_path / "newer") == second


@pytest.mark.sqlite
def test_a_backup_of_an_older_schema_is_upgraded_where_it_is_unpacked(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    knows_a_later_schema(tmp_path / "migrations", monkeypatch)
    before = restored(saved, tmp_path / "new")
    assert before.schema != LATER
    parts = assemble_components(settings_in(tmp_path / "new"))
    after = write_backup(parts.store, parts.blobs, tmp_path / "later.tar")
    parts.store.close()
    assert (after.schema, after.head, after.counts) == (
        LATER,
        before.head,
        before.counts,
    )
    assert {path.name for path in (tmp_path / "new").iterdir()} >= {DATABASE, "index"}
    assert not list((tmp_path / "new").glob("*.before-*"))

    monkeypatch.undo()
    error = refused((tmp_path / "later.tar").read_bytes(), tmp_path, tmp_path / "x")
    assert "plus récent" in str(error)


def test_a_disk_that_is_full_is_said_and_nothing_is_restored(
    saved: Path, tmp_path: Path
) -> None:
    def run(_number: int) -> None:
        limit = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limit))
        with pytest.raises(StorageError, match="s’arrête"):
            restored(saved, tmp_path / "new")

    at_once(run, count=1)
    assert list(tmp_path.iterdir()) == [saved]


def test_the_commands_bring_an_instance_back(saved: Path, tmp_path: Path) -> None:
    done = ordered(tmp_path / "new", "restore", str(saved))
    assert done.exit_code == 0, done.stderr
    assert "1 comptes, 1 brouillons" in done.stdout
    assert ordered(tmp_path / "new", "check").stdout == "Tout est en ordre.\n"
    again = ordered(tmp_path / "new", "backup", str(tmp_path / "again.tgz"))
    assert again.stdout.split(" dans ")[0] == done.stdout.split(" dans ")[0]
    for words in (("restore", str(saved)), ("backup", str(tmp_path / "again.tgz"))):
        refusal = ordered(tmp_path / "new", *words)
        assert refusal.exit_code == 1
        assert len(refusal.stderr.strip().splitlines()) == 1


def test_a_command_that_is_refused_makes_no_folder(saved: Path, tmp_path: Path) -> None:
    saved.write_bytes(saved.read_bytes()[:-20_000])
    for file in (saved, tmp_path / "missing.tar", tmp_path):
        done = ordered(tmp_path / "new", "restore", str(file))
        assert done.exit_code == 1
        assert len(done.stderr.strip().splitlines()) == 1
        assert not (tmp_path / "new").exists()


def test_the_command_restores_a_faulty_database_when_told_to(
    saved: Path, tmp_path: Path
) -> None:
    manifest, files = unpacked(saved)
    statement = "UPDATE blocks SET quads = CAST('' AS BLOB) WHERE sequence = 3"
    files[DATABASE] = tampered(files[DATABASE], tmp_path, statement)
    saved.write_bytes(sworn(manifest, files))
    refusal = ordered(tmp_path / "new", "restore", str(saved))
    assert refusal.exit_code == 1
    assert "ne correspond pas à son empreinte" in refusal.stderr
    done = ordered(tmp_path / "new", "restore", str(saved), "--faulty")
    assert done.exit_code == 0
    assert "ne correspond pas à son empreinte" in done.stderr
