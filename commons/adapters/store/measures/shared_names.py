"""Knows where a name stands more than once, and which one is then right.

An account's name stands with the account, with its person and among the names that
are taken: where two of the three agree, the third is made again. The name of who
has no account is one that the log credits them with.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from commons.adapters.store.engine.expressions import PositionOf
from commons.adapters.store.engine.serialisation import COLUMNS
from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    NameRow,
    PersonRow,
    RevisionRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.log import seals
from commons.adapters.store.people import persons
from commons.core.domain.language.folding import fold

_PEOPLE = select(PersonRow.id, PersonRow.name)
_NAMES = select(NameRow.folded, NameRow.person)
_ACCOUNTS = select(AccountRow.id, AccountRow.person, AccountRow.name)
_CREDITED = (
    select(RevisionRow.author, RevisionRow.author_name)
    .group_by(RevisionRow.author, RevisionRow.author_name)
    .order_by(func.min(RevisionRow.sequence))
)
_NAMING = select(*COLUMNS).where(PositionOf(RevisionRow.content, '"person"') > 0)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongName:
    """A row that does not bear the right name; "" for `right` when nobody knows it.

    `row` is the person of `table` "people", the folded name of "names", the
    account of "accounts".
    """

    table: str
    row: str
    right: str
    person: str = ""


def wrong_names(work: Work) -> list[WrongName]:
    """Give the rows that do not bear the right name, or are missing."""
    rows = work.connection.execute
    known = dict(rows(_PEOPLE).all())
    taken = dict(rows(_NAMES).all())
    accounts = rows(_ACCOUNTS).all()
    holders = {person: name for _, person, name in accounts}
    found = [one for account in accounts for one in _of_account(known, taken, *account)]
    found += [
        WrongName(table="names", row=folded, right="", person=person)
        for folded, person in taken.items()
        if person in holders and fold(str(holders[person])) != folded
    ]
    for person, names in _credited(work).items():
        if person not in holders and known.get(person) not in names:
            found.append(WrongName(table="people", row=person, right=names[0]))
    return found


def mend_name(work: Work, one: WrongName) -> bool:
    """Put the right name in its place; say whether there is one."""
    execute = work.connection.execute
    if one.table == "people" and one.right:
        there = update(PersonRow).where(PersonRow.id == one.row)
        if not execute(there.values(name=one.right)).rowcount:
            execute(insert(PersonRow), {"id": one.row, "name": one.right})
        return True
    if one.table == "names":
        execute(delete(NameRow).where(NameRow.folded == one.row))
        if one.right:
            execute(insert(NameRow), {"folded": one.row, "person": one.person})
        return True
    return False


def _of_account(
    known: Mapping[str, str],
    taken: Mapping[str, str],
    account: str,
    person: str,
    name: str,
) -> Iterator[WrongName]:
    folded = fold(str(name))
    credited, held = known.get(person) == name, taken.get(folded) == person
    if held and not credited:
        yield WrongName(table="people", row=person, right=name)
    elif credited and not held:
        yield WrongName(table="names", row=folded, right=name, person=person)
    elif not credited and not held:
        yield WrongName(table="accounts", row=account, right="")


def _are_texts(*values: object) -> bool:
    """Say whether all are texts: SQLite keeps anything in a column."""
    return all(isinstance(value, str) for value in values)


def _credited(work: Work) -> dict[str, list[str]]:
    """Give the names under which the log knows people, the first one first."""
    names: dict[str, list[str]] = {}
    for person, name in work.connection.execute(_CREDITED):
        if _are_texts(person, name):
            names.setdefault(person, []).append(name)
    for some in work.connection.execute(_NAMING).partitions(_AT_ONCE):
        for version in filter(None, map(seals.readable_revision, some)):
            for named in persons.named_authors(version):
                names.setdefault(named.id, []).append(named.name)
    return names
