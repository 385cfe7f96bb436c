"""What the first page offers: kinds by turns, no stubs, the territories with most."""

from commons.core.domain.sheet import Revision
from commons.services.search.browsing.front_page import (
    busiest_territories,
    latest_mixed,
    list_needs,
)
from commons.wiring.components import Components
from tests.feeds.conftest import Desk


def latest(parts: Components, limit: int) -> list[Revision]:
    with parts.store.read() as work:
        return latest_mixed(work, parts.schema, limit=limit)


def test_the_latest_sheets_are_mixed_by_kind(starter: Components) -> None:
    shown = latest(starter, 6)
    assert len({head.sheet for head in shown}) == 6
    kinds = [head.kind for head in shown]
    assert len(set(kinds[:4])) == 4
    assert "trial" not in kinds
    assert latest(starter, 2) == shown[:2]


def test_a_stub_stands_only_where_nothing_says_more(starter: Components) -> None:
    stub = Desk(starter).put_one(title="Une ébauche")
    assert stub.sheet not in {head.sheet for head in latest(starter, 40)}


def test_a_wiki_of_stubs_shows_them_newest_first(parts: Components) -> None:
    desk = Desk(parts)
    made = [desk.put_one(title=f"Fiche {number}").sheet for number in range(3)]
    assert [head.sheet for head in latest(parts, 2)] == [made[2], made[1]]


def test_needs_are_the_purposes_with_their_pictograms(parts: Components) -> None:
    needs = list_needs(parts.schema, limit=100)
    assert ("objective", "handshake") in [(f, one.pictogram) for f, one in needs]
    assert len({concept.iri for _, concept in needs}) == len(needs) == 8
    assert list_needs(parts.schema, limit=6) == needs[:6]


def test_territories_are_counted_without_what_was_deleted(parts: Components) -> None:
    desk = Desk(parts)
    brest = {"territory": {"code": "commune:29019"}}
    desk.put_one(title="Une", **brest)
    gone = desk.put_one(title="Deux", **brest)
    with parts.store.read() as work:
        before = dict(busiest_territories(work, limit=20))
    desk.delete(gone)
    with parts.store.read() as work:
        after = dict(busiest_territories(work, limit=20))
        assert len(busiest_territories(work, limit=1)) == 1
    assert (before["commune:29019"], after["commune:29019"]) == (2, 1)
