"""Knows the audit log: acts in order, each chained to the one before; only added to."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from commons.adapters.store.engine.expressions import LikeAnyCase
from commons.adapters.store.engine.tables.site.stewardship_tables import AuditRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.audit import (
    DETAILS,
    FIRST_HASH,
    AuditAct,
    AuditEntry,
    entry_hash,
    split_detail,
)

LONGEST_DETAIL = 500
"""How many characters of a detail are kept: what was written is never copied here."""
AT_ONCE = 1_000
"""How many entries are read at once."""

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
    .limit(AT_ONCE)
)
_COUNT = select(func.count()).select_from(AuditRow)
_HIGHEST = select(func.max(AuditRow.number))


def note_act(
    work: Work, actor: str, act: AuditAct, target: str = "", **details: str
) -> AuditEntry:
    """Write an act down, within the unit of work that does it.

    Raises KeyError for a detail that is none of DETAILS, for which no page has words.
    """
    for key in details:
        if split_detail(key).name not in DETAILS:
            raise KeyError(key)
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


def acts_after(work: Work, number: int) -> list[AuditEntry]:
    """Return the entries that follow a number in their order, AT_ONCE of them at most."""
    return _entries(work.connection.execute(_AFTER, {"after": number}))


def every_act(work: Work) -> Iterator[AuditEntry]:
    """Yield all entries in order."""
    after = 0
    while found := acts_after(work, after):
        yield from found
        after = found[-1].number


def was_done(work: Work, act: AuditAct, target: str) -> bool:
    """Return whether an act was done to something."""
    known = (AuditRow.act == act.value, AuditRow.target == target)
    query = select(AuditRow.number).where(*known).limit(1)
    return work.connection.execute(query).first() is not None


def count_acts(work: Work) -> int:
    """Count the entries."""
    return work.connection.execute(_COUNT).scalar_one()


def redact_acts(
    work: Work,
    pattern: str,
    rewrite: Callable[[str], str],
    concerned: Callable[[AuditEntry], bool] = lambda _: True,
) -> list[int]:
    """Rewrite details that answer a pattern of LIKE, as the law makes us.

    Of the entries that are `concerned`. Returns the numbers of those that changed.

    An entry keeps its hash, by which the next is chained to it. A new one (REDACT) says
    which was rewritten, and the hash of what it says since: nothing else may change.
    """
    execute, done = work.connection.execute, []
    found = select(*_COLUMNS).where(LikeAnyCase(AuditRow.details, pattern))
    for entry in _entries(execute(found.order_by(AuditRow.number)).all()):
        details = {key: rewrite(text) for key, text in entry.details.items()}
        if details == entry.details or not concerned(entry):
            continue
        above = select(AuditRow.hash).where(AuditRow.number == entry.number - 1)
        before = execute(above).scalar() or FIRST_HASH
        row = update(AuditRow).where(AuditRow.number == entry.number)
        execute(row.values(details=_packed(details)))
        reads = entry_hash(replace(entry, details=details), before)
        note_act(work, "", AuditAct.REDACT, str(entry.number), reads=reads)
        done.append(entry.number)
    return done


def _redacted(work: Work) -> dict[str, str]:
    """Return the numbers of the entries that were rewritten -> the hash of what they say."""
    found = latest_acts(work, act=AuditAct.REDACT, limit=2**31)
    return {one.target: one.details["reads"] for one in reversed(found)}


def broken_at(work: Work, *, newest: int | None = None) -> int | None:
    """Return the number of the first entry that is missing or was changed, or None.

    With `newest` only so many of the last are looked at.
    """
    last = work.connection.execute(_HIGHEST).scalar() or 0
    start = max(last - newest, 0) if newest else 0
    expected, before = start + 1, FIRST_HASH
    try:
        redacted = _redacted(work)
        if start:
            first = acts_after(work, start - 1)[0]
            if first.number != start:
                return start
            before = first.hash
        while found := acts_after(work, expected - 1):
            for entry in found:
                says = entry_hash(entry, before)
                known = {entry.hash, redacted.get(str(entry.number))}
                if entry.number != expected or says not in known:
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
        "details": _packed(entry.details),
        "hash": entry.hash,
    }


def _packed(details: Mapping[str, str]) -> str:
    return json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
