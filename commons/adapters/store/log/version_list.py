"""Knows the list of a sheet's versions, without what they say."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from commons.adapters.store.engine.tables.core_tables import PersonRow, RevisionRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.sheet import Action, Person

_Query = TypeVar("_Query", bound=Select[*tuple[Any, ...]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A version in a list."""

    sheet: str
    number: int
    sequence: int
    instant: datetime
    action: Action
    author: Person
    change_note: str
    hash: str

    @property
    def deleted(self) -> bool:
        """Whether this version is a tombstone."""
        return self.action is Action.DELETE


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which versions: of an author ("" for all), from an instant on, before one."""

    author: str = ""
    since: datetime | None = None
    until: datetime | None = None


def list_versions(
    work: Work, sheet: str, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[Entry]:
    """Give the versions of a sheet, newest first; none for an unknown sheet."""
    query = _only(
        select(
            RevisionRow.number,
            RevisionRow.sequence,
            RevisionRow.instant,
            RevisionRow.action,
            RevisionRow.author,
            RevisionRow.author_name,
            RevisionRow.change_note,
            RevisionRow.hash,
        ),
        sheet,
        wanted,
    )
    page = query.order_by(RevisionRow.number.desc()).limit(limit).offset(offset)
    return [
        Entry(
            sheet=sheet,
            number=row.number,
            sequence=row.sequence,
            instant=clock.from_milliseconds(row.instant),
            action=Action(row.action),
            author=Person(id=row.author, name=row.author_name),
            change_note=row.change_note,
            hash=row.hash,
        )
        for row in work.connection.execute(page)
    ]


def count_versions(work: Work, sheet: str, wanted: Wanted) -> int:
    """Count the versions of a sheet."""
    query = _only(select(func.count()).select_from(RevisionRow), sheet, wanted)
    return work.connection.execute(query).scalar_one()


def version_authors(work: Work, sheet: str) -> list[tuple[Person, int]]:
    """Give who published versions of a sheet, and how many, most first."""
    query = (
        select(PersonRow.id, PersonRow.name, func.count())
        .join(RevisionRow, RevisionRow.author == PersonRow.id)
        .where(RevisionRow.sheet == sheet)
        .group_by(PersonRow.id)
        .order_by(func.count().desc(), PersonRow.name)
    )
    return [
        (Person(id=person, name=name), versions)
        for person, name, versions in work.connection.execute(query)
    ]


def _only(query: _Query, sheet: str, wanted: Wanted) -> _Query:
    kept = query.where(RevisionRow.sheet == sheet)
    if wanted.author:
        kept = kept.where(RevisionRow.author == wanted.author)
    if wanted.since:
        kept = kept.where(RevisionRow.instant >= clock.to_milliseconds(wanted.since))
    if wanted.until:
        kept = kept.where(RevisionRow.instant < clock.to_milliseconds(wanted.until))
    return kept
