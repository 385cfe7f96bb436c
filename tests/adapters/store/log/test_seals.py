"""Whatever changed in a version since it was appended is noticed."""

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.serialisation import COLUMNS, row_of
from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log import seals
from tests.adapters.store.makers import publish, published

OF_SQLITE = pytest.mark.sqlite
"""What no other engine takes into such a column, or says so."""
CHANGES = {
    "kind": "'tool'",
    "instant": "instant + 1",
    "action": "'update'",
    "author_name": "'Autre'",
    "change_note": "'autre note'",
    "hash": "'0'",
    "content": "replace(content, 'voisins', 'amis')",
    "seal": "''",
}


def test_a_version_is_whole_as_it_was_appended(store: Store) -> None:
    with store.write() as work:
        first = publish(work)
        second = publish(work, first.sheet, 1)
    with store.read() as work:
        found = seals.rows_after(work, 0, 9)
        assert [one.revision for one in found] == [first, second]
        assert all(one.whole for one in found)
        assert [(one.sheet, one.number) for one in found] == [
            (first.sheet, 1),
            (first.sheet, 2),
        ]
        assert b"/v/2>" in found[1].block
        assert seals.rows_after(work, 1, 9) == found[1:]
        assert seals.rows_after(work, 0, 1) == found[:1]


@pytest.mark.parametrize("column", CHANGES)
def test_a_column_that_changed_breaks_the_seal(store: Store, column: str) -> None:
    published(store)
    published(store)
    change = f"UPDATE revisions SET {column} = {CHANGES[column]} WHERE sequence = 1"  # noqa: S608
    with store.write() as work:
        work.connection.execute(text(change))
        assert [one.whole for one in seals.rows_after(work, 0, 9)] == [False, True]


@pytest.mark.parametrize(
    ("change", "block"),
    [
        pytest.param(
            "UPDATE blocks SET quads = x'00', dictionary = 0", b"\0", marks=OF_SQLITE
        ),
        pytest.param(
            "UPDATE blocks SET quads = x'00', dictionary = 33001", b"", marks=OF_SQLITE
        ),
        ("UPDATE blocks SET dictionary = 1", b""),
        ("DELETE FROM blocks", b""),
    ],
)
def test_a_block_that_changed_or_is_lost_breaks_the_seal(
    store: Store, change: str, block: bytes
) -> None:
    published(store)
    with store.write() as work:
        work.connection.execute(text(change))
        (found,) = seals.rows_after(work, 0, 9)
    assert not found.whole
    assert found.block == block
    assert found.revision is not None


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("content", "'{'"),
        ("content", "'[]'"),
        pytest.param("content", "x'ff'", marks=OF_SQLITE),
        ("action", "'no'"),
        pytest.param("instant", "'noon'", marks=OF_SQLITE),
        pytest.param("kind", "x'00'", marks=OF_SQLITE),
    ],
)
def test_a_row_that_cannot_be_read_is_no_revision(
    store: Store, column: str, value: str
) -> None:
    published(store)
    with store.write() as work:
        work.connection.execute(text(f"UPDATE revisions SET {column} = {value}"))  # noqa: S608
        (found,) = seals.rows_after(work, 0, 9)
    assert (found.revision, found.whole, found.sequence) == (None, False, 1)


def test_the_last_version_of_each_sheet_is_given_if_it_is_whole(store: Store) -> None:
    with store.write() as work:
        first = publish(work)
        other = publish(work)
        damaged = publish(work)
        last = publish(work, first.sheet, 1)
        work.connection.execute(
            text("UPDATE revisions SET hash = '' WHERE sequence = :one"),
            {"one": damaged.sequence},
        )
        steps: list[tuple[int, int]] = []
        found = [*seals.last_ones(work, lambda done, of: steps.append((done, of)))]
    assert found == [other, last]
    assert steps == [(3, 3)]


def test_a_seal_is_taken_of_every_column_and_the_block(store: Store) -> None:
    version = published(store)
    row, block = row_of(version), b"<a> <b> <c> .\n"
    seal = seals.seal_row(row, block)
    assert len(seal) == 64
    assert seals.seal_row(row, block + b"x") != seal
    for name in seals.SEALED:
        assert seals.seal_row({**row, name: "else"}, block) != seal
    assert seals.seal_row({**row, "beside": 1}, block) == seal
    with pytest.raises(KeyError):
        seals.seal_row({}, block)


def test_columns_of_a_version_are_readable(store: Store) -> None:
    version = published(store)
    row = row_of(version)
    assert seals.readable_revision([row[column.key] for column in COLUMNS]) == version
    assert seals.readable_revision([]) is None
