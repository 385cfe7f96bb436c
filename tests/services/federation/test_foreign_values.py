"""What a foreign sheet points to stays where it is, in rows as in fields and texts."""

from typing import Any

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.rdf.version_reader import ReadVersion, read_version
from commons.core.domain.schema.kind import Schema
from commons.services.federation.foreign_values import named_sheets, own_values
from commons.wiring.assembly import load_schema
from tests.services.federation.foreign import SITE, foreign_version

THERE, BOTH, THIRD = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc"


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema()[0]


def read(schema: Schema, kind: str, values: dict[str, Any]) -> ReadVersion:
    """Give a version as another commons publishes it."""
    made = foreign_version(values, kind)
    return read_version(schema, render_block(schema, made).block)


def test_a_row_that_needs_a_sheet_of_theirs_becomes_a_link_to_it(
    schema: Schema,
) -> None:
    items = [
        {"sheet": THERE, "note": "La plus simple."},
        {"sheet": BOTH, "note": "Ensuite."},
        {"sheet": THIRD},
    ]
    found = read(schema, "collection", {"items": items})
    assert named_sheets(schema, found) == {THERE, BOTH, THIRD}
    values, notes = own_values(schema, found, SITE, {BOTH})
    assert values["items"] == [{"sheet": BOTH, "note": "Ensuite."}]
    assert values["links"] == [
        {"url": f"{SITE}/sheets/{THERE}", "title": "La plus simple."},
        {"url": f"{SITE}/sheets/{THIRD}", "title": "Fiche"},
    ]
    assert notes


def test_a_field_and_a_text_that_name_sheets_do_the_same(schema: Schema) -> None:
    values = {"tools_used": [THERE, BOTH], "body": f"Avec [[{THIRD}|la suite]]."}
    found = read(schema, "method", values)
    assert named_sheets(schema, found) == {THERE, BOTH, THIRD}
    owned, _ = own_values(schema, found, SITE, {BOTH})
    assert owned["tools_used"] == [BOTH]
    assert owned["body"] == f"Avec [la suite]({SITE}/sheets/{THIRD})."
    assert owned["links"] == [
        {"url": f"{SITE}/sheets/{THERE}", "title": "Outils utilisés"}
    ]


def test_what_is_all_here_is_left_as_it_is(schema: Schema) -> None:
    found = read(schema, "collection", {"items": [{"sheet": BOTH}]})
    values, notes = own_values(schema, found, SITE, {BOTH})
    assert (values, notes) == (found.values, ())
