"""Out in a ZIP, into another instance, out again: the same file, byte for byte."""

import io
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from commons.adapters.media.ingest import take_file
from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Revision
from commons.errors import DeletedError, StorageError, TooCostlyError
from commons.services.exchange.archive.sheet_archive import (
    ArchiveLimits,
    ArchiveTerms,
    collect_archive,
    is_site,
    save_archive,
    write_archive,
)
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.statements import asked_here
from tests.conftest import BASE, instance
from tests.feeds.conftest import Desk
from tests.servers.server import ordered


def image(parts: Components, width: int) -> str:
    content = io.BytesIO(written(drawing(width, 40), "PNG"))
    return take_file(parts.blobs, content, "image.png", image=True).name


def three_images(parts: Components) -> list[dict[str, Any]]:
    """Give three images under three licences."""
    licences = ("CC-BY-4.0", "CC0-1.0", "etalab-2.0")
    return [
        {
            "file": image(parts, 50 + number),
            "alt": f"Vue {number}",
            "title": f"Place {number}",
            "author": f"Photographe {number}",
            "licence": licence,
            "width": 50 + number,
            "height": 40,
        }
        for number, licence in enumerate(licences)
    ]


def zipped(parts: Components, *asked: Revision, base: str = BASE) -> bytes:
    """Give the ZIP of some sheets."""
    terms = ArchiveTerms(schema=parts.schema, blobs=parts.blobs, base=base)
    with parts.store.read() as work:
        archive = collect_archive(work, terms, asked)
    into = io.BytesIO()
    write_archive(archive, parts.blobs, into)
    return into.getvalue()


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def heads(parts: Components, *sheets: str) -> list[Revision]:
    with parts.store.read() as work:
        return list(revisions.get_heads(work, sheets).values())


def grown(parts: Components) -> tuple[Revision, Revision, Revision]:
    """Publish a method of two versions, a tool that it names, and an adaptation."""
    desk = Desk(parts)
    tool = desk.put_one(title="Le tableau", kind="tool", licence="CC0-1.0")
    first = desk.put_one(
        title="Le banc", images=three_images(parts), tools_used=[tool.sheet]
    )
    source = {
        "url": f"/sheets/{first.sheet}/v/1",
        "title": "Le banc",
        "author": "Camille",
        "licence": "CC-BY-SA-4.0",
        "changes": "Le banc est devenu un hamac, à l’ombre.",
    }
    adapted = desk.put_one(title="Le hamac", sources=[source])
    second = desk.change(
        first, title="Le banc", body=f"Voir [[{tool.sheet}]].", tools_used=[tool.sheet]
    )
    return second, tool, adapted


@pytest.fixture
def other(empty_folder: Path, tmp_path: Path) -> Path:
    """Give the folder of another instance, empty."""
    return Path(shutil.copytree(empty_folder, tmp_path / "other"))


@pytest.fixture
def reopened(other: Path) -> Iterator[Components]:
    """Give what stands in the other instance."""
    with instance(other) as parts:
        yield parts


def test_out_in_and_out_again_is_the_same_file(
    parts: Components, other: Path, tmp_path: Path
) -> None:
    asked = grown(parts)
    path = tmp_path / "emporter.zip"
    path.write_bytes(zipped(parts, *asked))
    done = ordered(other, "load", str(path))
    assert (done.exit_code, done.stderr) == (0, "")
    with instance(other) as there:
        theirs = heads(there, *(one.sheet for one in asked))
        assert [one.hash for one in theirs] == [one.hash for one in asked]
        assert [one.number for one in theirs] == [2, 1, 1]
        again = zipped(there, *theirs, base="https://ailleurs.example")
    assert opened(again) == opened(path.read_bytes())
    assert again == path.read_bytes()


def test_a_zip_names_what_was_written_since_at_its_own_site(
    parts: Components, other: Path, tmp_path: Path
) -> None:
    method, _, _ = grown(parts)
    (tmp_path / "a.zip").write_bytes(zipped(parts, method))
    assert ordered(other, "load", str(tmp_path / "a.zip")).exit_code == 0
    with instance(other) as there:
        Desk(there).change(*heads(there, method.sheet), title="Le banc d’ici")
        found = opened(zipped(there, *heads(there, method.sheet), base="http://b.test"))
    urls = [
        next(line for line in text.decode().splitlines() if "  url:" in line)
        for name, text in sorted(found.items())
        if name.startswith("versions/")
    ]
    assert [url.split()[1].rpartition("/sheets/")[0] for url in urls] == [
        BASE,
        BASE,
        "http://b.test",
    ]
    assert f"http://b.test/sheets/{method.sheet}/v/3" in found["CREDITS.txt"].decode()


