"""Holds what keeps 50 000 sheets as quick as 50: how SQLite runs each query."""

from typing import Any

import pytest
from sqlalchemy import event

from commons.adapters.store.engine.unit_of_work import Store
from tests.adapters.store.queries import FEW, IN_ORDER, INDEX_ALONE, TABLES, Ask

pytestmark = pytest.mark.sqlite

SCANS = tuple(f"SCAN {table}" for table in TABLES)
WALK = "(deleted=?)"
"""How a step ends that goes through all sheets that stand."""


@pytest.mark.parametrize("ask", FEW.values(), ids=FEW)
def test_no_query_walks_through_a_table(store: Store, ask: Ask) -> None:
    plan = plan_of(store, ask)
    assert plan
    assert not [step for step in plan if step.startswith(SCANS)]
    assert not [step for step in plan if step.endswith(WALK)]


@pytest.mark.parametrize("ask", IN_ORDER.values(), ids=IN_ORDER)
def test_no_query_of_the_log_sorts_or_leaves_its_index(store: Store, ask: Ask) -> None:
    plan = plan_of(store, ask)
    assert plan
    assert not [step for step in plan if "TEMP B-TREE" in step]
    assert not [step for step in plan if "sheets USING INDEX ix_" in step]


@pytest.mark.parametrize("ask", INDEX_ALONE.values(), ids=INDEX_ALONE)
def test_what_counts_everything_reads_an_index_alone(store: Store, ask: Ask) -> None:
    plan = plan_of(store, ask)
    assert plan
    whole = [step for step in plan if step.startswith(SCANS) or step.endswith(WALK)]
    assert not [step for step in whole if "COVERING INDEX" not in step]


def plan_of(store: Store, ask: Ask) -> list[str]:
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
