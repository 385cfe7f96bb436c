from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.log import blocks, revisions
from commons.adapters.store.log.projections import link_targets
from commons.adapters.store.log.projections.link_targets import LinkChange
from commons.adapters.store.measures import counts
from commons.adapters.store.people import persons
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person
from commons.errors import ConflictError, NotFoundError
from tests.adapters.store.makers import (
    CAMILLE,
    NOON,
    a_block,
    a_person,
    a_revision,
    mentions,
    publish,
    published,
)
from tests.adapters.store.processes import at_once

NOBODY_KNOWS = "zzzzzzzzzzzz"


def test_a_revision_comes_back_as_it_was(store: Store) -> None:
    values: Values = {
        "title": "Œuvrer à l’îlot 𝄞",
        "licence": "CC-BY-4.0",
        "steps": [{"title": "b", "a": 1.5, "image": "x"}, {"title": "\n\t\"'\\"}],
        "group_open": True,
        "group_min": 4,
    }
    with store.write() as work:
        revision = publish(work, values=values)
    with store.read() as work:
        found = revisions.get_revision(work, revision.sheet, 1)
    assert found == revision
    assert list(found.values) == list(values)
    assert found.instant.tzinfo is not None


def test_the_log_has_no_gap_and_its_instants_rise_with_many_writers(
    store: Store,
) -> None:
    def save(number: int) -> None:
        for _ in range(12):
            first = published(store, title=f"Fiche {number}")
            with store.write() as work:
                publish(work, first.sheet, 1)

    at_once(save)
    with store.read() as work:
        log = revisions.changes_after(work, 0, 1000)
    assert [entry.sequence for entry in log] == list(range(1, 97))
    assert all(a.instant < b.instant for a, b in pairwise(log))


def test_many_writers_of_one_sheet_all_get_their_versions_in(
    store: Store,
) -> None:
    sheet = published(store).sheet

    def save(_number: int) -> None:
        saved = 0
        while saved < 5:
            with store.read() as work:
                parent = revisions.get_head(work, sheet).number
            with suppress(ConflictError), store.write() as work:
                publish(work, sheet, parent)
                saved += 1

    at_once(save)
    with store.read() as work:
        versions = revisions.list_history(work, sheet, limit=100)
    assert [(v.number, v.parent) for v in versions[:-1]] == [
        (number, number - 1) for number in range(21, 1, -1)
    ]


def test_instants_never_go_back_when_the_clock_does(store: Store) -> None:
    asked = [NOON, NOON - timedelta(hours=1), NOON, NOON + timedelta(seconds=1)]
    with store.write() as work:
        given = [publish(work, instant=instant).instant for instant in asked]
    tick = clock.TICK
    assert given == [NOON, NOON + tick, NOON + 2 * tick, NOON + timedelta(seconds=1)]


def test_an_instant_is_cut_to_the_millisecond(store: Store) -> None:
    with store.write() as work:
        revision = publish(work, instant=NOON + timedelta(microseconds=1999))
    assert revision.instant == NOON + clock.TICK


def test_a_log_ahead_of_the_clock_goes_on_from_there(store: Store) -> None:
    future = clock.now() + timedelta(days=400)
    with store.write() as work:
        publish(work, instant=clock.cut_to_millisecond(future))
        assert publish(work).instant == clock.cut_to_millisecond(future) + clock.TICK


def test_a_stale_parent_conflicts_and_says_the_head(store: Store) -> None:
    sheet = published(store).sheet
    with store.write() as work:
        publish(work, sheet, 1)
    with pytest.raises(ConflictError) as caught, store.write() as work:
        publish(work, sheet, 1)
    assert caught.value.head == 2


def test_a_sheet_is_created_once(store: Store) -> None:
    sheet = published(store).sheet
    with pytest.raises(ConflictError) as caught, store.write() as work:
        publish(work, sheet)
    assert caught.value.head == 1


