"""The list of a sheet's versions: which are wanted, and what each says of itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from cachetools import LRUCache, cached
from flask import request

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import revisions, version_list
from commons.adapters.store.log.feed_edition import current_edition
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Kind, Values
from commons.core.domain.sheet import Revision, is_purged
from commons.services.history.attribution import Attribution, attribute_history
from commons.services.history.change_summary import (
    MOST_COUNTED,
    Summary,
    summarise_changes,
)
from commons.web.journeys.history.thanks import Thanks, thanks_of
from commons.web.request.context import components, localised

PAGE_SIZE = 50
MOST_KEPT = 10_000
MOST_WALKS = 32
MOST_NAMED = 5
EASY = 3_000_000
"""Characters in all versions, more or less, that a page looks through unasked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionPage:
    """A version in the list; `labels` name the fields it changed, the first ones.

    None where its text was removed for good (`purged`).
    """

    entry: version_list.Entry
    purged: bool
    labels: tuple[str, ...]
    more: int
    added: int
    removed: int
    thanks: Thanks


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What a version changed, nothing where its text was removed for good."""

    summary: Summary
    purged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionFilter:
    """Which versions are asked for, as it was typed; nonsense is not asked for."""

    author: str
    since: str
    until: str

    @property
    def wanted(self) -> version_list.Wanted:
        """What the store is asked; the last day is within."""
        return version_list.Wanted(
            author=self.author,
            since=_day(self.since),
            until=_day(self.until, timedelta(days=1)),
        )

    @property
    def some(self) -> dict[str, Any]:
        """What an address says of it."""
        told = {"author": self.author, "since": self.since, "until": self.until}
        return {name: value for name, value in told.items() if value}


def asked_versions() -> VersionFilter:
    """Read which versions are asked for."""
    author = request.args.get("author", "")
    days = (request.args.get(name, "") for name in ("since", "until"))
    since, until = (day if _day(day) else "" for day in days)
    return VersionFilter(
        author=author if iri.is_id(author) else "", since=since, until=until
    )


def version_page(
    work: Work, head: Revision, wanted: version_list.Wanted, page: int
) -> list[VersionPage]:
    """Give a page of the versions, newest first; pages count from 1.

    The words of the newest are counted, as long as they are not too many in all.
    """
    found = version_list.list_versions(
        work, head.sheet, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE
    )
    kind = components().schema.kinds[head.kind]
    counted = thanks_of(work, found)
    versions, left = [], MOST_COUNTED
    for entry in found:
        change = _change(work, entry, left)
        left -= min(change.summary.size, left)
        versions.append(_listed(kind, entry, change, counted[entry.sequence]))
    return versions


@cached(
    LRUCache(MOST_WALKS),
    key=lambda work, head: (
        *(components().schema, current_edition(work)),
        *(head.sheet, head.number, head.hash),
    ),
    lock=Lock(),
)
def walk_history(work: Work, head: Revision) -> Attribution:
    """Say who wrote what; each sheet is walked through once a version.

    And once an edition: what is removed for good changes former versions.
    """
    return attribute_history(work, components().schema.kinds[head.kind], head)


def easily_walked(work: Work, head: Revision) -> Attribution | None:
    """Say who wrote what, unless that takes long."""
    if head.number * len(str(head.values)) > EASY:
        return None
    return walk_history(work, head)


def list_writers(work: Work, head: Revision) -> list[tuple[str, str]]:
    """Give the id and the name of who published versions, most first."""
    return [
        (person.id, person.name)
        for person, _ in version_list.version_authors(work, head.sheet)
    ]


def _listed(
    kind: Kind, entry: version_list.Entry, change: _Change, counted: Thanks
) -> VersionPage:
    summary = change.summary
    labels = [localised(f.label) for f in kind.fields if f.key in summary.keys]
    return VersionPage(
        entry=entry,
        purged=change.purged,
        labels=tuple(labels[:MOST_NAMED]),
        more=len(labels[MOST_NAMED:]),
        added=summary.added,
        removed=summary.removed,
        thanks=counted,
    )


def _change(work: Work, entry: version_list.Entry, left: int) -> _Change:
    """Say what a version changed; of many large ones, the words are not counted."""

    @cache
    def sides() -> tuple[Values, Values]:
        version = revisions.get_revision(work, entry.sheet, entry.number)
        if entry.number == 1:
            return {}, version.values
        before = revisions.get_revision(work, entry.sheet, entry.number - 1)
        return before.values, version.values

    key = (entry.sheet, entry.number, entry.hash)
    bare = _summarised((*key, "bare"), sides, 0)
    if not 0 < bare.summary.size <= left:
        return bare
    return _summarised(key, sides, left)


@cached(LRUCache(MOST_KEPT), key=lambda key, _sides, _most: key, lock=Lock())
def _summarised(
    _key: tuple[str | int, ...],
    sides: Callable[[], tuple[Values, Values]],
    most: int,
) -> _Change:
    """Summarise what a key names: versions stay as they are."""
    before, after = sides()
    if is_purged(after):
        return _Change(summary=summarise_changes({}, {}, most=0), purged=True)
    return _Change(summary=summarise_changes(before, after, most=most), purged=False)


def _day(text: str, later: timedelta = timedelta()) -> datetime | None:
    """Give when a day typed as 2026-03-13 begins here; None for no such day."""
    try:
        day = date.fromisoformat(text) + later
        return datetime.combine(day, time(), ZoneInfo(components().settings.timezone))
    except (ValueError, OverflowError):
        return None
