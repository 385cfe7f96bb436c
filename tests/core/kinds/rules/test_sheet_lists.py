"""A kind that lists sheets is known by its fields, and what may stand in a list too."""

import pytest

from commons.core.domain.schema.kind import Values
from commons.core.kinds.rules.sheet_lists import (
    ListedSheet,
    listed_sheets,
    may_be_listed,
    sheet_list,
)
from tests.core.kinds.examples import KINDS, SCHEMA

ONE, TWO = "0123456789ab", "0123456789ac"
COLLECTION = SCHEMA.kinds["collection"]


@pytest.mark.parametrize("kind_key", KINDS)
def test_collections_alone_list_sheets_and_may_not_be_listed(kind_key: str) -> None:
    kind = SCHEMA.kinds[kind_key]
    assert (sheet_list(kind) is not None) is (kind_key == "collection")
    assert not (may_be_listed(kind) and sheet_list(kind))


def test_what_is_about_another_sheet_may_not_be_listed() -> None:
    assert may_be_listed(SCHEMA.kinds["method"])
    assert not may_be_listed(SCHEMA.kinds["trial"])


def test_the_list_is_read_in_its_order_and_names_that_are_no_sheets_are_left() -> None:
    values: Values = {
        "items": [
            {"sheet": TWO, "note": "d’abord"},
            {"sheet": "Un titre"},
            {"sheet": ONE},
            "rien",
            {"note": "sans fiche"},
        ]
    }
    assert list(listed_sheets(COLLECTION, values)) == [
        ListedSheet(sheet=TWO, note="d’abord"),
        ListedSheet(sheet=ONE, note=""),
    ]
    assert list(listed_sheets(COLLECTION, {})) == []
    assert list(listed_sheets(SCHEMA.kinds["method"], values)) == []