def test_a_parent_of_no_sheet_is_not_found(store: Store) -> None:
    with pytest.raises(NotFoundError), store.write() as work:
        revisions.reserve_position(work, NOBODY_KNOWS, 1)


def test_a_place_is_taken_once(store: Store) -> None:
    with store.write() as work:
        place = revisions.reserve_position(work, iri.new_id(), None)
        version, block = a_revision(place), a_block(place)
        revisions.append_revision(work, version, block, LinkChange())
        with pytest.raises(ConflictError):
            revisions.append_revision(work, version, block, LinkChange())


def test_a_tombstone_is_a_head_that_lists_leave_out(store: Store) -> None:
    target = published(store, title="But").sheet
    with store.write() as work:
        publish(work, "0" * 12, links=mentions(target), title="Fiche morte")
        dead = publish(work, "0" * 12, 1, action=Action.DELETE, links=mentions(target))
    with store.read() as work:
        assert revisions.get_head(work, dead.sheet).deleted
        assert revisions.get_heads(work, [dead.sheet])[dead.sheet] == dead
        assert [r.sheet for r in revisions.latest_heads(work, limit=9)] == [target]
        assert revisions.sheets_titled(work, "Fiche morte") == []
        assert link_targets.links_to(work, target, limit=50) == []
        assert [r.sheet for r in revisions.by_person(work, CAMILLE.id)] == [target]
        assert counts.count_all(work).sheets == 1
        assert revisions.get_revision(work, dead.sheet, 1).title == "Fiche morte"
        assert [
            r.number for r in revisions.list_history(work, dead.sheet, limit=9)
        ] == [
            2,
            1,
        ]
        current = blocks.blocks_after(work, current=True, after=0, limit=9)
        assert [sequence for sequence, _ in current] == [1]
    with store.write() as work:
        publish(work, dead.sheet, 2, action=Action.RESTORE, links=mentions(target))
    with store.read() as work:
        assert [r.sheet for r in link_targets.links_to(work, target, limit=50)] == [
            dead.sheet
        ]


def test_what_is_not_there_is_not_found(store: Store) -> None:
    sheet = published(store).sheet
    with store.read() as work:
        for missing in (
            lambda: revisions.get_head(work, NOBODY_KNOWS),
            lambda: revisions.get_revision(work, sheet, 2),
            lambda: revisions.list_history(work, NOBODY_KNOWS, limit=5),
            lambda: blocks.get_block(work, sheet, 2),
            lambda: persons.get_person(work, NOBODY_KNOWS),
        ):
            with pytest.raises(NotFoundError):
                missing()
        assert revisions.get_heads(work, [NOBODY_KNOWS]) == {}


def test_heads_come_in_the_order_asked_however_many(store: Store) -> None:
    with store.write() as work:
        sheets = [publish(work).sheet for _ in range(revisions.AT_ONCE + 10)]
        publish(work, sheets[3], 1)
    asked = [sheets[-1], NOBODY_KNOWS, *sheets[:-1]]
    with store.read() as work:
        heads = revisions.get_heads(work, asked)
    assert list(heads) == [sheets[-1], *sheets[:-1]]
    assert heads[sheets[3]].number == 2


def test_the_latest_come_first_by_page_and_by_kind(store: Store) -> None:
    with store.write() as work:
        a = publish(work, kind="method").sheet
        b = publish(work, kind="tool").sheet
        c = publish(work, kind="method").sheet
        publish(work, a, 1, kind="method")
    with store.read() as work:
        assert [r.sheet for r in revisions.latest_heads(work, limit=9)] == [a, c, b]
        assert [r.sheet for r in revisions.latest_heads(work, limit=1, offset=1)] == [c]
        methods = revisions.latest_heads(work, limit=9, kind="method")
        assert [r.sheet for r in methods] == [a, c]
        assert revisions.latest_heads(work, limit=9, kind="none") == []


