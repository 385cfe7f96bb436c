"""Knows which versions somebody who may review has looked at."""

from sqlalchemy import bindparam, delete, insert, select

from commons.adapters.store.engine.tables.core_tables import RevisionRow
from commons.adapters.store.engine.tables.site.review_tables import ReviewMarkRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock

_MARKED = select(ReviewMarkRow.sequence).where(
    ReviewMarkRow.sequence == bindparam("of")
)
_WRITTEN = select(RevisionRow.sequence).where(
    RevisionRow.sheet == bindparam("sheet"), RevisionRow.author == bindparam("person")
)
_INSERT = insert(ReviewMarkRow)
_REMOVE = delete(ReviewMarkRow).where(ReviewMarkRow.sequence == bindparam("of"))


def mark_reviewed(work: Work, sequence: int, reviewer: str | None) -> None:
    """Write down that a version was looked at, once; None is the operator."""
    if work.connection.execute(_MARKED, {"of": sequence}).first() is not None:
        return
    row = {
        "sequence": sequence,
        "reviewer": reviewer,
        "instant": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(_INSERT, row)


def mark_written_reviewed(
    work: Work, sheet: str, person: str, reviewer: str | None
) -> None:
    """Write down that all that a person wrote in a sheet was looked at."""
    for sequence in work.connection.execute(
        _WRITTEN, {"sheet": sheet, "person": person}
    ).scalars():
        mark_reviewed(work, sequence, reviewer)


def unmark_reviewed(work: Work, sequence: int) -> None:
    """Take the mark of a version back."""
    work.connection.execute(_REMOVE, {"of": sequence})


def is_marked(work: Work, sequence: int) -> bool:
    """Return whether a version bears a mark."""
    return work.connection.execute(_MARKED, {"of": sequence}).first() is not None
