"""The audit log: in order, whole, and any meddling shows."""

import pytest
from sqlalchemy import text

from commons.adapters.store.engine.unit_of_work import Store
from commons.adapters.store.site import audit_log
from commons.core.domain.site.audit import AuditAct

_CLOSE_UP = "UPDATE audit_log SET number = 4 WHERE number = 5"


def filled(store: Store, count: int = 5) -> None:
    with store.write() as work:
        for n in range(count):
            audit_log.note_act(work, "camille", AuditAct.ROLE, f"p{n}", role="EDITOR")


def test_entries_come_back_in_order_with_what_they_say(store: Store) -> None:
    filled(store)
    with store.write() as work:
        audit_log.note_act(work, "", AuditAct.BLOCK, "p1", reason="x" * 2_000)
    with store.read() as work:
        assert [entry.number for entry in audit_log.every_act(work)] == [*range(1, 7)]
        (last,) = audit_log.latest_acts(work, limit=1)
        assert (last.act, last.target, len(last.details["reason"])) == (
            AuditAct.BLOCK,
            "p1",
            audit_log.LONGEST_DETAIL,
        )
        roles = audit_log.latest_acts(work, act=AuditAct.ROLE, through=4, limit=2)
        assert [entry.number for entry in roles] == [4, 3]
        assert audit_log.count_acts(work) == 6
        assert audit_log.broken_at(work) is None


@pytest.mark.parametrize(
    ("meddling", "broken"),
    [
        ("DELETE FROM audit_log WHERE number = 3", 3),
        ("DELETE FROM audit_log WHERE number = 1", 1),
        (f"DELETE FROM audit_log WHERE number = 4; {_CLOSE_UP}", 4),  # noqa: S608  # our own words
        ("UPDATE audit_log SET actor = 'sacha' WHERE number = 2", 2),
        ("UPDATE audit_log SET details = '{}' WHERE number = 5", 5),
        ("UPDATE audit_log SET instant = instant + 1 WHERE number = 4", 4),
    ],
)
def test_what_is_missing_or_changed_shows(
    store: Store, meddling: str, broken: int
) -> None:
    filled(store)
    with store.write() as work:
        for statement in meddling.split(";"):
            work.connection.execute(text(statement))
    with store.read() as work:
        assert audit_log.broken_at(work) == broken


def test_of_a_long_log_the_last_entries_are_verified_alone(store: Store) -> None:
    filled(store)
    with store.write() as work:
        assert audit_log.broken_at(work, newest=2) is None
        work.connection.execute(text("DELETE FROM audit_log WHERE number = 2"))
        assert audit_log.broken_at(work, newest=2) is None
        assert audit_log.broken_at(work, newest=3) == 2
        assert audit_log.broken_at(work, newest=100) == 2
        work.connection.execute(text("UPDATE audit_log SET act='ROLE' WHERE number=4"))
        assert audit_log.broken_at(work, newest=2) == 4


@pytest.mark.parametrize(
    ("meddling", "broken"),
    [
        (None, None),
        ('UPDATE audit_log SET details = \'{"reason": "rien"}\' WHERE number = 6', 6),
        ("UPDATE audit_log SET actor = 'sacha' WHERE number = 6", 6),
        ("DELETE FROM audit_log WHERE number = 7", 7),
    ],
)
def test_a_name_may_go_from_the_log_and_nothing_else_may(
    store: Store, meddling: str | None, broken: int | None
) -> None:
    filled(store)
    with store.write() as work:
        audit_log.note_act(work, "a", AuditAct.HIDE_REMARK, "r", reason="Vu avec Léa.")
        audit_log.note_act(work, "a", AuditAct.SHOW_REMARK, "r")
        done = audit_log.redact_acts(work, "%l%a%", lambda s: s.replace("Léa", "…"))
        assert done == [6]
        if meddling:
            work.connection.execute(text(meddling))
    with store.read() as work:
        assert [e.details.get("reason") for e in audit_log.every_act(work)].count(
            "Vu avec ….",
        ) == (0 if meddling and "rien" in meddling else 1)
        assert audit_log.broken_at(work) == broken
        assert audit_log.broken_at(work, newest=3) == broken