def test_what_is_linked_and_not_in_the_zip_stays_linked(
    parts: Components, other: Path, tmp_path: Path
) -> None:
    method, tool, adapted = grown(parts)
    (tmp_path / "a.zip").write_bytes(zipped(parts, method, adapted))
    done = ordered(other, "load", str(tmp_path / "a.zip"))
    assert done.exit_code == 0, done.stderr
    with instance(other) as there:
        head, came = heads(there, method.sheet, adapted.sheet)
        assert head.items("tools_used") == [tool.sheet]
        assert f"[[{tool.sheet}]]" in head.body
        assert came.values["sources"] == adapted.values["sources"]


def test_a_zip_of_an_older_version_ends_with_it(parts: Components) -> None:
    method, _, _ = grown(parts)
    with parts.store.read() as work:
        first = revisions.get_revision(work, method.sheet, 1)
    found = opened(zipped(parts, first))
    assert f"versions/{method.sheet}/1.md" in found
    assert f"versions/{method.sheet}/2.md" not in found
    assert len([name for name in found if name.startswith("media/")]) == 3
    assert zipped(parts, first) == zipped(parts, first)


def test_the_versions_after_the_one_given_are_not_read(parts: Components) -> None:
    desk = Desk(parts)
    first = head = desk.put_one(title="Le banc")
    with asked_here() as before:
        alone = zipped(parts, first)
    with parts.store.write() as work:
        for number in range(120):
            head = desk.put(work, head, title="Le banc", body=f"Fois {number}.")
    with asked_here() as asked:
        assert zipped(parts, first) == alone
    assert len(asked.statements) == len(before.statements)
    every = [name for name in opened(zipped(parts, head)) if "versions/" in name]
    assert len(every) == 121


def test_sheets_of_one_title_have_files_of_their_own(parts: Components) -> None:
    desk = Desk(parts)
    two = [desk.put_one(title="Le banc"), desk.put_one(title="Le banc")]
    names = [name for name in opened(zipped(parts, *two)) if name[:6] == "method"]
    assert names == sorted(f"method/le-banc-{one.sheet}.md" for one in two)


def test_the_zip_of_a_deleted_sheet_is_none(parts: Components) -> None:
    desk = Desk(parts)
    gone = desk.delete(desk.put_one())
    with pytest.raises(DeletedError):
        zipped(parts, gone)


@pytest.mark.parametrize(
    "limit", [{"versions": 1}, {"characters": 10}, {"file_bytes": 10}]
)
def test_a_zip_is_bounded(limit: dict[str, int], parts: Components) -> None:
    method, _, _ = grown(parts)
    most = ArchiveLimits(versions=10, characters=10_000, file_bytes=100_000)
    terms = ArchiveTerms(
        schema=parts.schema,
        blobs=parts.blobs,
        base=BASE,
        limits=replace(most, **limit),
    )
    with parts.store.read() as work, pytest.raises(TooCostlyError):
        collect_archive(work, terms, [method])


def test_a_zip_takes_no_others_place(parts: Components, tmp_path: Path) -> None:
    method, _, _ = grown(parts)
    terms = ArchiveTerms(schema=parts.schema, blobs=parts.blobs, base=BASE)
    with parts.store.read() as work:
        archive = collect_archive(work, terms, [method])
    path = tmp_path / "a.zip"
    save_archive(archive, parts.blobs, path)
    with pytest.raises(StorageError, match="existe déjà"):
        save_archive(archive, parts.blobs, path)
    with pytest.raises(StorageError):
        save_archive(archive, parts.blobs, tmp_path / "nowhere" / "a.zip")
    assert [one.name for one in tmp_path.glob("*.zip*")] == ["a.zip"]
    assert list(tmp_path.glob(".*")) == []


def test_a_source_may_be_a_site() -> None:
    assert is_site("https://ailleurs.example")
    assert not is_site("export")
