"""A commons is written as a folder of Markdown, whole or not at all."""

from pathlib import Path

import pytest

from commons.core.domain.pictures.media import named_in
from commons.core.text.files import front_matter
from commons.errors import NotEmptyError, StorageError
from commons.services.exchange.export import folder_export
from commons.services.exchange.export.folder_export import export_folder, sheet_markdown
from commons.wiring.components import Components
from tests.feeds.conftest import CAMILLE, Desk


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """Give a place where nothing is yet, nor the folder above it."""
    return tmp_path / "new" / "out"


def names_in(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def kept(parts: Components, content: bytes) -> str:
    with parts.blobs.draft() as draft:
        draft.write(content)
        return parts.blobs.keep(draft, "pdf")


def test_current_sheets_and_all_their_versions_have_files(
    parts: Components, out: Path
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le banc", body="Un.")
    second = desk.change(first, title="Le banc rouge", body="Deux.")
    tool = desk.put_one(title="La clé", kind="tool")
    told: list[tuple[int, int]] = []
    count = export_folder(parts.store, parts.blobs, out, lambda *now: told.append(now))
    assert (count, told) == (3, [(3, 3)])
    assert names_in(out) == {
        "method/le-banc-rouge.md",
        "tool/la-cle.md",
        f"versions/{first.sheet}/1.md",
        f"versions/{first.sheet}/2.md",
        f"versions/{tool.sheet}/1.md",
    }
    text = (out / "method/le-banc-rouge.md").read_text(encoding="utf-8")
    assert text == sheet_markdown(second)


def test_a_sheet_reads_back_with_its_identifier_first(parts: Components) -> None:
    made = Desk(parts).put_one(title="L’été : un banc", body="Un.\n\nDeux.")
    meta, body = front_matter.read_front_matter(sheet_markdown(made))
    assert next(iter(meta)) == "id"
    assert {**meta, "body": body} == {"id": made.sheet, **made.values}


def test_a_version_says_who_wrote_it_when_and_on_what(
    parts: Components, out: Path
) -> None:
    desk = Desk(parts)
    head = desk.change(desk.put_one())
    export_folder(parts.store, parts.blobs, out)
    path = out / "versions" / head.sheet / "2.md"
    about = front_matter.read_front_matter(path.read_bytes())[0]["version"]
    assert isinstance(about, dict)
    assert about["author"] == {"id": CAMILLE.id, "name": CAMILLE.name}
    assert (about["parent"], about["number"], about["sequence"]) == (1, 2, 2)
    assert (about["action"], about["change_note"]) == ("update", "encore")
    assert about["hash"] == head.hash


def test_sheets_of_one_title_have_files_of_their_own_and_deleted_ones_none(
    parts: Components, out: Path
) -> None:
    desk = Desk(parts)
    desk.put_one(title="Le banc")
    twin = desk.put_one(title="Le banc")
    gone = desk.put_one(title="Disparue")
    desk.delete(gone)
    assert export_folder(parts.store, parts.blobs, out) == 2
    current = {path.name for path in (out / "method").iterdir()}
    assert current == {"le-banc.md", f"le-banc-{twin.sheet}.md"}
    assert not (out / "versions" / gone.sheet).exists()
    whole = out.with_name("whole")
    assert export_folder(parts.store, parts.blobs, whole, deleted=True) == 4
    assert (whole / "versions" / gone.sheet / "2.md").is_file()


def test_files_that_versions_name_come_along_and_lost_ones_are_left_out(
    parts: Components, out: Path
) -> None:
    name, lost = kept(parts, b"here"), kept(parts, b"soon lost")
    rows = [{"file": one, "title": "Un document"} for one in (name, lost)]
    first = Desk(parts).put_one(files=rows)
    Desk(parts).change(first)
    assert set(named_in(dict(first.values))) == {name, lost}
    parts.blobs.drop(lost)
    export_folder(parts.store, parts.blobs, out)
    assert {path.name for path in (out / "media").iterdir()} == {name}
    assert (out / "media" / name).read_bytes() == b"here"


def test_more_versions_than_are_read_at_once_are_all_written_and_told(
    parts: Components, out: Path
) -> None:
    Desk(parts).publish(folder_export.BATCH + 1)
    told: list[tuple[int, int]] = []
    export_folder(parts.store, parts.blobs, out, lambda *now: told.append(now))
    assert told == [(500, 501), (501, 501)]
    assert len(list((out / "versions").rglob("*.md"))) == 501


def test_a_folder_that_holds_something_is_left_as_it_is(
    parts: Components, out: Path
) -> None:
    Desk(parts).put_one()
    out.mkdir(parents=True)
    (out / "notes.txt").write_text("mine")
    with pytest.raises(NotEmptyError):
        export_folder(parts.store, parts.blobs, out)
    assert names_in(out) == {"notes.txt"}
    with pytest.raises(StorageError, match="notes"):
        export_folder(parts.store, parts.blobs, out / "notes.txt")
    assert (out / "notes.txt").read_text() == "mine"


def test_what_cannot_be_written_to_its_end_leaves_the_folder_empty(
    parts: Components, out: Path
) -> None:
    Desk(parts).put_one(title="Le banc")

    def told(_done: int, _total: int) -> None:
        raise OSError(28, "No space left on device", "le-banc.md")

    with pytest.raises(StorageError, match="le-banc"):
        export_folder(parts.store, parts.blobs, out, told)
    assert list(out.iterdir()) == []
