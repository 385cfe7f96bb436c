"""Files of a folder come in by name or path, and nothing outside the folder does."""

from pathlib import Path
from typing import Any

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.domain.schema.problem import Problem, Rule
from commons.services.exchange.folder.file_access import bring_media, bring_named_files
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written

PDF = b"%PDF-1.4\nUn document."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Give a folder with a sheet's place, an image and a document."""
    folder = tmp_path / "home"
    (folder / "method").mkdir(parents=True)
    (folder / "img").mkdir()
    (folder / "img" / "vue.jpg").write_bytes(written(drawing(), "JPEG"))
    (folder / "guide été.pdf").write_bytes(PDF)
    return folder


def brought(
    parts: Components, home: Path, values: Values
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    sheet, kind = home / "method" / "une.md", parts.schema.kinds["method"]
    found, problems = bring_named_files(parts.blobs, kind, values, sheet, home)
    return dict(found), problems


def media(home: Path, parts: Components) -> str:
    """Put a sound document among the files of an export; give its name."""
    with parts.blobs.draft() as draft:
        draft.write(PDF)
        name = parts.blobs.keep(draft, "pdf")
    parts.blobs.drop(name)
    (home / "media").mkdir()
    (home / "media" / name).write_bytes(PDF)
    return name


def test_paths_become_names_in_fields_and_in_texts(
    parts: Components, home: Path
) -> None:
    values: Values = {
        "images": [{"file": "../img/vue.jpg", "alt": "Vue"}],
        "files": [{"file": "../guide été.pdf"}],
        "body": "![Vue](../img/vue.jpg) et [autre](../autre.pdf)",
    }
    found, problems = brought(parts, home, values)
    assert problems == ()
    (image,), (document,) = found["images"], found["files"]
    assert image["file"].endswith(".jpg")
    assert document["file"].endswith(".pdf")
    assert parts.blobs.path(document["file"]).read_bytes() == PDF
    assert parts.blobs.has(image["file"])
    assert found["body"] == f"![Vue](/media/{image['file']}) et [autre](../autre.pdf)"
    assert image["alt"] == "Vue"
    assert brought(parts, home, found) == (found, ())


@pytest.mark.parametrize(
    "path", ["../absent.pdf", "../../secret.pdf", "../lien.pdf", "..", "/etc/hostname"]
)
def test_what_is_not_a_plain_file_of_the_folder_stays_a_path(
    parts: Components, home: Path, path: str
) -> None:
    (home.parent / "secret.pdf").write_bytes(PDF)
    (home / "lien.pdf").symlink_to(home.parent / "secret.pdf")
    values: Values = {"files": [{"file": path}]}
    assert brought(parts, home, values) == (values, ())
    assert list(parts.blobs.names()) == []


def test_a_file_that_is_not_taken_is_named_with_its_place(
    parts: Components, home: Path
) -> None:
    values: Values = {
        "images": [{"file": "../img/vue.jpg"}, {"file": "../guide été.pdf"}]
    }
    found, (problem,) = brought(parts, home, values)
    assert (problem.field, problem.row, problem.column) == ("images", 1, "file")
    assert problem.rule is Rule.FILE_NOT_IMAGE
    assert found["images"][1] == {"file": "../guide été.pdf"}


def test_accents_are_found_however_the_disk_writes_them(
    parts: Components, home: Path
) -> None:
    (home / "guide été.pdf").rename(home / "guide e\u0301te\u0301.pdf")
    found, problems = brought(parts, home, {"files": [{"file": "../guide été.pdf"}]})
    assert problems == ()
    assert len(list(parts.blobs.names())) == 1
    assert found != {"files": [{"file": "../guide été.pdf"}]}


def test_the_media_of_an_export_comes_in_once(parts: Components, home: Path) -> None:
    name = media(home, parts)
    (home / "media" / "notes.txt").write_text("no file of ours")
    told: list[tuple[int, int]] = []
    assert bring_media(parts.blobs, home, lambda *now: told.append(now)) == []
    assert list(parts.blobs.names()) == [name]
    assert told == [(1, 1)]
    assert bring_media(parts.blobs, home) == []


def test_media_that_does_not_give_its_name_or_is_a_link_is_refused(
    parts: Components, home: Path
) -> None:
    sound = home / "media" / media(home, parts)
    altered = sound.with_name(f"{'0' * 64}.pdf")
    altered.write_bytes(PDF + b"!")
    empty = sound.with_name(f"{'1' * 64}.pdf")
    empty.write_bytes(b"")
    linked = home.parent / "elsewhere.pdf"
    sound.rename(linked)
    sound.symlink_to(linked)
    assert bring_media(parts.blobs, home) == sorted([altered, empty, sound])
    assert not parts.blobs.has(sound.name)
    assert not parts.blobs.has(altered.name)


def test_sound_media_under_a_wrong_name_leaves_nothing(
    parts: Components, home: Path
) -> None:
    right = home / "media" / media(home, parts)
    picture = written(drawing(), "JPEG")
    wrong = [
        right.rename(right.with_suffix(".zip")),
        right.with_name(f"{'2' * 64}.pdf"),
        right.with_name(f"{'3' * 64}.jpg"),
    ]
    wrong[1].write_bytes(PDF)
    wrong[2].write_bytes(picture)
    assert bring_media(parts.blobs, home) == sorted(wrong)
    left = [p for p in parts.settings.data_dir.rglob("*") if p.is_file()]
    assert [p for p in left if p.suffix in {".pdf", ".jpg", ".zip"}] == []
    assert list(parts.blobs.names()) == []
    assert list((parts.settings.data_dir / "sizes").glob("*/*")) == []


def test_wrong_media_leaves_what_was_there_before(
    parts: Components, home: Path
) -> None:
    right = home / "media" / media(home, parts)
    assert bring_media(parts.blobs, home) == []
    wrong = right.rename(right.with_name(f"{'2' * 64}.pdf"))
    assert bring_media(parts.blobs, home) == [wrong]
    assert list(parts.blobs.names()) == [right.name]


def test_a_folder_without_media_brings_none(parts: Components, home: Path) -> None:
    assert bring_media(parts.blobs, home) == []
