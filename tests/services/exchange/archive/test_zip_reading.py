"""A ZIP comes in whole, or is refused before anything is written."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from commons.errors import CommonsError, FileFormatError, StorageError, TooLargeError
from commons.services.exchange.archive import zip_reading
from commons.services.exchange.archive.zip_reading import is_zip, unpack_zip
from tests.services.exchange.archive.zips import crowded, entry, flagged, lying, packed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "out"
    made.mkdir()
    return made


def names_in(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
    )


def test_what_is_in_a_zip_comes_out_under_its_name(
    tmp_path: Path, folder: Path
) -> None:
    path = packed(
        tmp_path / "a.zip",
        ("method/été.md", b"un"),
        ("vide/", b""),
        ("media/x.zip", packed(tmp_path / "in.zip", ("b", b"")).read_bytes()),
        ("__MACOSX/method/._été.md", b"de macOS"),
    )
    assert unpack_zip(path, folder) == folder
    assert names_in(folder) == ["media/x.zip", "method/été.md"]
    assert (folder / "method/été.md").read_bytes() == b"un"
    assert stat.S_IMODE((folder / "method").stat().st_mode) == 0o700


def test_a_name_in_utf_8_that_does_not_say_so_is_read(
    tmp_path: Path, folder: Path
) -> None:
    path = packed(tmp_path / "a.zip", ("method/xxte.md", b"un"))
    path.write_bytes(path.read_bytes().replace(b"xxte", "éte".encode()))
    unpack_zip(path, folder)
    assert names_in(folder) == ["method/éte.md"]


def test_an_export_within_one_folder_begins_there(tmp_path: Path, folder: Path) -> None:
    path = packed(
        tmp_path / "a.zip",
        ("export/CREDITS.txt", b""),
        ("export/versions/4e89bke0xq91/1.md", b""),
    )
    assert unpack_zip(path, folder) == folder / "export"


def test_a_zip_is_known_by_how_it_begins(tmp_path: Path) -> None:
    assert is_zip(packed(tmp_path / "a", ("b", b"")))
    assert is_zip(packed(tmp_path / "empty"))
    (tmp_path / "c.zip").write_text("Titre;Durée\n")
    assert not is_zip(tmp_path / "c.zip")
    assert not is_zip(tmp_path / "nothing")


STRANGE = (
    *("/etc/passwd", "../a", "a/../../b", "a/./b", "a//b", "C:/a", "c:a", "a\\..\\b"),
    *("a\x07b", "a\u202eb", "x" * 256, "/".join(["dossier"] * 200)),
)


@pytest.mark.parametrize("name", STRANGE)
def test_a_path_that_leads_elsewhere_is_refused(
    name: str, tmp_path: Path, folder: Path
) -> None:
    path = packed(tmp_path / "a.zip", ("method/a.md", b"un"), (name, b"deux"))
    with pytest.raises(FileFormatError, match="chemin impossible"):
        unpack_zip(path, folder)
    assert names_in(tmp_path) == ["a.zip"]


def _link(path: Path) -> Path:
    return packed(path, (entry("a", mode=stat.S_IFLNK | 0o777), b"/etc/passwd"))


def _pipe(path: Path) -> Path:
    return packed(path, (entry("a", mode=stat.S_IFIFO | 0o644), b""))


def _encrypted(path: Path) -> Path:
    return flagged(packed(path, ("a", b"un")), 1)


def _bzip2(path: Path) -> Path:
    return packed(path, (entry("a", way=zipfile.ZIP_BZIP2), b"un" * 100))


def _twice(path: Path) -> Path:
    with pytest.warns(UserWarning, match="Duplicate"):
        return packed(path, ("a", b"un"), ("a", b"deux"))


def _alike(path: Path) -> Path:
    return packed(path, ("É.md", b"un"), ("E\u0301.md".lower(), b"deux"))


def _both(path: Path) -> Path:
    return packed(path, ("a", b"un"), ("A/b", b"deux"))


def _not_utf_8(path: Path) -> Path:
    packed(path, ("éé.md", b"un"))
    path.write_bytes(path.read_bytes().replace("éé".encode(), b"\xff\xfe\xff\xfe"))
    return path


def _cut(path: Path) -> Path:
    packed(path, ("a", b"un" * 1000))
    path.write_bytes(path.read_bytes()[:-30])
    return path


def _altered(path: Path) -> Path:
    packed(path, (entry("a"), b"un" * 1000))
    path.write_bytes(path.read_bytes().replace(b"unun", b"UNun", 1))
    return path


def _overlapping(path: Path) -> Path:
    """Have two entries of the directory lead to one member (Fifield, 2019)."""
    packed(path, ("a", b"\0" * 1000), ("b", b"\0" * 1000))
    content = path.read_bytes()
    at = content.rindex(b"PK\x01\x02") + 42
    path.write_bytes(content[:at] + bytes(4) + content[at + 4 :])
    return path


MADE_WRONG: dict[Callable[[Path], Path], str] = {
    _link: "lien ou un périphérique",
    _pipe: "lien ou un périphérique",
    _encrypted: "chiffré",
    _bzip2: "façon inconnue",
    _twice: "deux fois",
    _alike: "deux fois",
    _both: "deux fois",
    _not_utf_8: "UTF-8",
    _cut: "abîmé",
    _altered: "abîmé",
    _overlapping: "abîmé",
}


@pytest.mark.parametrize("make", MADE_WRONG, ids=lambda make: make.__name__)
def test_what_is_no_plain_zip_is_refused(
    make: Callable[[Path], Path], tmp_path: Path, folder: Path
) -> None:
    with pytest.raises(FileFormatError, match=MADE_WRONG[make]):
        unpack_zip(make(tmp_path / "a.zip"), folder)


def test_what_is_no_zip_is_refused(tmp_path: Path, folder: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(100)):
        (tmp_path / "a.zip").write_bytes(content)
        with pytest.raises(FileFormatError):
            unpack_zip(tmp_path / "a.zip", folder)
    with pytest.raises(StorageError):
        unpack_zip(tmp_path / "nothing.zip", folder)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path, folder: Path) -> None:
    path = packed(tmp_path / "a.zip", ("method/a.md", bytes(20_000_000)))
    assert path.stat().st_size < 30_000
    with pytest.raises(TooLargeError, match="bien plus que ce qui y est"):
        unpack_zip(path, folder)
    assert names_in(folder) == []


def test_a_bomb_among_plain_files_is_refused(tmp_path: Path, folder: Path) -> None:
    plain = (entry("media/a"), bytes(1_000_000))
    path = packed(tmp_path / "a.zip", plain, ("method/a.md", bytes(20_000_000)))
    with pytest.raises(TooLargeError, match="trop gros"):
        unpack_zip(path, folder)
    assert names_in(folder) == []


@pytest.mark.parametrize("said", [5, 999])
def test_a_member_that_lies_about_its_size_is_refused(
    said: int, tmp_path: Path, folder: Path
) -> None:
    path = lying(packed(tmp_path / "a.zip", ("a", b"un" * 500)), said)
    with pytest.raises(CommonsError):
        unpack_zip(path, folder)
    assert all(one.stat().st_size <= said for one in folder.iterdir())


def test_a_hundred_thousand_entries_are_refused_unread(
    tmp_path: Path, folder: Path
) -> None:
    path = crowded(tmp_path / "a.zip", 100_000)
    with pytest.raises(TooLargeError, match="50000 fichiers au plus"):
        unpack_zip(path, folder)
    content = bytearray(path.read_bytes())
    end = content.rindex(b"PK\x05\x06")
    content[end + 8 : end + 12] = b"\x01\x00\x01\x00"  # "one entry"
    path.write_bytes(bytes(content))
    with pytest.raises((TooLargeError, FileFormatError)):
        unpack_zip(path, folder)
    assert names_in(folder) == []


def test_a_zip_is_bounded_as_a_whole(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = packed(tmp_path / "a.zip", ("a", b"un" * 500), ("b", b"deux" * 500))
    monkeypatch.setattr(zip_reading, "MOST_BYTES", 1_500)
    with pytest.raises(TooLargeError, match="une fois ouvert"):
        unpack_zip(path, folder)
    monkeypatch.setattr(zip_reading, "MOST_FILE_BYTES", 100)
    with pytest.raises(TooLargeError, match="Mo au plus"):
        unpack_zip(path, folder)