def test_history_and_log_come_by_page(store: Store) -> None:
    sheet = published(store).sheet
    with store.write() as work:
        for parent in range(1, 6):
            publish(work, sheet, parent)
    with store.read() as work:
        page = revisions.list_history(work, sheet, limit=2, through=5)
        assert [r.number for r in page] == [5, 4]
        assert revisions.list_history(work, sheet, limit=2, through=0) == []
        assert [r.sequence for r in revisions.changes_after(work, 4, 9)] == [5, 6]
        assert [r.sequence for r in revisions.changes_after(work, 0, 2)] == [1, 2]
        assert revisions.changes_after(work, 6, 9) == []


def test_blocks_come_back_byte_for_byte(store: Store) -> None:
    with store.write() as work:
        first = publish(work)
        second = publish(work, first.sheet, 1)
        third = publish(work)
    with store.read() as work:
        every = blocks.blocks_after(work, current=False, after=0, limit=9)
        current = blocks.blocks_after(work, current=True, after=0, limit=9)
        assert [sequence for sequence, _ in every] == [1, 2, 3]
        assert [sequence for sequence, _ in current] == [2, 3]
        assert blocks.get_block(work, first.sheet, 2) == dict(every)[second.sequence]
        assert dict(every)[3].startswith(b"<http://commons.invalid/sheets/")
        assert blocks.blocks_after(work, current=True, after=2, limit=1) == current[1:]
        assert blocks.get_block(work, third.sheet, 1) == current[1][1]


@pytest.mark.parametrize(
    "text",
    ["Le café du cœur", "le CAFE du coeur", " Le  café du cœur ", "le-cafe-du-coeur"],
)
def test_a_sheet_is_found_by_its_title_or_slug(store: Store, text: str) -> None:
    sheet = published(store, title="Le café du cœur").sheet
    published(store, title="Le café")
    with store.read() as work:
        assert revisions.sheets_titled(work, text) == [sheet]


def test_a_former_title_finds_nothing(store: Store) -> None:
    sheet = published(store, title="Avant").sheet
    with store.write() as work:
        publish(work, sheet, 1, title="Après")
    with store.read() as work:
        assert revisions.sheets_titled(work, "Avant") == []
        assert revisions.sheets_titled(work, "après") == [sheet]


def test_a_person_is_credited_with_the_heads_of_what_they_wrote_in(
    store: Store,
) -> None:
    ana, ben = a_person("Ana"), a_person("Ben")
    with store.write() as work:
        first = publish(work, author=ana)
        publish(work, author=ben)
        publish(work, first.sheet, 1, author=ben)
    with store.read() as work:
        (found,) = revisions.by_person(work, ana.id)
        assert (found.sheet, found.number) == (first.sheet, 2)
        assert len(revisions.by_person(work, ben.id)) == 2
        assert len(revisions.by_person(work, ben.id, limit=1)) == 1


def test_a_person_has_the_name_last_credited_and_old_versions_keep_theirs(
    store: Store,
) -> None:
    before = a_person("Ana")
    after = Person(id=before.id, name="Ana Le Goff")
    with store.write() as work:
        revision = publish(work, author=before)
        publish(work, author=after)
        publish(work, author=before)
        publish(work, author=after)
    with store.read() as work:
        assert persons.get_person(work, before.id) == after
        assert revisions.get_head(work, revision.sheet).author == before


def test_what_there_is_is_counted(store: Store) -> None:
    with store.write() as work:
        sheet = publish(work, kind="tool").sheet
        publish(work, sheet, 1, kind="tool")
        publish(work, author=a_person())
    with store.read() as work:
        assert counts.count_all(work) == counts.Counts(
            sheets=2,
            versions=3,
            people=2,
            accounts=0,
            by_kind={"tool": 1, "method": 1},
        )


def test_an_empty_commons_answers(store: Store) -> None:
    with store.read() as work:
        assert revisions.head_sequence(work) == 0
        assert revisions.latest_heads(work, limit=5) == []
        assert revisions.changes_after(work, 0, 5) == []
        assert counts.count_all(work).sheets == 0
