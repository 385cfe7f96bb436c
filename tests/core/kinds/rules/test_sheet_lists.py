"""A kind that lists sheets is known by its fields, and what may stand in a list too."""

from dataclasses import replace

import pytest

from commons.core.domain.kind import Kind, Values
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


def test_what_needs_another_sheet_to_be_about_may_not_be_listed() -> None:
    method = SCHEMA.kinds["method"]
    assert may_be_listed(method)
    assert not may_be_listed(_needing_a_sheet(method))


def _needing_a_sheet(kind: Kind) -> Kind:
    fields = tuple(
        replace(field, required=1) if field.type.names_sheet else field
        for field in kind.fields
    )
    return replace(kind, fields=fields)


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
