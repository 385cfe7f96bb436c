"""Knows the loads: what each one published, so that it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Row, bindparam, case, func, insert, select, update

from commons.adapters.store.engine.tables.core_tables import (
    LoadedRow,
    LoadRow,
    RevisionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.site.audit_log import note_act
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line, name_of_file
from commons.core.domain.site.audit import AuditAct
from commons.errors import NotFoundError

_COLUMNS = (
    LoadRow.id,
    LoadRow.source,
    LoadRow.place,
    LoadRow.begun,
    LoadRow.ended,
    LoadRow.undone,
)
_GET = select(*_COLUMNS).where(LoadRow.id == bindparam("load"))
_NEWEST_FIRST = select(*_COLUMNS).order_by(LoadRow.begun.desc(), LoadRow.id)
_COUNTS = (
    select(
        LoadedRow.load,
        func.sum(case((RevisionRow.number == 1, 1), else_=0)),
        func.count(),
    )
    .join(RevisionRow, RevisionRow.sequence == LoadedRow.sequence)
    .where(LoadedRow.undoing.is_(False))
    .group_by(LoadedRow.load)
)
_PUBLISHED = (
    select(
        RevisionRow.sheet,
        RevisionRow.number,
        LoadedRow.sequence,
        LoadedRow.undoing,
    )
    .join(RevisionRow, RevisionRow.sequence == LoadedRow.sequence)
    .where(LoadedRow.load == bindparam("load"))
    .order_by(LoadedRow.sequence)
)
_IS_LOADED = select(LoadedRow.load).where(
    LoadedRow.sequence == bindparam("sequence"), LoadedRow.undoing.is_(False)
)
_INSERT = insert(LoadRow)
_UPDATE = update(LoadRow).where(LoadRow.id == bindparam("load"))
_NOTE = insert(LoadedRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One run of a load; `place` is the folder or file that was read, "" for none.

    `ended` is None for one that was cut short, `undone` for one that stands.
    """

    id: str
    source: str
    place: str
    begun: datetime
    ended: datetime | None = None
    undone: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version that a load published, or, `undoing`, that took the load back."""

    sheet: str
    number: int
    sequence: int
    undoing: bool


def source_of(place: Path) -> str:
    """Return the source that a folder or file is when nobody names one."""
    return clean_line(name_of_file(place.name)) or str(place)


def new_load(source: str, place: Path) -> Load:
    """Return a new load of a source, read at a place; nothing is written down."""
    where = clean_line(name_of_file(str(place.resolve())))
    return Load(id=iri.new_id(), source=source, place=where, begun=clock.now())


def begin_load(work: Work, load: Load) -> None:
    """Write a load down, unless it is already."""
    if load.id in work.begun:
        return
    if work.connection.execute(_GET, {"load": load.id}).first() is None:
        row = {
            "id": load.id,
            "source": load.source,
            "place": load.place,
            "begun": clock.to_milliseconds(load.begun),
            "ended": 0,
            "undone": 0,
        }
        work.connection.execute(_INSERT, row)
        note_act(work, "", AuditAct.IMPORT, load.id, source=load.source)
    work.begun.add(load.id)


def note_versions(
    work: Work, load: str, sequences: Iterable[int], *, undoing: bool = False
) -> None:
    """Write down which versions a load, or taking it back, published."""
    rows = [
        {"sequence": sequence, "load": load, "undoing": undoing}
        for sequence in sequences
    ]
    if rows:
        work.connection.execute(_NOTE, rows)


def end_load(work: Work, load: str) -> None:
    """Write down that a load came to its end; nothing for one that changed nothing."""
    now = clock.to_milliseconds(clock.now())
    work.connection.execute(_UPDATE, {"load": load, "ended": now})


def mark_undone(work: Work, load: str) -> None:
    """Write down that a load was taken back."""
    now = clock.to_milliseconds(clock.now())
    work.connection.execute(_UPDATE, {"load": load, "undone": now})
    note_act(work, "", AuditAct.IMPORT, load, undone="1")


def get_load(work: Work, load: str) -> Load:
    """Return a load. Raises NotFoundError."""
    found = _loads(work.connection.execute(_GET, {"load": load}))
    if not found:
        raise NotFoundError(load)
    return found[0]


def all_loads(work: Work) -> list[tuple[Load, int, int]]:
    """Return each load with how many sheets it created and versions it published.

    The newest first.
    """
    counts = {
        load: (int(created), int(versions))
        for load, created, versions in work.connection.execute(_COUNTS)
    }
    found = _loads(work.connection.execute(_NEWEST_FIRST))
    return [(load, *counts.get(load.id, (0, 0))) for load in found]


def published_by(work: Work, load: str) -> list[Published]:
    """Return what a load published, and what took it back, in the log's order."""
    return [
        Published(sheet=sheet, number=number, sequence=sequence, undoing=undoing)
        for sheet, number, sequence, undoing in work.connection.execute(
            _PUBLISHED, {"load": load}
        )
    ]


def is_loaded(work: Work, sequence: int) -> bool:
    """Return whether a version was published by a load."""
    known = {"sequence": sequence}
    return work.connection.execute(_IS_LOADED, known).first() is not None


def _loads(rows: Iterable[Row[*tuple[str, str, str, int, int, int]]]) -> list[Load]:
    return [
        Load(
            id=identifier,
            source=source,
            place=place,
            begun=clock.from_milliseconds(begun),
            ended=clock.from_milliseconds(ended) if ended else None,
            undone=clock.from_milliseconds(undone) if undone else None,
        )
        for identifier, source, place, begun, ended, undone in rows
    ]
