"""What the author of a sheet is asked to add next."""

import pytest
from flask import Flask

from commons.core.domain.schema.kind import Values
from commons.web.display.sheet.additions import CREDITS, filling_seconds, next_addition
from commons.wiring.components import Components
from tests.core.kinds.examples import bare, full

KINDS = ("method", "tool", "experience", "collection")


def asked(app: Flask, parts: Components, values: Values, kind: str = "method") -> str:
    """Give the key of the field that is asked for, "" for none."""
    with app.test_request_context("/"):
        schema = parts.schema
        found = next_addition(schema, schema.kinds[kind], values)
    return found.key if found else ""


def test_what_the_short_form_asks_comes_first_then_what_a_complete_sheet_has(
    app: Flask, parts: Components
) -> None:
    values = {**bare("method")}
    assert asked(app, parts, values) == "summary"
    values |= {key: full("method")[key] for key in ("summary", "steps", "duration")}
    assert asked(app, parts, values) == "group_min"
    values |= {"group_min": 6, "group_max": 12}
    assert asked(app, parts, values) == "themes"


def test_a_complete_sheet_is_asked_for_facts_and_a_full_one_for_nothing(
    app: Flask, parts: Components
) -> None:
    values = full("method")
    assert asked(app, parts, values) == ""
    left = {key: value for key, value in values.items() if key != "preparation"}
    assert asked(app, parts, left) == "preparation"


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_asked_to_add_whose_a_sheet_is(
    app: Flask, parts: Components, kind: str
) -> None:
    fields = {one.key: one for one in parts.schema.kinds[kind].fields}
    values = {key: v for key, v in full(kind).items() if fields[key].group != CREDITS}
    assert len(values) < len(full(kind))
    assert asked(app, parts, values, kind) == ""


def test_a_choice_takes_less_time_than_a_text_and_a_text_less_than_rows(
    parts: Components,
) -> None:
    method = parts.schema.kinds["method"]
    keys = ("difficulty", "question", "inclusion", "steps")
    times = [filling_seconds(method.field(key)) for key in keys]
    assert times == sorted(set(times))
