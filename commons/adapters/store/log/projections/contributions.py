"""Knows who wrote versions of each sheet that stands, so that lists are read from an index."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    SelectBase,
    String,
    bindparam,
    delete,
    select,
    true,
    union,
)
from sqlalchemy.dialects import postgresql

from commons.adapters.store.engine.tables.core_tables import (
    ContributionRow,
    RevisionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import SOURCES, Action, Revision, SheetLink

AT_ONCE = 500
"""How many sheets go into one query."""

_SHEET = bindparam("of", type_=String)
_FORGET = delete(ContributionRow).where(ContributionRow.sheet == _SHEET)
_AUTHORS = (
    select(RevisionRow.sheet, RevisionRow.author)
    .where(RevisionRow.sheet.in_(bindparam("sheets", expanding=True)))
    .distinct()
)
_KNOWN_OR_NEW = union(
    select(ContributionRow.person).where(ContributionRow.sheet == _SHEET),
    select(bindparam("author", type_=String).label("person")),
)
_OF_THE_LOG = (
    select(RevisionRow.author.label("person"))
    .where(RevisionRow.sheet == _SHEET)
    .distinct()
)


def _noting(people: SelectBase) -> postgresql.Insert:
    """Give the order that makes the rows of a sheet those of `people`, as its head says.

    Both engines read ON CONFLICT as PostgreSQL does.
    """
    told = {"kind": String, "adapted": Boolean, "sequence": Integer}
    values = [bindparam(key, type_=of()).label(key) for key, of in told.items()]
    who = people.subquery("who")
    row = select(_SHEET.label("sheet"), who.c.person, *values)
    order = postgresql.insert(ContributionRow).from_select(
        ["sheet", "person", *told],
        row.where(true()),  # without a WHERE, SQLite reads ON as that of a join
    )
    return order.on_conflict_do_update(
        index_elements=["sheet", "person"],
        set_={key: order.excluded[key] for key in told},
    )


_NOTE, _NOTE_AGAIN = _noting(_KNOWN_OR_NEW), _noting(_OF_THE_LOG)


def note_contributions(work: Work, head: Revision, links: Iterable[SheetLink]) -> None:
    """Write down who wrote in the sheet of a new head: nobody in one that is deleted.

    The author, with those who are known; once it is back, whoever the log names. One
    order that gives nothing back, so that it may be sent together with other writes.
    """
    if head.deleted:
        work.connection.execute(_FORGET, {"of": head.sheet})
        return
    order = _NOTE_AGAIN if head.action is Action.RESTORE else _NOTE
    [row] = contribution_rows(head, links, [head.author.id])
    known = {key: row[key] for key in ("kind", "adapted", "sequence")}
    work.connection.execute(order, {**known, "of": head.sheet, "author": row["person"]})


def contribution_rows(
    head: Revision, links: Iterable[SheetLink], authors: Iterable[str]
) -> list[dict[str, Any]]:
    """Give the rows of those who wrote a sheet; a tombstone has none."""
    adapted = any(link.relation == SOURCES for link in links)
    return [
        {
            "person": author,
            "sheet": head.sheet,
            "kind": head.kind,
            "adapted": adapted,
            "sequence": head.sequence,
        }
        for author in (() if head.deleted else authors)
    ]


def authors_of(work: Work, sheets: Sequence[str]) -> dict[str, list[str]]:
    """Give who wrote a version of each of these sheets, as the log says."""
    found: dict[str, list[str]] = {sheet: [] for sheet in sheets}
    for start in range(0, len(sheets), AT_ONCE):
        some = {"sheets": list(sheets[start : start + AT_ONCE])}
        for sheet, author in work.connection.execute(_AUTHORS, some):
            found[sheet].append(author)
    return found
