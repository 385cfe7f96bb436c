"""Decides which authors of a sheet are people of this commons.

A row of authors may say whose account it is; only its holder says so first. A
name that is not that person's is a name alone, so that nobody is given words
or names that are not theirs.
"""

from collections.abc import Iterator, Mapping

from commons.domain.characters import clean_line
from commons.domain.kind import Value, Values
from commons.domain.sheet import Revision
from commons.errors import NotFoundError
from commons.services.publish import Intent
from commons.store import people
from commons.store.work import Work

AUTHORS = "authors"
PERSON = "person"


def credited(
    work: Work, values: Values, intent: Intent, head: Revision | None
) -> Values:
    """Keep a row's person who writes this version, or stood there before."""
    rows = values.get(AUTHORS)
    if not isinstance(rows, list):
        return values
    allowed = {intent.author.id, *intent.beside, *_people(head)}
    kept = [
        _row(work, row, allowed) if isinstance(row, Mapping) else row for row in rows
    ]
    return {**values, AUTHORS: kept}


def _row(work: Work, row: Mapping[str, Value], allowed: set[str]) -> Value:
    known = str(row.get(PERSON, ""))
    if not known or (
        known in allowed and _name(work, known) == clean_line(str(row.get("name")))
    ):
        return row
    return {key: value for key, value in row.items() if key != PERSON}


def _people(head: Revision | None) -> Iterator[str]:
    for row in head.items(AUTHORS) if head else ():
        if isinstance(row, Mapping) and PERSON in row:
            yield str(row[PERSON])


def _name(work: Work, person: str) -> str:
    try:
        return clean_line(people.person(work, person).name)
    except NotFoundError:
        return ""
