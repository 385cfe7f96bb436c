"""Holds what keeps 50 000 sheets as quick as 50: how SQLite runs each query."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from commons.adapters.store.drafts import draft_shares, drafts
from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.imports import csv_uploads, provenance
from commons.adapters.store.log import blocks, revisions, version_list
from commons.adapters.store.log.projections import (
    categories,
    link_targets,
    titles_keywords,
    trials,
)
from commons.adapters.store.measures import counts
from commons.adapters.store.people import accounts, read_marks, thanks
from commons.adapters.store.people.credentials import sessions
from commons.adapters.store.site import repairs
from commons.adapters.store.stewardship.review import held_edits
from commons.core.domain.sheet import REFERENCES
from tests.adapters.store.makers import NOON

ID = "a" * 12
TABLES = (
    *("sheets", "revisions", "blocks", "links", "shelves", "keywords"),
    *("drafts", "companions", "accounts", "sessions"),
    *("thanks", "batches", "traces"),
)
SCANS = tuple(f"SCAN {table}" for table in TABLES)
WALK = "ix_sheets_deleted_head_sequence (deleted=?)"


def up(work: Work, choice: categories.Choice) -> object:
    return categories.heads_after(work, choice, after=5, last=99, limit=5)


def down(work: Work, choice: categories.Choice) -> object:
    return categories.heads_before(work, choice, before=99, limit=5)


FEW: dict[str, Callable[[Work], object]] = {
    "batches": lambda work: csv_uploads.uploads_of(work, ID),
    "traces": lambda work: provenance.provenance_of(work, [ID]),
    "heads": lambda work: revisions.get_heads(work, [ID]),
    "what a person wrote": lambda work: repairs.count_standing(work, ID),
    "before a person": lambda work: repairs.number_before(work, ID, "p"),
    "what waits": lambda work: held_edits.waiting_edits(work, limit=5),
    "how much waits": held_edits.count_waiting,
    "what waits of a sheet": lambda work: held_edits.waiting_of_sheet(work, ID),
    "by_person": lambda work: revisions.by_person(work, ID, limit=5),
    "titled": lambda work: revisions.sheets_titled(work, "le café"),
    "backlinks": lambda work: link_targets.links_to(work, ID, limit=50),
    "backlinks of a relation": lambda work: link_targets.links_to(
        work, ID, REFERENCES, limit=50
    ),
    "links": lambda work: link_targets.links_from(work, ID),
    "links of a relation": lambda work: link_targets.links_from(work, ID, REFERENCES),
    "names of links": lambda work: link_targets.named_heads(work, [ID]),
    "blocks": lambda work: blocks.blocks_after(work, current=False, after=5, limit=5),
    "current": lambda work: blocks.blocks_after(work, current=True, after=5, limit=5),
    "changes": lambda work: revisions.changes_after(work, 5, 5),
    "changed_heads": lambda work: revisions.changed_heads(work, 5, 5),
    "named_blocks": lambda work: blocks.named_blocks(work, 5, 5),
    "instants": lambda work: revisions.instants_at(work, [5, 9]),
    "session": lambda work: sessions.session_account(work, "a token"),
    "by_email": lambda work: accounts.by_email(work, "a@exemple.fr"),
    "one_shelf": lambda work: up(work, [["theme:food"]]),
    "two_shelves": lambda work: up(work, [["theme:food", "theme:youth"]]),
    "two_groups": lambda work: up(work, [["theme:food"], ["kind:tool"]]),
    "named": lambda work: categories.categories_of(work, "theme"),
    "drafts": lambda work: drafts.drafts_of(work, ID),
    "draft": lambda work: drafts.for_sheet(work, ID, ID),
    "past": lambda work: version_list.list_versions(
        work, ID, version_list.Wanted(author=ID), limit=5
    ),
    "past_count": lambda work: version_list.count_versions(
        work, ID, version_list.Wanted(since=NOON)
    ),
    "past_authors": lambda work: version_list.version_authors(work, ID),
    "thanks": lambda work: thanks.count_thanks(work, [1, 2]),
    "thanks_given": lambda work: thanks.thanks_given(work, ID, [1, 2]),
    "thanks_received": lambda work: thanks.thanks_received(work, ID, limit=5),
    "lent": lambda work: drafts.drafts_shared_with(work, ID),
    "owner": lambda work: drafts.owner_of(work, ID),
    "companions": lambda work: draft_shares.shares_of(work, ID),
    "trials": lambda work: trials.trials_by_place(work, [ID]),
    "latest trials": lambda work: trials.latest_trials(work, ID, limit=5),
    "trials for an author": lambda work: trials.trials_for_author(work, ID, limit=5),
    "versions ever tried": lambda work: trials.versions_ever_tried(work, [ID]),
    "a version": lambda work: link_targets.version_stands(work, ID, 1),
    "the version that stands": lambda work: link_targets.standing_number(work, ID),
    "read mark": lambda work: read_marks.read_mark(work, ID, "a list"),
    "keywords": lambda work: titles_keywords.keywords_starting(work, "caf", limit=5),
    "by_name": lambda work: accounts.by_name(work, "Camille"),
}
IN_ORDER: dict[str, Callable[[Work], object]] = {
    "latest": lambda work: revisions.latest_heads(work, limit=5, offset=5),
    "oldest": lambda work: revisions.oldest_heads(work, kind="tool", limit=5),
    "latest_of_kind": lambda work: revisions.latest_heads(work, limit=5, kind="tool"),
    "changes": lambda work: revisions.changes_after(work, 5, 5),
    "blocks": lambda work: blocks.blocks_after(work, current=False, after=5, limit=5),
    "current": lambda work: blocks.blocks_after(work, current=True, after=5, limit=5),
    "named_blocks": lambda work: blocks.named_blocks(work, 5, 5),
    "counts": counts.count_all,
    "heads_up": lambda work: up(work, []),
    "heads_down": lambda work: down(work, []),
    "shelf_up": lambda work: up(work, [["theme:food"]]),
    "shelf_down": lambda work: down(work, [["theme:food"]]),
}


@pytest.mark.parametrize("ask", FEW.values(), ids=FEW)
def test_no_query_walks_through_a_table(
    store: Store, ask: Callable[[Work], object]
) -> None:
    plan = plan_of(store, ask)
    assert plan
    assert not [step for step in plan if step.startswith(SCANS)]
    assert not [step for step in plan if step.endswith(WALK)]


@pytest.mark.parametrize("ask", IN_ORDER.values(), ids=IN_ORDER)
def test_no_query_of_the_log_sorts_or_leaves_its_index(
    store: Store, ask: Callable[[Work], object]
) -> None:
    plan = plan_of(store, ask)
    assert plan
    assert not [step for step in plan if "TEMP B-TREE" in step]
    assert not [step for step in plan if "sheets USING INDEX ix_" in step]


def plan_of(store: Store, ask: Callable[[Work], object]) -> list[str]:
    asked: list[tuple[str, Any]] = []
    with store.read() as work:

        @event.listens_for(work.connection, "before_cursor_execute")
        def note(*heard: Any) -> None:
            asked.append((heard[2], heard[3]))

        ask(work)
        event.remove(work.connection, "before_cursor_execute", note)
        return [
            row[3]
            for statement, known in asked
            for row in work.connection.exec_driver_sql(
                f"EXPLAIN QUERY PLAN {statement}", known
            )
        ]
