"""Knows who is credited: an entity of its own, apart from any account."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam, func, insert, select, true, update

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    ContributionRow,
    PersonRow,
    RevisionRow,
    ShelfRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.domain.site.purge import ERASED_NAME
from commons.core.kinds.rules.categories import TERRITORY
from commons.errors import ForbiddenError, NotFoundError

_FIND = select(PersonRow.name).where(PersonRow.id == bindparam("person"))
_EVERY = select(PersonRow.id)
_AMONG = select(PersonRow.id, PersonRow.name).where(
    PersonRow.id.in_(bindparam("people", expanding=True))
)
_RENAME = update(PersonRow).where(PersonRow.id == bindparam("person"))
_INSERT = insert(PersonRow)
_VERSIONS = select(func.count()).where(RevisionRow.author == bindparam("person"))
_PUBLISHED = (
    select(AccountRow.name)
    .where(
        AccountRow.active == true(),
        AccountRow.person != bindparam("but"),
        select(RevisionRow.author)
        .where(RevisionRow.author == AccountRow.person)
        .exists(),
    )
    .order_by(AccountRow.name)
    .limit(bindparam("limit"))
)
_OF_PERSON = ContributionRow.person == bindparam("person")
_BY_KIND = (
    select(
        ContributionRow.kind,
        func.count().label("count"),
        func.count().filter(ContributionRow.adapted == true()).label("adapted"),
    )
    .where(_OF_PERSON)
    .group_by(ContributionRow.kind)
)
_LATEST = (
    select(ContributionRow.sheet)
    .where(_OF_PERSON)
    .order_by(ContributionRow.sequence.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
_COUNT_SHEETS = select(func.count()).select_from(ContributionRow).where(_OF_PERSON)
_MAPPED = (
    select(ContributionRow.sequence)
    .where(_OF_PERSON)
    .order_by(ContributionRow.sequence.desc())
    .limit(bindparam("limit"))
    .subquery()
)
_TERRITORIES = (
    select(ShelfRow.shelf, func.count())
    .join(_MAPPED, _MAPPED.c.sequence == ShelfRow.sequence)
    .where(ShelfRow.shelf > f"{TERRITORY}:", ShelfRow.shelf < f"{TERRITORY};")
    .group_by(ShelfRow.shelf)
)


ADAPTED = "adapted"
"""In the place of a kind: the sheets that were made from others."""
AT_ONCE = 500
"""How many identifiers go into one query."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWork:
    """How much a person wrote: versions, and sheets that stand, by kind.

    `adapted` counts the sheets among them that were made from others.
    """

    versions: int
    by_kind: Mapping[str, int]
    adapted: int = 0

    @property
    def sheets(self) -> int:
        """How many sheets that stand."""
        return sum(self.by_kind.values())


def get_person(work: Work, identifier: str) -> Person:
    """Give a person under the name last credited. Raises NotFoundError."""
    name = work.connection.execute(_FIND, {"person": identifier}).scalar()
    if name is None:
        raise NotFoundError(identifier)
    return Person(id=identifier, name=name)


def territories_of(work: Work, identifier: str, *, limit: int) -> dict[str, int]:
    """Give the codes of the territories of a person's latest live sheets, and how many each.

    `limit` is how many sheets are looked at.
    """
    rows = work.connection.execute(_TERRITORIES, {"person": identifier, "limit": limit})
    return {shelf.removeprefix(f"{TERRITORY}:"): count for shelf, count in rows}


def all_persons(work: Work) -> set[str]:
    """Give everybody who is credited."""
    return set(work.connection.execute(_EVERY).scalars())


def names_of(work: Work, identifiers: Collection[str]) -> dict[str, str]:
    """Return the names last credited of those of these people who are known here."""
    asked = list(identifiers)
    found: dict[str, str] = {}
    for start in range(0, len(asked), AT_ONCE):
        some = {"people": asked[start : start + AT_ONCE]}
        rows = work.connection.execute(_AMONG, some)
        found |= {row.id: row.name for row in rows}
    for person, name in found.items():
        work.credited.setdefault(person, name)
    return found


