"""Rewrites versions in their place in the log: the one exception to "never changed"."""

from collections.abc import Iterator, Sequence

from sqlalchemy import bindparam, or_, select, update

from commons.adapters.store.engine.expressions import LikeAnyCase, PositionOf
from commons.adapters.store.engine.serialisation import (
    COLUMNS,
    revisions_of,
    row_of,
)
from commons.adapters.store.engine.tables.core_tables import (
    BlockRow,
    PersonRow,
    RevisionRow,
)
from commons.adapters.store.engine.tables.site.site_tables import SitePageRow
from commons.adapters.store.engine.tables.site.stewardship_tables import (
    RepairRow,
    RepairVersionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.compression.block_coding import compress_block
from commons.adapters.store.log.seals import seal_row
from commons.adapters.store.stewardship.purge.name_traces import name_pattern
from commons.core.domain.sheet import Revision

_REWRITE = update(RevisionRow).where(RevisionRow.sequence == bindparam("place"))
_REWRITE_BLOCK = update(BlockRow).where(BlockRow.sequence == bindparam("place"))
_REPAIRED = (
    select(RepairVersionRow.sequence)
    .join(RepairRow, RepairRow.id == RepairVersionRow.repair)
    .where(RepairRow.person == bindparam("person"))
)
_NAMING = (
    select(*COLUMNS)
    .where(
        RevisionRow.sequence > bindparam("after"),
        or_(
            RevisionRow.author == bindparam("person"),
            RevisionRow.sequence.in_(_REPAIRED),
            PositionOf(RevisionRow.content, bindparam("person")) > 0,
            LikeAnyCase(RevisionRow.content, bindparam("pattern")),
        ),
    )
    .order_by(RevisionRow.sequence)
)
_CREDITING = (
    select(*COLUMNS)
    .where(
        or_(
            RevisionRow.author == bindparam("person"),
            RevisionRow.sheet.in_(bindparam("sheets", expanding=True)),
            RevisionRow.sequence.in_(_REPAIRED),
            PositionOf(RevisionRow.content, bindparam("person")) > 0,
        )
    )
    .order_by(RevisionRow.sequence)
)
_AT = (
    select(*COLUMNS)
    .where(RevisionRow.sequence.in_(bindparam("these", expanding=True)))
    .order_by(RevisionRow.sequence)
)
_AT_ONCE = 200


def rewrite_version(work: Work, revision: Revision, block: bytes) -> None:
    """Put a version, with its block and a seal of both, in the place of what it was."""
    row = row_of(revision)
    columns = {
        key: row[key] for key in ("author_name", "change_note", "content", "hash")
    }
    place = {"place": revision.sequence}
    seal = seal_row(row, block)
    work.connection.execute(_REWRITE.values(**columns, seal=seal), place)
    quads, dictionary = compress_block(block)
    stored = {"quads": quads, "dictionary": dictionary}
    work.connection.execute(_REWRITE_BLOCK.values(stored), place)


def versions_naming(
    work: Work, person: str, name: str, *, after: int = 0
) -> Iterator[Revision]:
    """Yield the versions that somebody published, or that may hold their id or name.

    In whichever spelling, with those by which their writing was taken back; those
    after a place in the log alone.
    """
    known = {"person": person, "pattern": name_pattern(name), "after": after}
    rows = work.connection.execute(_NAMING, known)
    for some in rows.partitions(_AT_ONCE):
        yield from revisions_of(some)


def versions_crediting(
    work: Work, person: str, sheets: Sequence[str]
) -> Iterator[Revision]:
    """Yield the versions that somebody published, that hold their id, or are of some sheets.

    With those by which their writing was taken back.
    """
    rows = work.connection.execute(
        _CREDITING, {"person": person, "sheets": list(sheets)}
    )
    for some in rows.partitions(_AT_ONCE):
        yield from revisions_of(some)


def versions_at(work: Work, sequences: Sequence[int]) -> Iterator[Revision]:
    """Yield the versions at some places of the log."""
    for start in range(0, len(sequences), _AT_ONCE):
        these = {"these": list(sequences[start : start + _AT_ONCE])}
        yield from revisions_of(work.connection.execute(_AT, these))


def rename_person(work: Work, person: str, name: str) -> None:
    """Credit somebody under another name wherever a row names them by their id."""
    execute = work.connection.execute
    execute(update(PersonRow).where(PersonRow.id == person).values(name=name))
    pages = update(SitePageRow).where(SitePageRow.author == person)
    execute(pages.values(author_name=name))
