"""A version file is read as written by a stranger: each member has its bounds."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commons.core.domain import clock
from commons.core.domain.sheet import Action, Person
from commons.core.text.files import front_matter
from commons.errors import FileFormatError, StorageError, TooLargeError
from commons.services.exchange.export.version_files import (
    AHEAD,
    LONGEST_NAME,
    MOST,
    MOST_BYTES,
    mark_superseded,
    read_version,
)
from tests.core.kinds.examples import SCHEMA, SHEET

ABOUT: dict[str, Any] = {
    "kind": "method",
    "number": 2,
    "parent": 1,
    "sequence": 7,
    "instant": "2026-03-13T12:00:00.123Z",
    "action": "update",
    "author": {"id": "camm0000000c", "name": "Camille"},
    "change_note": "Relu avec l’équipe",
    "hash": "0a" * 32,
}
BARE: dict[str, Any] = {"title": "Le banc", "licence": "CC0-1.0", "language": "fr"}


def written(folder: Path, about: object = None, /, **head: Any) -> Path:
    """Write a version file within an export."""
    path = folder / "versions" / SHEET / "2.md"
    path.parent.mkdir(parents=True)
    meta = {"id": SHEET, "version": ABOUT if about is None else about, **BARE, **head}
    text = front_matter.write_front_matter(meta, "Le texte.")
    path.write_text(text, encoding="utf-8")
    return path


def test_a_version_reads_back_as_it_was_published(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = read_version(SCHEMA, path)
    assert (found.path, found.sequence, found.number) == (path, 7, 2)
    new_revision = found.new_revision
    assert (new_revision.sheet, new_revision.kind, new_revision.parent) == (
        SHEET,
        "method",
        1,
    )
    assert (new_revision.action, new_revision.change_note) == (
        Action.UPDATE,
        "Relu avec l’équipe",
    )
    assert new_revision.author == Person(id="camm0000000c", name="Camille")
    assert new_revision.instant is not None
    assert clock.iso_format(new_revision.instant) == ABOUT["instant"]
    assert new_revision.hash == ABOUT["hash"]
    assert new_revision.values == {**BARE, "body": "Le texte."}
    assert not new_revision.superseded
    late = mark_superseded(found)
    assert late.new_revision.superseded
    assert (late.sequence, late.new_revision.values) == (7, new_revision.values)


def test_a_first_version_is_made_from_none(tmp_path: Path) -> None:
    first = {**ABOUT, "number": 1, "parent": 0, "action": "create", "change_note": ""}
    new_revision = read_version(SCHEMA, written(tmp_path, first)).new_revision
    assert (new_revision.parent, new_revision.action) == (None, Action.CREATE)


def ahead(by: timedelta) -> str:
    return clock.iso_format(clock.now() + by)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("kind", "nonsense"),
        ("kind", ["method"]),
        ("number", 0),
        ("number", True),
        ("number", MOST + 1),
        ("parent", 2),
        ("parent", "1"),
        ("sequence", 0),
        ("sequence", 1.5),
        ("action", "create"),
        ("action", "destroy"),
        ("author", "Camille"),
        ("author", {"id": "x", "name": "Camille"}),
        ("author", {"id": "camm0000000c", "name": " "}),
        ("author", {"id": "camm0000000c", "name": "C" * (LONGEST_NAME + 1)}),
        ("change_note", None),
        ("change_note", "n" * 201),
        ("change_note", "a\x00b"),
        ("hash", "0A" * 32),
        ("hash", ""),
        ("instant", "yesterday"),
        ("instant", "1969-12-31T23:59:59.999Z"),
    ],
)
def test_a_member_out_of_its_bounds_is_refused_by_its_name(
    tmp_path: Path, key: str, value: object
) -> None:
    with pytest.raises(FileFormatError) as refused:
        read_version(SCHEMA, written(tmp_path, {**ABOUT, key: value}))
    assert key in str(refused.value)
    assert refused.value.line == 1


def test_a_clock_that_is_a_little_ahead_is_believed_and_no_more(
    tmp_path: Path,
) -> None:
    late = ahead(AHEAD + timedelta(minutes=9))
    with pytest.raises(FileFormatError) as refused:
        read_version(SCHEMA, written(tmp_path / "late", {**ABOUT, "instant": late}))
    assert "instant" in str(refused.value)
    soon = ahead(AHEAD - timedelta(minutes=1))
    found = read_version(SCHEMA, written(tmp_path, {**ABOUT, "instant": soon}))
    assert found.new_revision.instant is not None
    assert clock.iso_format(found.new_revision.instant) == soon


@pytest.mark.parametrize(
    "head", [{"id": "../../etc"}, {"id": 12}, {"version": "2"}, {"version": [ABOUT]}]
)
def test_a_file_without_identifier_or_version_is_refused(
    tmp_path: Path, head: dict[str, Any]
) -> None:
    with pytest.raises(FileFormatError, match=next(iter(head))):
        read_version(SCHEMA, written(tmp_path, **head))


def test_what_lies_outside_the_export_or_is_too_large_is_not_read(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "in")
    outside = tmp_path / "2.md"
    path.rename(outside)
    path.symlink_to(outside)
    with pytest.raises(StorageError):
        read_version(SCHEMA, path)
    path.unlink()
    path.write_bytes(b"x" * (MOST_BYTES + 1))
    with pytest.raises(TooLargeError):
        read_version(SCHEMA, path)