def credit_person(work: Work, author: Person) -> None:
    """Write down a person, or the new name of one.

    Raises ForbiddenError for who was erased: what was sent before, or by another tab,
    brings no name back.
    """
    if work.credited.get(author.id) == author.name:
        return
    name = work.connection.execute(_FIND, {"person": author.id}).scalar()
    if name is None:
        work.connection.execute(_INSERT, {"id": author.id, "name": author.name})
    elif name == ERASED_NAME != author.name:
        raise ForbiddenError(author.id)
    elif name != author.name:
        work.connection.execute(_RENAME, {"person": author.id, "name": author.name})
    work.credited[author.id] = author.name


def has_written(work: Work, person: str, sheet: str) -> bool:
    """Say whether a person wrote a version of a sheet: to delete one is not to write."""
    query = (
        select(RevisionRow.number)
        .where(
            RevisionRow.author == person,
            RevisionRow.sheet == sheet,
            RevisionRow.action.not_in((Action.DELETE.value, Action.RESTORE.value)),
        )
        .limit(1)
    )
    return work.connection.execute(query).first() is not None


def named_authors(revision: Revision) -> Iterator[Person]:
    """Give the people of this commons whom a sheet names as its authors."""
    for row in revision.items("authors"):
        if isinstance(row, Mapping) and iri.is_id(str(row.get("person", ""))):
            person = str(row["person"])
            yield Person(id=person, name=str(row.get("name") or person))


def keep_names(work: Work, author: Person) -> None:
    """Let who is known keep their name in this unit of work, whatever one says of it.

    For versions that come from elsewhere: those credit them without renaming.
    """
    if people_known := names_of(work, [author.id]):
        work.credited.update(dict.fromkeys(people_known, author.name))


def mention_persons(work: Work, authors: Iterable[Person]) -> None:
    """Write down those whom a sheet names and whom nobody knows yet."""
    for author in authors:
        if author.id in work.credited:
            continue
        name = work.connection.execute(_FIND, {"person": author.id}).scalar()
        if name is None:
            credit_person(work, author)
        else:
            work.credited[author.id] = name


def written_by(work: Work, person: str) -> PersonWork:
    """Count what a person wrote; nothing for somebody unknown."""
    known = {"person": person}
    by_kind = work.connection.execute(_BY_KIND, known).all()
    return PersonWork(
        versions=work.connection.execute(_VERSIONS, known).scalar_one(),
        by_kind={kind: number for kind, number, _ in by_kind},
        adapted=sum(number for *_, number in by_kind),
    )


def sheets_written(
    work: Work,
    person: str,
    what: str = "",
    *,
    limit: int,
    offset: int = 0,
) -> list[str]:
    """Give live sheets a person wrote in, the one changed last first.

    `what` is a kind, ADAPTED for those made from others, or "" for all.
    """
    query = _LATEST
    if what:
        is_adapted = ContributionRow.adapted == true()
        query = query.where(
            is_adapted if what == ADAPTED else ContributionRow.kind == what
        )
    known = {"person": person, "limit": limit, "offset": offset}
    return list(work.connection.execute(query, known).scalars())


def count_sheets(work: Work, person: str) -> int:
    """Count the sheets that stand of which a person wrote a version."""
    return work.connection.execute(_COUNT_SHEETS, {"person": person}).scalar_one()


def sheets_begun(work: Work, person: str) -> frozenset[str]:
    """Return the sheets of which a person wrote the first version."""
    query = select(RevisionRow.sheet).where(
        RevisionRow.author == person, RevisionRow.number == 1
    )
    return frozenset(work.connection.execute(query).scalars())


def publishing_persons(work: Work, *, but: str, limit: int) -> list[str]:
    """Give, by name, who has an account and published, but for one person.

    They are public already: each has a page. Who only reads or drafts is not said.
    """
    asked = {"but": but, "limit": limit}
    return list(work.connection.execute(_PUBLISHED, asked).scalars())
