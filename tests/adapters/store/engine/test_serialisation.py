"""A revision becomes a row and comes back as it was."""

import json
from dataclasses import replace

import pytest

from commons.adapters.store.engine.serialisation import (
    COLUMNS,
    read_values,
    revisions_of,
    row_of,
    sheet_row,
    write_values,
)
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Place, Revision
from tests.adapters.store.makers import NOON, a_revision

PLACE = Place(sheet="0123456789ab", number=3, parent=2, sequence=7, instant=NOON)
VALUES: Values = {
    "title": "L’Œuvre  d’été",
    "steps": [{"b": 1, "a": 2.5}, {"open": True}],
    "body": "𝄞 \"'\\\n",
}
VERSION = a_revision(PLACE, values=VALUES)


def through_a_row(revision: Revision) -> Revision:
    row = row_of(revision)
    (found,) = revisions_of([[row[column.key] for column in COLUMNS]])
    return found


def test_values_are_compact_json_in_their_order() -> None:
    written = write_values(VALUES)
    assert written.startswith('{"title":"L’Œuvre  d’été","steps":[{"b":1,"a":2.5}')
    assert read_values(written) == VALUES
    assert list(read_values(written)) == list(VALUES)
    assert read_values(write_values({})) == {}


@pytest.mark.parametrize("action", Action)
def test_a_revision_comes_back_as_it_was(action: Action) -> None:
    version = replace(VERSION, action=action)
    assert through_a_row(version) == version
    assert through_a_row(replace(version, parent=None)).parent is None


def test_a_row_says_where_the_sheet_stands() -> None:
    row = sheet_row(VERSION)
    assert (row["id"], row["head_number"], row["head_sequence"]) == (
        *("0123456789ab", 3, 7),
    )
    assert (row["title"], row["folded_title"], row["slug"]) == (
        *("L’Œuvre  d’été", "l'oeuvre d'ete", "l-oeuvre-d-ete"),
    )
    assert row["deleted"] is False
    assert sheet_row(replace(VERSION, action=Action.DELETE))["deleted"] is True


@pytest.mark.parametrize(
    ("column", "value", "error"),
    [
        ("content", "{", json.JSONDecodeError),
        ("action", "no action", ValueError),
        ("instant", "noon", TypeError),
    ],
)
def test_a_row_that_is_damaged_cannot_be_read(
    column: str, value: str, error: type[Exception]
) -> None:
    row = {**row_of(VERSION), column: value}
    with pytest.raises(error):
        revisions_of([[row[one.key] for one in COLUMNS]])


def test_a_row_that_lacks_a_column_is_an_error() -> None:
    with pytest.raises(ValueError, match="unpack"):
        revisions_of([["0123456789ab"]])
    assert revisions_of([]) == []
