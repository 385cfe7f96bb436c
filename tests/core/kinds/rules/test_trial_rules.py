"""What may be tried follows from the fields of a kind."""

from dataclasses import replace

from commons.core.kinds.rules.trial_rules import may_be_tried
from tests.core.kinds.examples import SCHEMA


def test_what_says_something_by_itself_may_be_tried() -> None:
    may = {key for key, kind in SCHEMA.kinds.items() if may_be_tried(kind)}
    assert may >= {"method", "tool", "experience"}
    assert "trial" not in may


def test_a_list_of_sheets_may_not() -> None:
    method = SCHEMA.kinds["method"]
    tools = method.field("tools_used")
    column = replace(tools, key="sheet", many=False, required=1)
    listing = replace(method.field("steps"), columns=(column,))
    assert may_be_tried(method)
    assert not may_be_tried(replace(method, fields=(*method.fields, listing)))
