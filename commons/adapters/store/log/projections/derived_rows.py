"""Knows the rows that the log says already, and how they are made again from it.

Where a sheet stands, its links, its shelves and its keywords follow from its head
alone, and who wrote in it from its versions: the tables hold them so that lists are read
from an index.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    delete,
    func,
    insert,
    not_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from commons.adapters.store.engine.serialisation import sheet_row
from commons.adapters.store.engine.tables.core_tables import (
    ContributionRow,
    KeywordRow,
    LinkRow,
    RevisionRow,
    Row,
    SheetRow,
    ShelfRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log.projections import (
    contributions,
    link_targets,
    titles_keywords,
)
from commons.core.domain.sheet import Revision, SheetLink

Rows: TypeAlias = Mapping[str, frozenset[tuple[object, ...]]]
"""Table -> its rows about one sheet, each in the order of the table's columns."""

_TABLES: Mapping[str, type[Row]] = {
    row.__tablename__: row
    for row in (ContributionRow, KeywordRow, LinkRow, ShelfRow, SheetRow)
}
"""The tables that are derived; that of sheets last, since others refer to it."""

_IN_LOG = select(RevisionRow.sheet)
_HEADS = select(func.max(RevisionRow.sequence)).group_by(RevisionRow.sheet)
_STRAY: Mapping[str, ColumnElement[bool]] = {
    "contributions": not_(ContributionRow.sheet.in_(_IN_LOG)),
    "keywords": not_(KeywordRow.sheet.in_(_IN_LOG)),
    "links": not_(LinkRow.source.in_(_IN_LOG)),
    "shelves": not_(ShelfRow.sequence.in_(_HEADS)),
    "sheets": not_(SheetRow.id.in_(_IN_LOG)),
}
"""Table -> which of its rows are of no sheet of the log, or of no head."""

_KEYS: Mapping[str, InstrumentedAttribute[Any]] = {
    "contributions": ContributionRow.sheet,
    "keywords": KeywordRow.sheet,
    "links": LinkRow.source,
    "shelves": ShelfRow.sequence,
    "sheets": SheetRow.id,
}
"""Table -> the column that says whose a row is: a sheet, or a place of the log."""


def rows_expected(
    head: Revision,
    links: Collection[SheetLink],
    on_shelves: Collection[str],
    authors: Collection[str],
) -> Rows:
    """Give the rows that follow from a head and from who wrote versions of its sheet.

    They are those that publishing it writes.
    """
    wrote = contributions.contribution_rows(head, links, authors)
    return {
        "contributions": _tuples("contributions", wrote),
        "keywords": _tuples("keywords", titles_keywords.keyword_rows(head)),
        "links": _tuples("links", link_targets.link_rows(head, links)),
        "shelves": frozenset((shelf, head.sequence) for shelf in on_shelves),
        "sheets": _tuples("sheets", [sheet_row(head)]),
    }


def rows_present(work: Work, heads: Sequence[Revision]) -> list[Rows]:
    """Give the rows that there are about sheets, some hundred at most."""
    found: dict[tuple[str, object], set[tuple[object, ...]]] = {}
    for name, row in _TABLES.items():
        place = _columns(name).index(_KEYS[name].key)
        query = select(*row.__table__.columns).where(
            _KEYS[name].in_([_owner(name, head) for head in heads])
        )
        for values in work.connection.execute(query):
            found.setdefault((name, values[place]), set()).add(tuple(values))
    return [
        {n: frozenset(found.get((n, _owner(n, head)), ())) for n in _TABLES}
        for head in heads
    ]


def count_orphans(work: Work) -> dict[str, int]:
    """Count the rows of each table that are of no sheet of the log, or of no head."""
    counts = {
        name: work.connection.execute(
            select(func.count()).select_from(row).where(_STRAY[name])
        ).scalar_one()
        for name, row in _TABLES.items()
    }
    return {name: count for name, count in counts.items() if count}


def remove_strays(work: Work) -> None:
    """Remove those rows."""
    for name, row in _TABLES.items():
        work.connection.execute(delete(row).where(_STRAY[name]))


def replace_rows(work: Work, head: Revision, rows: Rows) -> None:
    """Put the rows about a sheet in the place of those that there are."""
    execute = work.connection.execute
    (own,) = _dicts("sheets", rows["sheets"])
    if not execute(
        update(SheetRow).where(SheetRow.id == head.sheet).values(own)
    ).rowcount:
        execute(insert(SheetRow), own)
    for name, row in _TABLES.items():
        if name == "sheets":
            continue
        execute(delete(row).where(_KEYS[name] == _owner(name, head)))
        if found := _dicts(name, rows[name]):
            execute(insert(row), found)


def _owner(name: str, head: Revision) -> object:
    return head.sequence if name == "shelves" else head.sheet


def _columns(name: str) -> list[str]:
    return [column.name for column in _TABLES[name].__table__.columns]


def _tuples(
    name: str, rows: Sequence[Mapping[str, object]]
) -> frozenset[tuple[object, ...]]:
    return frozenset(tuple(row[key] for key in _columns(name)) for row in rows)


def _dicts(name: str, rows: Iterable[tuple[object, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(_columns(name), row, strict=True)) for row in rows]
