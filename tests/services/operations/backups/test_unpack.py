"""An archive is read from its beginning, within its sizes, or refused."""

import gzip
import io
import json
import shutil
import tarfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from commons.errors import DamagedError, FileFormatError, StorageError
from commons.services.operations.backups.backup_manifest import (
    DATABASE,
    MANIFEST,
    Manifest,
)
from commons.services.operations.backups.unpack import (
    MANIFEST_BYTES,
    PADDING_BYTES,
    open_archive,
    padded_bytes,
    read_exactly,
    read_header,
    read_manifest,
    unpack_members,
)
from tests.services.archives import entry, packed, sworn, unpacked

PDF = b"a document"
NAME = f"{sha256(PDF).hexdigest()}.pdf"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give an empty folder to unpack into."""
    made = tmp_path / "into"
    made.mkdir()
    return made


def put(content: bytes, folder: Path) -> Manifest:
    stream = io.BytesIO(content)
    manifest = read_manifest(stream)
    unpack_members(stream, manifest, folder)
    return manifest


def of_files(saved: Path, *names: str, **said: int) -> bytes:
    """Give an archive whose files of people bear these names."""
    manifest, members = unpacked(saved)
    database = members[DATABASE]
    told = {"size_bytes": len(database), "sha256": sha256(database).hexdigest()}
    files = {"count": len(names), "size_bytes": len(PDF) * len(names), **said}
    return packed(
        {**manifest, "members": {DATABASE: told}, "files": files},
        [entry(DATABASE, database), *(entry(name, PDF) for name in names)],
    )


def test_a_backup_is_unpacked_as_it_was_packed(saved: Path, folder: Path) -> None:
    with open_archive(saved) as stream:
        manifest = read_manifest(stream)
        unpack_members(stream, manifest, folder)
    _, members = unpacked(saved)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == members
    assert manifest.members.keys() == members.keys()
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_an_archive_is_opened_compressed_or_not(saved: Path, tmp_path: Path) -> None:
    pressed = tmp_path / "tout.tar"
    content = saved.read_bytes()
    pressed.write_bytes(gzip.compress(content))
    for path in (saved, pressed):
        with open_archive(path) as stream:
            assert stream.read() == content


def test_files_of_people_go_where_the_shelf_looks(saved: Path, folder: Path) -> None:
    put(of_files(saved, f"media/{NAME}"), folder)
    assert (folder / "media" / NAME[:2] / NAME).read_bytes() == PDF


@pytest.mark.parametrize(
    "name",
    ["media/../a", f"elsewhere/{NAME}", NAME, "media/a.pdf", f"/media/{NAME}"],
)
def test_a_file_under_any_other_name_is_an_intruder(
    saved: Path, folder: Path, name: str
) -> None:
    with pytest.raises(FileFormatError, match="intrus"):
        put(of_files(saved, name), folder)
    assert {path.name for path in folder.iterdir()} == {DATABASE}


def test_files_larger_than_was_said_or_of_another_content_are_refused(
    saved: Path, folder: Path, tmp_path: Path
) -> None:
    with pytest.raises(FileFormatError, match="intrus"):
        put(of_files(saved, f"media/{NAME}", size_bytes=1), folder)
    (tmp_path / "other").mkdir()
    with pytest.raises(DamagedError, match="empreinte"):
        put(of_files(saved, f"media/{'0' * 64}.pdf"), tmp_path / "other")


@pytest.mark.parametrize("content", [b"", b"\0" * 1024, b"no archive" * 200])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises((EOFError, tarfile.HeaderError, FileFormatError)):
        read_manifest(io.BytesIO(content))


def test_a_manifest_comes_first_and_is_not_endless(saved: Path) -> None:
    manifest, members = unpacked(saved)
    late = tarfile.TarInfo(DATABASE).tobuf()
    with pytest.raises(FileFormatError, match="sauvegarde de Commons"):
        read_manifest(io.BytesIO(late + sworn(manifest, members)))
    large = tarfile.TarInfo(MANIFEST)
    large.size = MANIFEST_BYTES + 1
    with pytest.raises(FileFormatError, match="sauvegarde de Commons"):
        read_manifest(io.BytesIO(large.tobuf() + b" " * (MANIFEST_BYTES + 1)))


def test_a_schema_of_a_newer_program_is_refused(saved: Path) -> None:
    manifest, members = unpacked(saved)
    with pytest.raises(StorageError, match="plus récent"):
        read_manifest(io.BytesIO(sworn({**manifest, "schema": "zzzz"}, members)))


@pytest.mark.parametrize(
    "sort",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.GNUTYPE_LONGNAME],
)
def test_a_header_of_anything_but_a_plain_file_is_refused(sort: bytes) -> None:
    header = tarfile.TarInfo("a")
    header.type = sort
    with pytest.raises(FileFormatError, match="intrus"):
        read_header(io.BytesIO(header.tobuf()))
    header.type = tarfile.REGTYPE
    assert read_header(io.BytesIO(header.tobuf())).name == "a"


def changed(saved: Path, **said: Any) -> bytes:
    manifest, members = unpacked(saved)
    content = json.loads(json.dumps(manifest))
    content["members"][DATABASE].update(said)
    return packed(content, [entry(name, data) for name, data in members.items()])


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"size_bytes": 1}, FileFormatError),
        ({"sha256": "0" * 64}, DamagedError),
        ({"size_bytes": 1 << 60}, StorageError),
    ],
)
def test_members_are_as_the_manifest_says(
    saved: Path, folder: Path, said: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        put(changed(saved, **said), folder)


def test_nothing_but_zeros_follows_and_not_too_many(saved: Path, folder: Path) -> None:
    content = saved.read_bytes()
    for wrong in (
        content + b"x",
        content[:-1000].rstrip(b"\0"),
        content + bytes(PADDING_BYTES),
    ):
        with pytest.raises(EOFError):
            put(wrong, folder)
        shutil.rmtree(folder)
        folder.mkdir()
    put(content, folder)


def test_bytes_are_read_whole_and_padded_to_blocks() -> None:
    assert read_exactly(io.BytesIO(b"abc"), 2) == b"ab"
    with pytest.raises(EOFError):
        read_exactly(io.BytesIO(b"abc"), 4)
    assert [padded_bytes(n) for n in (0, 1, 512, 513)] == [0, 512, 512, 1024]
