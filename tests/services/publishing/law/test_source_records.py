"""What the log has of sources is read once, and told by whichever way they are named."""

from typing import Any

from commons.core.kinds.rules.licence_rules import MOST_SOURCES
from commons.services.publishing.law.source_records import read_records
from commons.wiring.components import Components
from tests.adapters.store.statements import asked_here
from tests.feeds.conftest import Desk


def test_versions_are_told_and_the_head_of_a_sheet_named_alone(
    parts: Components,
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur")
    head = desk.change(first, title="Le grand mur")
    other = desk.put_one(title="Le banc")
    ends = ["/v/1/print", "/le-mur", "/v/9", "/v/2"]
    rows: Any = [{"url": f"https://ici.fr/sheets/{first.sheet}{end}"} for end in ends]
    path = f"/sheets/{other.sheet}/v/1"
    with parts.store.read() as work, asked_here() as asked:
        known = read_records(work, {"sources": rows, "translation_of": path})
    assert len(asked.statements) == 2
    assert known.versions[other.sheet, 1] == other
    found = known.of_rows({"sources": rows})
    assert {
        place: (one.revision, one.exact, one.numbered) for place, one in found.items()
    } == {
        0: (first, True, True),
        1: (head, False, False),
        2: (head, False, True),
        3: (head, True, True),
    }


def test_more_than_a_sheet_may_have_are_not_looked_up(parts: Components) -> None:
    first = Desk(parts).put_one()
    row: Any = {"url": f"/sheets/{first.sheet}/v/1"}
    with parts.store.read() as work, asked_here() as asked:
        known = read_records(work, {"sources": [row] * (MOST_SOURCES + 1)})
    assert (known.versions, asked.statements) == ({}, [])
