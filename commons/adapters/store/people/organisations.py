"""Knows the organisations that people belong to, and which took whose place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    delete,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    true,
    update as change,
)
from sqlalchemy.orm import aliased

from commons.adapters.store.engine.tables.core_tables import (
    STANDS,
    AccountRow,
    RevisionRow,
    SheetRow,
)
from commons.adapters.store.engine.tables.people.people_tables import (
    OrganisationPlaceRow,
    OrganisationRow,
    ProfileRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people.trusted_accounts import is_trusted
from commons.core.domain import clock
from commons.core.domain.language.folding import fold, fold_signs
from commons.core.domain.people.profile import DirectoryQuery, Organisation
from commons.errors import NotFoundError
from commons.settings import ReviewTerms

ORGANISATION_COLUMNS = (
    OrganisationRow.id,
    OrganisationRow.name,
    OrganisationRow.slug,
    OrganisationRow.words,
    OrganisationRow.territory,
    OrganisationRow.link,
    OrganisationRow.author,
    OrganisationRow.accepted,
    OrganisationRow.merged,
    OrganisationRow.revision,
)


_AUTHOR, _MEMBER, _PROFILE = (
    aliased(AccountRow),
    aliased(AccountRow),
    aliased(ProfileRow),
)
_BLOCKED = exists().where(
    _AUTHOR.person == OrganisationRow.author, _AUTHOR.active == false()
)
_OTHERS = exists().where(
    _PROFILE.organisation == OrganisationRow.id,
    _PROFILE.account == _MEMBER.id,
    _MEMBER.active == true(),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """Some organisations, by name, and how many there are in all."""

    organisations: tuple[Organisation, ...]
    total: int


def folded_name(name: str) -> str:
    """Return the name without what tells no two organisations apart.

    >>> folded_name("L’Éco-lieu")
    'l eco lieu'
    """
    return " ".join(fold(fold_signs(name)).split())


def is_shown(terms: ReviewTerms) -> ColumnElement[bool]:
    """Return the condition that everybody may read of an organisation.

    One that only somebody who is blocked stands for is shown no more.
    """
    trusted = is_trusted(AccountRow.person == OrganisationRow.author, terms)
    return and_(
        OrganisationRow.merged == "",
        or_(OrganisationRow.accepted == true(), trusted),
        or_(~_BLOCKED, _OTHERS),
    )


def get_organisation(work: Work, identifier: str) -> Organisation:
    """Return an organisation, shown or not, merged or not. Raises NotFoundError."""
    query = select(*ORGANISATION_COLUMNS).where(OrganisationRow.id == identifier)
    found = read_organisations(work.connection.execute(query))
    if not found:
        raise NotFoundError(identifier)
    return found[0]


def is_known(work: Work, identifier: str) -> bool:
    """Return whether there is such an organisation, shown or not."""
    query = select(OrganisationRow.id).where(OrganisationRow.id == identifier)
    return work.connection.execute(query).first() is not None


def shown_organisation(
    work: Work, identifier: str, terms: ReviewTerms
) -> Organisation | None:
    """Return an organisation that everybody may read of, None for any other."""
    query = select(*ORGANISATION_COLUMNS).where(
        OrganisationRow.id == identifier, is_shown(terms)
    )
    found = read_organisations(work.connection.execute(query))
    return found[0] if found else None


def organisations_named(
    work: Work, name: str, terms: ReviewTerms, author: str, *, limit: int
) -> list[Organisation]:
    """Return those of a name, then those whose name holds it, in their order.

    Those that everybody may read of, and those that `author` wrote.
    """
    folded = folded_name(name)
    known = or_(
        is_shown(terms),
        and_(OrganisationRow.author == author, OrganisationRow.merged == ""),
    )
    query = (
        select(*ORGANISATION_COLUMNS)
        .where(OrganisationRow.folded.contains(folded, autoescape=True), known)
        .order_by(
            OrganisationRow.folded != folded, OrganisationRow.folded, OrganisationRow.id
        )
        .limit(limit)
    )
    return read_organisations(work.connection.execute(query))


def list_organisations(
    work: Work,
    query: DirectoryQuery,
    terms: ReviewTerms,
    *,
    limit: int,
    offset: int = 0,
) -> OrganisationPage:
    """Return the organisations that answer, by name."""
    matching = [is_shown(terms), *_conditions(query)]
    counted = select(func.count()).select_from(OrganisationRow).where(*matching)
    listed = (
        select(*ORGANISATION_COLUMNS)
        .where(*matching)
        .order_by(OrganisationRow.folded, OrganisationRow.id)
        .limit(limit)
        .offset(offset)
    )
    return OrganisationPage(
        organisations=tuple(read_organisations(work.connection.execute(listed))),
        total=work.connection.execute(counted).scalar_one(),
    )


def waiting_organisations(
    work: Work, terms: ReviewTerms, *, limit: int
) -> list[Organisation]:
    """Return those that nobody else sees yet, the latest first."""
    query = (
        select(*ORGANISATION_COLUMNS)
        .where(OrganisationRow.merged == "", ~is_shown(terms))
        .order_by(OrganisationRow.instant.desc(), OrganisationRow.id)
        .limit(limit)
    )
    return read_organisations(work.connection.execute(query))


def organisations_by(work: Work, person: str, *, limit: int) -> list[Organisation]:
    """Return those that a person was the last to write, the latest first."""
    query = (
        select(*ORGANISATION_COLUMNS)
        .where(OrganisationRow.author == person, OrganisationRow.merged == "")
        .order_by(OrganisationRow.instant.desc(), OrganisationRow.id)
        .limit(limit)
    )
    return read_organisations(work.connection.execute(query))


def count_begun(work: Work, person: str) -> int:
    """Count the organisations that a person was the last to write."""
    query = select(func.count()).where(OrganisationRow.author == person)
    return work.connection.execute(query).scalar_one()


def put_organisation(
    work: Work, organisation: Organisation, places: Iterable[str]
) -> None:
    """Write down an organisation, new or changed.

    `places` are the codes of its place and of all where that stands.
    """
    row = {
        "id": organisation.id,
        "name": organisation.name,
        "folded": folded_name(organisation.name),
        "searched": fold(f"{organisation.name}\n{organisation.words}"),
        "slug": organisation.slug,
        "words": organisation.words,
        "territory": organisation.territory,
        "link": organisation.link,
        "author": organisation.author,
        "accepted": organisation.accepted,
        "merged": organisation.merged,
        "revision": organisation.revision,
        "instant": clock.to_milliseconds(clock.now()),
    }
    which = change(OrganisationRow).where(OrganisationRow.id == organisation.id)
    if work.connection.execute(which.values(row)).rowcount == 0:
        work.connection.execute(insert(OrganisationRow), row)
    _forget_places(work, organisation.id)
    held = [{"code": one, "organisation": organisation.id} for one in set(places)]
    if held:
        work.connection.execute(insert(OrganisationPlaceRow), held)


def merge_organisation(work: Work, gone: str, into: str) -> None:
    """Let one organisation take the place of another, with its people.

    What was merged into the one that goes is merged into the other too.
    """
    work.connection.execute(
        change(OrganisationRow)
        .where(or_(OrganisationRow.id == gone, OrganisationRow.merged == gone))
        .values(merged=into)
    )
    work.connection.execute(
        change(ProfileRow)
        .where(ProfileRow.organisation == gone)
        .values(organisation=into)
    )
    _forget_places(work, gone)


def remove_organisation(work: Work, identifier: str) -> None:
    """Forget an organisation, and those that were merged into it."""
    which = or_(OrganisationRow.id == identifier, OrganisationRow.merged == identifier)
    work.connection.execute(delete(OrganisationRow).where(which))


def belongs_to(work: Work, person: str, organisation: str) -> bool:
    """Return whether a person says that they belong to an organisation."""
    query = select(ProfileRow.person).where(
        ProfileRow.person == person, ProfileRow.organisation == organisation
    )
    return work.connection.execute(query).first() is not None


def sheets_of_people(work: Work, people: Sequence[str], *, limit: int) -> list[str]:
    """Return the sheets of which some people wrote a version, the latest first."""
    written = select(RevisionRow.sheet).where(RevisionRow.author.in_(people))
    query = (
        select(SheetRow.id)
        .where(STANDS, SheetRow.id.in_(written))
        .order_by(SheetRow.head_sequence.desc())
        .limit(limit)
    )
    return list(work.connection.execute(query).scalars())


def read_organisations(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Organisation]:
    """Return rows of ORGANISATION_COLUMNS as values."""
    return [
        Organisation(
            id=row.id,
            name=row.name,
            slug=row.slug,
            author=row.author,
            words=row.words,
            territory=row.territory,
            link=row.link,
            accepted=row.accepted,
            merged=row.merged,
            revision=row.revision,
        )
        for row in rows
    ]


def _forget_places(work: Work, identifier: str) -> None:
    which = OrganisationPlaceRow.organisation == identifier
    work.connection.execute(delete(OrganisationPlaceRow).where(which))


def _conditions(query: DirectoryQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        OrganisationRow.searched.contains(word, autoescape=True) for word in query.words
    ]
    if query.territory:
        within = select(OrganisationPlaceRow.organisation).where(
            OrganisationPlaceRow.code == query.territory
        )
        found.append(OrganisationRow.id.in_(within))
    return found
