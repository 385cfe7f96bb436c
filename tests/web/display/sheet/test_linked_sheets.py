"""What a sheet links to: the sheets that stand, by identifier and by name."""

from commons.core.domain.schema.kind import Values
from commons.web.display.sheet.linked_sheets import MOST_NAMES, find_targets
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def found(parts: Components, body: str) -> dict[str, str]:
    values: Values = {"title": "Le banc", "body": body}
    with parts.store.read() as work:
        targets = find_targets(work, parts.schema.kinds["method"], values)
    return {name: head.sheet for name, head in targets.items()}


def test_a_name_leads_to_the_sheet_that_bears_it_now(parts: Components) -> None:
    desk = Desk(parts)
    there, gone = desk.put_one(title="Le carton"), desk.put_one(title="Le feutre")
    desk.delete(gone)
    text = f"[[{there.sheet}|lui]] [[Le carton]] [[{gone.sheet}|parti]] [[Personne]]"
    assert found(parts, text) == {there.sheet: there.sheet, "Le carton": there.sheet}


def test_no_more_names_are_looked_up_than_a_page_can_bear(
    parts: Components,
) -> None:
    Desk(parts).put_one(title="Zoo")
    names = "".join(f"[[Nom {number:03d}]]" for number in range(MOST_NAMES))
    assert found(parts, f"{names}[[Zoo]]") == {}
