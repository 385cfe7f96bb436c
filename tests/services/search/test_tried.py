"""Sheets are found by how often they were tried, and trials come behind sheets."""

from typing import Any

from commons.adapters.search.port import BEHIND, Order, Query
from commons.services.search.facets import TRIED_FACET
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.services.reuse.test_trials import BREST, DOUARNENEZ, a_trial

ALL = Query(size=100)


def found(parts: Components, *values: str) -> list[str]:
    """Return the sheets tried so, once the index is level."""
    parts.catch_up()
    hits = parts.index.search(Query(filters={TRIED_FACET: values})).hits
    return [hit.id for hit in hits]


def counts(parts: Components) -> dict[str, int]:
    parts.catch_up()
    return dict(parts.index.search(ALL).facets.get(TRIED_FACET, ()))


def answers(parts: Components) -> list[Any]:
    queries = (ALL, Query(words="mur essai"), Query(filters={TRIED_FACET: ("once",)}))
    return [parts.index.search(query) for query in queries]


def test_the_sheet_is_found_anew_when_its_trials_change(parts: Components) -> None:
    desk = Desk(parts)
    wall, table = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    assert counts(parts) == {}
    first = a_trial(desk, wall, BREST)
    assert found(parts, "once") == [wall.sheet]
    assert found(parts, "two-places") == []
    second = a_trial(desk, wall, BREST)
    assert found(parts, "two-places") == []
    desk.change(second, territory=DOUARNENEZ, tried=f"/sheets/{wall.sheet}/v/1")
    assert found(parts, "two-places") == [wall.sheet]
    most = parts.index.search(Query(order=Order.TRIED)).hits
    assert [hit.id for hit in most][:2] == [wall.sheet, table.sheet]
    desk.delete(first)
    assert counts(parts) == {"once": 1}
    moved = a_trial(desk, wall, BREST)
    assert counts(parts) == {"once": 1, "two-places": 1}
    desk.change(moved, territory=BREST, tried=f"/sheets/{table.sheet}/v/1")
    assert found(parts, "once") == [table.sheet, wall.sheet]
    assert counts(parts) == {"once": 2}


def test_an_index_made_from_nothing_says_the_same(parts: Components) -> None:
    desk = Desk(parts)
    wall, table = desk.put_one(title="Le mur"), desk.put_one(title="La table")
    for place in (BREST, DOUARNENEZ):
        a_trial(desk, wall, place)
        parts.catch_up()
    desk.delete(a_trial(desk, table, BREST))
    gone = desk.put_one(title="Un mur de trop")
    a_trial(desk, gone, BREST)
    parts.catch_up()
    desk.delete(gone)
    desk.change(wall, title="Le grand mur")
    parts.catch_up()
    followed = answers(parts)
    parts.index.clear()
    parts.catch_up()
    assert answers(parts) == followed
    assert counts(parts) == {"once": 1, "two-places": 1}


def test_trials_come_behind_all_that_stands_alone(parts: Components) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Un mur", body="On y colle des réponses.")
    desk.put_one(title="La table", body="Le mur du fond est libre.")
    for _ in range(5):
        a_trial(desk, wall, BREST)
    parts.catch_up()
    for query in (ALL, Query(words="mur")):
        kinds = [hit.id == wall.sheet for hit in parts.index.search(query).hits]
        assert any(kinds[:2])
    hits = parts.index.search(ALL)
    assert dict(hits.facets["kind"]) == {"trial": 5, "method": 2}
    assert BEHIND not in hits.facets
    only = parts.index.search(Query(filters={"kind": ("trial",)}))
    assert only.total == 5
