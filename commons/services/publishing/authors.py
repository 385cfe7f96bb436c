"""Decides which authors of a sheet are people of this commons.

A row of authors may say whose account it is; only its holder says so first. A
name that is not that person's is a name alone, so that nobody is given words
or names that are not theirs.
"""

from collections.abc import Iterable, Iterator, Mapping

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts, persons
from commons.core.domain.language.characters import clean_line
from commons.core.domain.schema.kind import Value, Values
from commons.core.domain.sheet import Revision
from commons.core.domain.site.purge import ERASED_NAME, OF_THEMSELVES
from commons.core.kinds.rules.credits import AUTHORS, PERSON
from commons.services.publishing.publish import NewRevision

Names = Mapping[str, str]
"""The identifier of a person -> the name last credited."""


def keep_credits(
    work: Work, values: Values, new_revision: NewRevision, head: Revision | None
) -> Values:
    """Keep a row's person who writes this version, or stood there before."""
    rows = values.get(AUTHORS)
    if not isinstance(rows, list):
        return values
    allowed = {new_revision.author.id, *new_revision.beside, *_people(head)}
    named = allowed.intersection(named_people(values))
    names = persons.names_of(work, {new_revision.author.id, *named})
    kept = [
        _row(row, {one: names.get(one, "") for one in named})
        if isinstance(row, Mapping)
        else row
        for row in rows
    ]
    return {**values, AUTHORS: kept}


def drop_claims(
    work: Work, values: Values, head: Revision | None, names: Names
) -> Values:
    """Drop from rows of authors the people of this commons whom a file claims.

    No file gives the holder of an account words that are not theirs.
    """
    taken = set(claimed_persons(work, values, head, names))
    if not taken:
        return values
    kept = [
        {key: value for key, value in row.items() if key != PERSON}
        if isinstance(row, Mapping) and row.get(PERSON) in taken
        else row
        for row in _rows(values)
    ]
    return {**values, AUTHORS: kept}


def names_in(work: Work, sheets: Iterable[Values]) -> Names:
    """Return the names here of the people whom the authors of sheets say they are."""
    return persons.names_of(
        work, {one for values in sheets for one in named_people(values)}
    )


def claimed_persons(
    work: Work, values: Values, head: Revision | None, names: Names
) -> Iterator[str]:
    """Yield the people of this commons whom rows of authors name without a right.

    Who stood there before under that name may stand there still, and so may who
    is not known here, or known by that very name and without an account. `names`
    are from `names_in`, these values among others.
    """
    stood = set(_people(head))
    for row in _rows(values):
        if not isinstance(row, Mapping) or not row.get(PERSON):
            continue
        person = str(row[PERSON])
        name = clean_line(work.credited.get(person) or names.get(person, ""))
        if not name:
            continue
        own = name == clean_line(str(row.get("name")))
        if not own or (person not in stood and accounts.has_account(work, person)):
            yield person


def _rows(values: Values) -> list[Value]:
    rows = values.get(AUTHORS)
    return rows if isinstance(rows, list) else []


def _row(row: Mapping[str, Value], allowed: Names) -> Value:
    """Return a row as it is where it names an allowed person, else without one."""
    known = str(row.get(PERSON, ""))
    if allowed.get(known) == ERASED_NAME:  # a form that was opened before still says it
        kept = {key: value for key, value in row.items() if key not in OF_THEMSELVES}
        return {**kept, "name": ERASED_NAME}
    if not known or (
        known in allowed and clean_line(allowed[known]) == clean_line(_said(row))
    ):
        return row
    return {key: value for key, value in row.items() if key != PERSON}


def named_people(values: Values) -> Iterator[str]:
    """Yield the people of a commons whom rows of authors name."""
    for row in _rows(values):
        if isinstance(row, Mapping) and PERSON in row:
            yield str(row[PERSON])


def _people(head: Revision | None) -> Iterator[str]:
    return named_people(head.values if head else {})


def _said(row: Mapping[str, Value]) -> str:
    return str(row.get("name"))
