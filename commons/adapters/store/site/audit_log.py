"""Knows the audit log: acts in order, each chained to the one before; only added to."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select

from commons.adapters.store.engine.tables.stewardship_tables import AuditRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.audit import FIRST_HASH, AuditAct, AuditEntry, entry_hash

LONGEST_DETAIL = 500
"""How many characters of a detail are kept: what was written is never copied here."""
_AT_ONCE = 1_000

_COLUMNS = (
    AuditRow.number,
    AuditRow.instant,
    AuditRow.actor,
    AuditRow.act,
    AuditRow.target,
    AuditRow.details,
    AuditRow.hash,
)
_LAST = select(*_COLUMNS).order_by(AuditRow.number.desc()).limit(1)
_NEWEST = (
    select(*_COLUMNS)
    .where(AuditRow.number <= bindparam("through"))
    .order_by(AuditRow.number.desc())
    .limit(bindparam("limit"))
)
_AFTER = (
    select(*_COLUMNS)
    .where(AuditRow.number > bindparam("after"))
    .order_by(AuditRow.number)
    .limit(_AT_ONCE)
)
_COUNT = select(func.count()).select_from(AuditRow)


def note_act(
    work: Work, actor: str, act: AuditAct, target: str = "", **details: str
) -> AuditEntry:
    """Write an act down, within the unit of work that does it."""
    last = _entries(work.connection.execute(_LAST))
    entry = AuditEntry(
        number=last[0].number + 1 if last else 1,
        instant=clock.cut_to_millisecond(clock.now()),
        actor=actor,
        act=act,
        target=target,
        details={key: value[:LONGEST_DETAIL] for key, value in details.items()},
    )
    entry = replace(entry, hash=entry_hash(entry, last[0].hash if last else FIRST_HASH))
    work.connection.execute(insert(AuditRow), _row(entry))
    return entry


def latest_acts(
    work: Work, *, act: AuditAct | None = None, through: int = 2**62, limit: int
) -> list[AuditEntry]:
    """Return entries up to a number, the last first; of one act alone, if named."""
    query = _NEWEST if act is None else _NEWEST.where(AuditRow.act == act.value)
    asked = {"through": through, "limit": limit}
    return _entries(work.connection.execute(query, asked))


def every_act(work: Work) -> Iterator[AuditEntry]:
    """Yield all entries in order."""
    after = 0
    while found := _entries(work.connection.execute(_AFTER, {"after": after})):
        yield from found
        after = found[-1].number


def count_acts(work: Work) -> int:
    """Count the entries."""
    return work.connection.execute(_COUNT).scalar_one()


def broken_at(work: Work) -> int | None:
    """Return the number of the first entry that is missing or was changed, or None."""
    expected, before = 1, FIRST_HASH
    try:
        for entry in every_act(work):
            if entry.number != expected or entry.hash != entry_hash(entry, before):
                return expected
            expected, before = expected + 1, entry.hash
    except (ValueError, TypeError, RecursionError):  # what is there is no entry
        return expected
    return None


def _entries(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[AuditEntry]:
    return [
        AuditEntry(
            number=row.number,
            instant=clock.from_milliseconds(row.instant),
            actor=row.actor,
            act=AuditAct(row.act),
            target=row.target,
            details=json.loads(row.details),
            hash=row.hash,
        )
        for row in rows
    ]


def _row(entry: AuditEntry) -> dict[str, object]:
    return {
        "number": entry.number,
        "instant": clock.to_milliseconds(entry.instant),
        "actor": entry.actor,
        "act": entry.act.value,
        "target": entry.target,
        "details": json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True),
        "hash": entry.hash,
    }
