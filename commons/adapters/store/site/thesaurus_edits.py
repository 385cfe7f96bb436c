"""Knows the names that editors added to the thesaurus or took away, in order."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, insert, select

from commons.adapters.store.engine.tables.site.search_tables import ThesaurusEditRow
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain import clock
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit

_LAST = select(func.coalesce(func.max(ThesaurusEditRow.number), 0))
_ALL = select(
    ThesaurusEditRow.concept,
    ThesaurusEditRow.role,
    ThesaurusEditRow.language,
    ThesaurusEditRow.text,
    ThesaurusEditRow.added,
).order_by(ThesaurusEditRow.number)
_SIZE = select(
    func.count(),
    func.coalesce(func.sum(func.length(ThesaurusEditRow.text)), 0),
).select_from(ThesaurusEditRow)


def last_number(work: Work) -> int:
    """Return the number of the last edit, which rises with each; 0 without one."""
    return work.connection.execute(_LAST).scalar_one()


def list_edits(work: Work) -> list[ThesaurusEdit]:
    """Return every edit, in the order in which they were made."""
    return [
        ThesaurusEdit(
            concept=row.concept,
            role=TermRole(row.role),
            language=row.language,
            text=row.text,
            added=row.added,
        )
        for row in work.connection.execute(_ALL)
    ]


def measure_edits(work: Work) -> tuple[int, int]:
    """Return how many edits are written down, and how many characters their texts."""
    count, characters = work.connection.execute(_SIZE).one()
    return count, characters


def add_edit(work: Work, edit: ThesaurusEdit, person: str) -> None:
    """Write an edit down, after all others, in place of those that it outdoes."""
    outdone = [
        ThesaurusEditRow.concept == edit.concept,
        ThesaurusEditRow.role == edit.role.value,
        ThesaurusEditRow.text == edit.text,
    ]
    if edit.added:
        outdone += [
            ThesaurusEditRow.added.is_(True),
            ThesaurusEditRow.language == edit.language,
        ]
    _replace(work, outdone, edit, person)


def end_concept(work: Work, edit: ThesaurusEdit, person: str) -> None:
    """Write down the edit that ends a concept, in place of all others of it."""
    _replace(work, [ThesaurusEditRow.concept == edit.concept], edit, person)


def _replace(
    work: Work,
    outdone: Sequence[ColumnElement[bool]],
    edit: ThesaurusEdit,
    person: str,
) -> None:
    number = last_number(work) + 1
    work.connection.execute(delete(ThesaurusEditRow).where(*outdone))
    row = {
        "number": number,
        "concept": edit.concept,
        "role": edit.role.value,
        "language": edit.language,
        "text": edit.text,
        "added": edit.added,
        "person": person,
        "instant": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(insert(ThesaurusEditRow), row)
