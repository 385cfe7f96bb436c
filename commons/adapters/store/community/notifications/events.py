"""Knows what happened, each thing once, and which topics it concerns.

Events are numbered in the order of their commits: the write lock is held.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update

from commons.adapters.store.engine.tables.community.notification_tables import (
    EventRow,
    EventTopicRow,
)
from commons.adapters.store.engine.tables.core_tables import LinkRow, RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.people.notification import EventKind, NewEvent
from commons.core.domain.sheet import Action

AT_ONCE = 500

_LAST = select(func.coalesce(func.max(EventRow.id), 0))
_KNOWN = select(EventRow.ref).where(
    EventRow.kind == bindparam("sort"),
    EventRow.ref.in_(bindparam("refs", expanding=True)),
)
_WAITING = (
    select(EventRow.id, EventRow.instant)
    .where(EventRow.spread.is_(False))
    .order_by(EventRow.id)
    .limit(bindparam("limit"))
)
_TOPICS = (
    select(EventTopicRow.topic, EventRow.kind)
    .join(EventRow, EventRow.id == EventTopicRow.event)
    .where(EventRow.id.in_(bindparam("events", expanding=True)))
    .distinct()
)
_SPREAD = (
    update(EventRow)
    .where(EventRow.spread.is_(False), EventRow.id <= bindparam("last"))
    .values(spread=True)
)
_SWEEP = delete(EventRow).where(
    EventRow.instant < bindparam("before"), EventRow.id < _LAST.scalar_subquery()
)
_AUTHORS = (
    select(RevisionRow.sheet, RevisionRow.author)
    .where(
        RevisionRow.sheet.in_(bindparam("sheets", expanding=True)),
        RevisionRow.action.not_in((Action.DELETE.value, Action.RESTORE.value)),
    )
    .distinct()
)
_LINKING = (
    select(LinkRow.source, LinkRow.relation, LinkRow.target, LinkRow.target_version)
    .where(
        LinkRow.target.in_(bindparam("targets", expanding=True)),
        LinkRow.relation.in_(bindparam("relations", expanding=True)),
    )
    .order_by(LinkRow.target, LinkRow.source)
)


def last_event(work: Work) -> int:
    """Return the number of the newest event, 0 without any."""
    return work.connection.execute(_LAST).scalar_one()


def add_events(work: Work, events: Iterable[NewEvent]) -> int:
    """Write events down, those that are not known; return how many were not."""
    unique = {(one.kind, one.ref): one for one in events}
    known = _known(work, unique)
    new = [one for key, one in unique.items() if key not in known]
    if not new:
        return 0
    first = last_event(work) + 1
    rows = [
        {
            "id": number,
            "kind": one.kind.value,
            "ref": one.ref,
            "sheet": one.sheet,
            "about": one.about,
            "person": one.person,
            "number": one.number,
            "instant": clock.to_milliseconds(one.instant),
            "spread": False,
        }
        for number, one in enumerate(new, start=first)
    ]
    topics = [
        {"topic": topic, "event": number}
        for number, one in enumerate(new, start=first)
        for topic in sorted(one.topics)
    ]
    work.connection.execute(insert(EventRow), rows)
    if topics:
        work.connection.execute(insert(EventTopicRow), topics)
    return len(new)


def _known(
    work: Work, wanted: Collection[tuple[EventKind, str]]
) -> set[tuple[EventKind, str]]:
    found: set[tuple[EventKind, str]] = set()
    for kind in {one[0] for one in wanted}:
        refs = [ref for sort, ref in wanted if sort is kind]
        for start in range(0, len(refs), AT_ONCE):
            some = {"sort": kind.value, "refs": refs[start : start + AT_ONCE]}
            rows = work.connection.execute(_KNOWN, some).scalars()
            found.update((kind, ref) for ref in rows)
    return found


def events_to_spread(work: Work, *, limit: int) -> list[tuple[int, datetime]]:
    """Return the oldest events of which nobody was written to, and their instants."""
    rows = work.connection.execute(_WAITING, {"limit": limit})
    return [(number, clock.from_milliseconds(instant)) for number, instant in rows]


def topics_of(work: Work, events: Sequence[int]) -> list[tuple[str, EventKind]]:
    """Return the topics of some events, each once with each kind of theirs."""
    rows = work.connection.execute(_TOPICS, {"events": list(events)})
    return [(topic, EventKind(kind)) for topic, kind in rows]


def mark_spread(work: Work, last: int) -> None:
    """Note that who gets e-mails of events up to one is written down."""
    work.connection.execute(_SPREAD, {"last": last})


def sweep_events(work: Work, before: datetime) -> int:
    """Forget what happened before an instant, but the newest; return how many."""
    known = {"before": clock.to_milliseconds(before)}
    return work.connection.execute(_SWEEP, known).rowcount


def writers_of(work: Work, sheets: Iterable[str]) -> dict[str, set[str]]:
    """Return the people who wrote versions of each of some sheets."""
    found: dict[str, set[str]] = {}
    asked = list(dict.fromkeys(sheets))
    for start in range(0, len(asked), AT_ONCE):
        some = {"sheets": asked[start : start + AT_ONCE]}
        for sheet, person in work.connection.execute(_AUTHORS, some):
            found.setdefault(sheet, set()).add(person)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingSheet:
    """That the head of `source` links to `target`, or to a version of it."""

    source: str
    relation: str
    target: str
    version: int


def linking_sheets(
    work: Work, targets: Iterable[str], relations: Collection[str]
) -> list[LinkingSheet]:
    """Return the live sheets that link to some by one of these relations."""
    asked, found = list(dict.fromkeys(targets)), []
    for start in range(0, len(asked), AT_ONCE):
        known = {
            "targets": asked[start : start + AT_ONCE],
            "relations": list(relations),
        }
        found += [
            LinkingSheet(
                source=source, relation=relation, target=target, version=version or 0
            )
            for source, relation, target, version in work.connection.execute(
                _LINKING, known
            )
        ]
    return found
