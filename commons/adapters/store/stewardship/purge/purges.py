"""Knows what was removed for good: which versions and files, by their hashes."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from commons.adapters.store.engine.expressions import insert_missing
from commons.adapters.store.engine.tables.site.purge_tables import (
    PurgedFileRow,
    PurgedVersionRow,
    PurgeRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.site.purge import (
    LegalBasis,
    Purge,
    PurgedVersion,
    PurgeSort,
)

_COLUMNS = (
    PurgeRow.id,
    PurgeRow.instant,
    PurgeRow.actor,
    PurgeRow.basis,
    PurgeRow.sort,
    PurgeRow.target,
    PurgeRow.also,
    PurgeRow.cleaned,
)
_LATEST = (
    select(*_COLUMNS)
    .order_by(PurgeRow.instant.desc(), PurgeRow.id)
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT = select(func.count()).select_from(PurgeRow)
_UNFINISHED = select(*_COLUMNS).where(PurgeRow.cleaned == 0).order_by(PurgeRow.instant)
_END = (
    update(PurgeRow)
    .where(PurgeRow.id.in_(bindparam("these", expanding=True)))
    .values(cleaned=bindparam("now"))
)
_VERSIONS = (
    select(PurgedVersionRow.sheet, PurgedVersionRow.number, PurgedVersionRow.hash)
    .where(PurgedVersionRow.purge == bindparam("of"))
    .order_by(PurgedVersionRow.sheet, PurgedVersionRow.number)
)
_FILES = select(PurgedFileRow.name).where(PurgedFileRow.purge == bindparam("of"))
_WAS_PURGED = select(PurgedVersionRow.number).where(
    PurgedVersionRow.sheet == bindparam("sheet"),
    PurgedVersionRow.hash == bindparam("hash"),
)


def add_purge(work: Work, purge: Purge) -> None:
    """Write down that a purge is done."""
    row = {
        "id": purge.id,
        "instant": clock.to_milliseconds(purge.instant),
        "actor": purge.actor,
        "basis": purge.basis.value,
        "sort": purge.sort.value,
        "target": purge.target,
        "also": " ".join(sorted(purge.also)),
        "cleaned": 0,
    }
    work.connection.execute(insert(PurgeRow), row)


def note_versions(work: Work, purge: str, versions: Iterable[PurgedVersion]) -> None:
    """Write down which versions a purge rewrote, by the hashes they had."""
    order = insert_missing(PurgedVersionRow)
    rows = [
        {"sheet": one.sheet, "number": one.number, "hash": one.hash, "purge": purge}
        for one in versions
    ]
    if rows:
        work.connection.execute(order, rows)


def note_files(work: Work, purge: str, names: Collection[str]) -> None:
    """Write down which files a purge removes."""
    order = insert_missing(PurgedFileRow)
    rows = [{"name": name, "purge": purge} for name in sorted(names)]
    if rows:
        work.connection.execute(order, rows)


def latest_purges(work: Work, *, limit: int, offset: int = 0) -> list[Purge]:
    """Return what was removed, the last first."""
    asked = {"limit": limit, "offset": offset}
    return _purges(work.connection.execute(_LATEST, asked))


def count_purges(work: Work) -> int:
    """Count what was removed."""
    return work.connection.execute(_COUNT).scalar_one()


def unfinished_purges(work: Work) -> list[Purge]:
    """Return the purges of which files of the data folder may still hold text."""
    return _purges(work.connection.execute(_UNFINISHED))


def mark_cleaned(work: Work, purges: Collection[str]) -> None:
    """Write down that the files are clean of these purges."""
    known = {"these": list(purges), "now": clock.to_milliseconds(clock.now())}
    work.connection.execute(_END, known)


def versions_of(work: Work, purge: str) -> list[PurgedVersion]:
    """Return the versions that a purge rewrote."""
    return [
        PurgedVersion(sheet=sheet, number=number, hash=digest)
        for sheet, number, digest in work.connection.execute(_VERSIONS, {"of": purge})
    ]


def files_of(work: Work, purge: str) -> list[str]:
    """Return the files that a purge removes."""
    return list(work.connection.execute(_FILES, {"of": purge}).scalars())


def purged_files(work: Work) -> set[str]:
    """Return all the files that were removed for good."""
    return set(work.connection.execute(select(PurgedFileRow.name)).scalars())


def was_removed(work: Work, name: str) -> bool:
    """Say whether a file was removed for good."""
    found = select(PurgedFileRow.name).where(PurgedFileRow.name == name)
    return work.connection.execute(found).first() is not None


def was_purged(work: Work, sheet: str, digest: str) -> bool:
    """Say whether a sheet once said what has this hash, and that was removed for good."""
    asked = {"sheet": sheet, "hash": digest}
    return work.connection.execute(_WAS_PURGED, asked).first() is not None


def _purges(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Purge]:
    return [
        Purge(
            id=row.id,
            instant=clock.from_milliseconds(row.instant),
            actor=row.actor,
            basis=LegalBasis(row.basis),
            sort=PurgeSort(row.sort),
            target=row.target,
            also=frozenset(row.also.split()),
            cleaned=clock.from_milliseconds(row.cleaned) if row.cleaned else None,
        )
        for row in rows
    ]
