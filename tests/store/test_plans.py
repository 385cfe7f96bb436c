"""Holds what keeps 50 000 sheets as quick as 50: how SQLite runs each query."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from commons.store import accounts, archive, drafts
from commons.store.work import Store, Work

ID = "a" * 12
TABLES = ("sheets", "revisions", "blocks", "links", "drafts", "accounts", "sessions")
SCANS = tuple(f"SCAN {table}" for table in TABLES)
WALK = "ix_sheets_deleted_head_sequence (deleted=?)"

FEW: dict[str, Callable[[Work], object]] = {
    "heads": lambda work: archive.heads(work, [ID]),
    "by_person": lambda work: archive.by_person(work, ID, limit=5),
    "titled": lambda work: archive.titled(work, "le café"),
    "backlinks": lambda work: archive.backlinks(work, ID),
    "blocks": lambda work: archive.blocks(work, current=False, after=5, limit=5),
    "current": lambda work: archive.blocks(work, current=True, after=5, limit=5),
    "changes": lambda work: archive.changes(work, 5, 5),
    "named_blocks": lambda work: archive.named_blocks(work, 5, 5),
    "instants": lambda work: archive.instants(work, [5, 9]),
    "session": lambda work: accounts.session(work, "a token"),
    "by_email": lambda work: accounts.by_email(work, "a@exemple.fr"),
    "drafts": lambda work: drafts.of(work, ID),
    "draft": lambda work: drafts.for_sheet(work, ID, ID),
}
IN_ORDER: dict[str, Callable[[Work], object]] = {
    "latest": lambda work: archive.latest(work, limit=5, offset=5),
    "latest_of_kind": lambda work: archive.latest(work, limit=5, kind="tool"),
    "changes": lambda work: archive.changes(work, 5, 5),
    "blocks": lambda work: archive.blocks(work, current=False, after=5, limit=5),
    "current": lambda work: archive.blocks(work, current=True, after=5, limit=5),
    "named_blocks": lambda work: archive.named_blocks(work, 5, 5),
    "counts": archive.counts,
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
    assert not [step for step in plan if "sheets USING INDEX" in step]


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
