"""Knows who wrote versions of each sheet that stands, so that lists are read from an index."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from commons.adapters.store.engine.expressions import insert_untaken
from commons.adapters.store.engine.tables.core_tables import (
    ContributionRow,
    RevisionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.sheet import SOURCES, Action, Revision, SheetLink

AT_ONCE = 500
"""How many sheets go into one query."""

_INSERT = insert_untaken(ContributionRow)
_OF_SHEET = ContributionRow.sheet == bindparam("of")
_MOVE = update(ContributionRow).where(_OF_SHEET)
_FORGET = delete(ContributionRow).where(_OF_SHEET)
_AUTHORS = (
    select(RevisionRow.sheet, RevisionRow.author)
    .where(RevisionRow.sheet.in_(bindparam("sheets", expanding=True)))
    .distinct()
)


def new_contributors(work: Work, head: Revision) -> Collection[str]:
    """Return whom a new head adds to those who wrote in its sheet: all, once it is back."""
    if head.action is Action.RESTORE:
        return {*authors_of(work, [head.sheet])[head.sheet], head.author.id}
    return (head.author.id,)


def note_contributions(
    work: Work, head: Revision, links: Collection[SheetLink], authors: Collection[str]
) -> None:
    """Write down that these wrote in the sheet of a new head; none does in a deleted one.

    Asks for nothing, so that it may be sent together with other writes.
    """
    of = {"of": head.sheet}
    if head.deleted:
        work.connection.execute(_FORGET, of)
        return
    rows = contribution_rows(head, links, authors)
    if head.number > 1:
        follows = {key: rows[0][key] for key in ("kind", "adapted", "sequence")}
        work.connection.execute(_MOVE, {**of, **follows})
    work.connection.execute(_INSERT, rows)


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
