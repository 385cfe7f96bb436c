"""Knows the names that editors added to the thesaurus or took away, in order."""

from sqlalchemy import func, insert, select

from commons.adapters.store.engine.search_tables import ThesaurusEditRow
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


def add_edit(work: Work, edit: ThesaurusEdit, person: str) -> None:
    """Write an edit down, after all others."""
    row = {
        "number": last_number(work) + 1,
        "concept": edit.concept,
        "role": edit.role.value,
        "language": edit.language,
        "text": edit.text,
        "added": edit.added,
        "person": person,
        "instant": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(insert(ThesaurusEditRow), row)
