"""Knows what was taken back of a person's writing, and which versions did it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from commons.adapters.store.engine.tables.core_tables import (
    STANDS,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.tables.site.stewardship_tables import (
    RepairRow,
    RepairVersionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import persons
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Person
from commons.errors import NotFoundError


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """That `author` took back what `person` wrote; `undone` None while it stands."""

    id: str
    person: str
    author: str
    begun: datetime
    undone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairedVersion:
    """A version that a repair published, or, `undoing`, that took it back."""

    sheet: str
    number: int
    undoing: bool


_COLUMNS = (
    RepairRow.id,
    RepairRow.person,
    RepairRow.author,
    RepairRow.begun,
    RepairRow.undone,
)
_GET = select(*_COLUMNS).where(RepairRow.id == bindparam("which"))
_OF_PERSON = (
    select(*_COLUMNS)
    .where(RepairRow.person == bindparam("of"))
    .order_by(RepairRow.begun.desc())
    .limit(bindparam("limit"))
)
_VERSIONS = (
    select(RevisionRow.sheet, RevisionRow.number, RepairVersionRow.undoing)
    .join(RepairVersionRow, RepairVersionRow.sequence == RevisionRow.sequence)
    .where(RepairVersionRow.repair == bindparam("of"))
    .order_by(RevisionRow.sequence)
)
_MARKS = (
    select(RepairVersionRow.sequence, RepairVersionRow.undoing)
    .join(RepairRow, RepairRow.id == RepairVersionRow.repair)
    .where(RepairRow.person == bindparam("of"))
)
_END = update(RepairRow).where(RepairRow.id == bindparam("which"))
_WRITTEN = (
    select(RevisionRow.sheet)
    .where(RevisionRow.author == bindparam("person"))
    .group_by(RevisionRow.sheet)
    .order_by(RevisionRow.sheet)
)


def _mark(version: type[RevisionRow]) -> ScalarSelect[bool]:
    """Ask what a repair of a person did by a version: `undoing`, NULL for no repair."""
    return (
        select(RepairVersionRow.undoing)
        .join(RepairRow, RepairRow.id == RepairVersionRow.repair)
        .where(
            RepairRow.person == bindparam("person"),
            RepairVersionRow.sequence == version.sequence,
        )
        .scalar_subquery()
    )


def _is_persons(version: type[RevisionRow]) -> ColumnElement[bool]:
    """Ask whether a version is a person's, or says again what they wrote."""
    return func.coalesce(_mark(version), version.author == bindparam("person"))


def _is_others(version: type[RevisionRow]) -> ColumnElement[bool]:
    """Ask whether somebody else wrote a version: no repair says what it says."""
    return and_(version.author != bindparam("person"), _mark(version).is_(None))


_BEFORE = select(func.max(RevisionRow.number)).where(
    RevisionRow.sheet == bindparam("sheet"), _is_others(RevisionRow)
)


def _count_standing() -> Select[int, int]:
    """Ask for the standing sheets whose head is a person's: all, and those they made."""
    past = aliased(RevisionRow)
    other = exists().where(past.sheet == SheetRow.id, _is_others(past))
    return (
        select(func.count(), func.count().filter(not_(other)))
        .select_from(SheetRow)
        .join(
            RevisionRow,
            and_(
                RevisionRow.sheet == SheetRow.id,
                RevisionRow.number == SheetRow.head_number,
            ),
        )
        .where(
            SheetRow.id.in_(
                select(RevisionRow.sheet).where(
                    RevisionRow.author == bindparam("person")
                )
            ),
            STANDS,
            _is_persons(RevisionRow),
        )
    )


_STANDING = _count_standing()


def begin_repair(work: Work, person: Person, author: Person) -> Repair:
    """Write down that a repair begins."""
    for one in (person, author):
        persons.credit_person(work, one)
    repair = Repair(
        id=iri.new_id(), person=person.id, author=author.id, begun=clock.now()
    )
    row = {
        "id": repair.id,
        "person": person.id,
        "author": author.id,
        "begun": clock.to_milliseconds(repair.begun),
        "undone": 0,
    }
    work.connection.execute(insert(RepairRow), row)
    return repair


def note_repaired(
    work: Work, repair: str, sequences: Iterable[int], *, undoing: bool = False
) -> None:
    """Write down which versions a repair, or taking it back, published."""
    rows = [
        {"sequence": sequence, "repair": repair, "undoing": undoing}
        for sequence in sequences
    ]
    if rows:
        work.connection.execute(insert(RepairVersionRow), rows)


def mark_repair_undone(work: Work, repair: str) -> None:
    """Write down that a repair was taken back."""
    now = clock.to_milliseconds(clock.now())
    work.connection.execute(_END.values(undone=now), {"which": repair})


def get_repair(work: Work, repair: str) -> Repair:
    """Return a repair. Raises NotFoundError."""
    row = work.connection.execute(_GET, {"which": repair}).first()
    if row is None:
        raise NotFoundError(repair)
    return _repair(row)


def repairs_of(work: Work, person: str, *, limit: int) -> list[Repair]:
    """Return what was taken back of a person's writing, the last first."""
    rows = work.connection.execute(_OF_PERSON, {"of": person, "limit": limit})
    return [_repair(row) for row in rows]


def repaired_versions(work: Work, repair: str) -> list[RepairedVersion]:
    """Return what a repair published, in the log's order."""
    return [
        RepairedVersion(sheet=sheet, number=number, undoing=undoing)
        for sheet, number, undoing in work.connection.execute(_VERSIONS, {"of": repair})
    ]


def repair_marks(work: Work, person: str) -> dict[int, bool]:
    """Return the sequences that repairs of a person published -> `undoing`."""
    rows = work.connection.execute(_MARKS, {"of": person})
    return {row.sequence: row.undoing for row in rows}


def sheets_written_by(work: Work, person: str) -> list[str]:
    """Return every sheet that a person published a version of."""
    return list(work.connection.execute(_WRITTEN, {"person": person}).scalars())


def count_standing(work: Work, person: str) -> tuple[int, int]:
    """Count the sheets whose head is a person's: all, and those with nothing before."""
    every, made = work.connection.execute(_STANDING, {"person": person}).one()
    return every, made


def number_before(work: Work, sheet: str, person: str) -> int | None:
    """Return the last version of a sheet that somebody else wrote, None for none.

    What repairs of the person published counts for neither.
    """
    known = {"sheet": sheet, "person": person}
    return work.connection.execute(_BEFORE, known).scalar()


def _repair(row: Row[*tuple[Any, ...]]) -> Repair:
    return Repair(
        id=row.id,
        person=row.person,
        author=row.author,
        begun=clock.from_milliseconds(row.begun),
        undone=clock.from_milliseconds(row.undone) if row.undone else None,
    )
