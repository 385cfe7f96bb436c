"""Knows what people say of themselves, and finds who may help."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
)

from commons.adapters.store.engine.tables.core_tables import (
    AccountRow,
    NameRow,
    PersonRow,
)
from commons.adapters.store.engine.tables.people.people_tables import (
    OrganisationRow,
    ProfileCategoryRow,
    ProfileRow,
)
from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import organisations
from commons.adapters.store.people.trusted_accounts import is_trusted
from commons.core.domain import clock
from commons.core.domain.language.folding import fold
from commons.core.domain.people.profile import (
    DirectoryPerson,
    DirectoryQuery,
    Organisation,
    Profile,
)
from commons.settings import ReviewTerms

THEME, TERRITORY = "theme", "territory"
_COLUMNS = (
    ProfileRow.person,
    ProfileRow.account,
    ProfileRow.words,
    ProfileRow.territory,
    ProfileRow.organisation,
    ProfileRow.links,
    ProfileRow.instant,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """Some of the people who answer, the latest profile first, and how many do."""

    people: tuple[DirectoryPerson, ...]
    total: int


def is_shown(terms: ReviewTerms) -> ColumnElement[bool]:
    """Return the condition that everybody may read a profile."""
    trusted = is_trusted(AccountRow.id == ProfileRow.account, terms)
    return or_(ProfileRow.account.is_(None), trusted)


def get_profile(work: Work, person: str) -> Profile | None:
    """Return the profile of a person, shown or not; None without one."""
    query = select(*_COLUMNS).where(ProfileRow.person == person)
    found = _profiles(work, work.connection.execute(query).all())
    return found[0] if found else None


def shown_profile(work: Work, person: str, terms: ReviewTerms) -> Profile | None:
    """Return the profile of a person that everybody may read, None for no such."""
    query = select(*_COLUMNS).where(ProfileRow.person == person, is_shown(terms))
    found = _profiles(work, work.connection.execute(query).all())
    return found[0] if found else None


def put_profile(work: Work, profile: Profile, places: Iterable[str]) -> None:
    """Write a profile down in place of the one before; nothing of one that is empty.

    `places` are the codes of its place and of all where that stands.
    """
    erase_profile(work, profile.person)
    if not profile.says_something:
        return
    row = {
        "person": profile.person,
        "account": profile.account,
        "words": profile.words,
        "folded": fold(f"{_name_of(work, profile.person)}\n{profile.words}"),
        "territory": profile.territory,
        "organisation": profile.organisation or None,
        "links": json.dumps(profile.links, ensure_ascii=False),
        "instant": clock.to_milliseconds(clock.now()),
    }
    work.connection.execute(insert(ProfileRow), row)
    categories = [
        *(f"{THEME}:{key}" for key in profile.themes),
        *(f"{TERRITORY}:{code}" for code in set(places)),
    ]
    held = [{"category": one, "person": profile.person} for one in categories]
    if held:
        work.connection.execute(insert(ProfileCategoryRow), held)


def _name_of(work: Work, person: str) -> str:
    query = select(PersonRow.name).where(PersonRow.id == person)
    return work.connection.execute(query).scalar_one()


def erase_profile(work: Work, person: str) -> None:
    """Forget what a person said of themselves."""
    for table in (ProfileCategoryRow, ProfileRow):
        work.connection.execute(delete(table).where(table.person == person))


def count_people(work: Work, query: DirectoryQuery, terms: ReviewTerms) -> int:
    """Count the people who answer, and whose profile everybody may read."""
    counted = (
        select(func.count())
        .select_from(ProfileRow)
        .outerjoin(OrganisationRow, _organisation(terms))
        .where(is_shown(terms), *_conditions(query))
    )
    return work.connection.execute(counted).scalar_one()


def find_people(
    work: Work,
    query: DirectoryQuery,
    terms: ReviewTerms,
    *,
    limit: int,
    offset: int = 0,
) -> PeoplePage:
    """Return the people who answer, and whose profile everybody may read."""
    listed = _listing(terms).where(*_conditions(query)).limit(limit).offset(offset)
    return _page(work, listed, count_people(work, query, terms))


def members_of(
    work: Work, organisation: str, terms: ReviewTerms, *, limit: int
) -> PeoplePage:
    """Return the people who say that they belong to an organisation."""
    mine = ProfileRow.organisation == organisation
    counted = select(func.count()).select_from(ProfileRow).where(is_shown(terms), mine)
    total = work.connection.execute(counted).scalar_one()
    return _page(work, _listing(terms).where(mine).limit(limit), total)


def _listing(terms: ReviewTerms) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS, PersonRow.name.label("person_name"), *_OF_ORGANISATION)
        .join(PersonRow, PersonRow.id == ProfileRow.person)
        .outerjoin(OrganisationRow, _organisation(terms))
        .where(is_shown(terms))
        .order_by(ProfileRow.instant.desc(), ProfileRow.person)
    )


def _page(work: Work, listed: Select[*tuple[Any, ...]], total: int) -> PeoplePage:
    rows = work.connection.execute(listed).all()
    people = tuple(
        DirectoryPerson(
            name=row.person_name,
            profile=profile,
            organisation=_shown(row),
            changed=clock.from_milliseconds(row.instant),
        )
        for row, profile in zip(rows, _profiles(work, rows), strict=True)
    )
    return PeoplePage(people=people, total=total)


_OF_ORGANISATION = tuple(
    column.label(f"o_{column.key}") for column in organisations.ORGANISATION_COLUMNS
)


def _organisation(terms: ReviewTerms) -> ColumnElement[bool]:
    """Return the condition of the organisation of a profile that is shown too."""
    mine = OrganisationRow.id == ProfileRow.organisation
    return and_(mine, organisations.is_shown(terms))


def _conditions(query: DirectoryQuery) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_holds(word) for word in query.words]
    if query.territory:
        found.append(_stands_in([f"{TERRITORY}:{query.territory}"]))
    if query.themes:
        found.append(_stands_in([f"{THEME}:{key}" for key in query.themes]))
    return found


def _holds(word: str) -> ColumnElement[bool]:
    """Return the condition that a word stands in the words or in a name."""
    named = select(NameRow.person).where(
        NameRow.person == ProfileRow.person,
        NameRow.folded.contains(word, autoescape=True),
    )
    return or_(
        ProfileRow.folded.contains(word, autoescape=True),
        OrganisationRow.folded.contains(word, autoescape=True),
        named.exists(),
    )


def _stands_in(categories: list[str]) -> ColumnElement[bool]:
    within = select(ProfileCategoryRow.person).where(
        ProfileCategoryRow.category.in_(categories)
    )
    return ProfileRow.person.in_(within)


def _shown(row: Row[*tuple[Any, ...]]) -> Organisation | None:
    if row.o_id is None:
        return None
    return Organisation(
        **{
            column.key: getattr(row, f"o_{column.key}")
            for column in organisations.ORGANISATION_COLUMNS
        }
    )


def _profiles(work: Work, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Profile]:
    listed = list(rows)
    themes = _themes(work, [row.person for row in listed])
    return [
        Profile(
            person=row.person,
            account=row.account,
            words=row.words,
            territory=row.territory,
            organisation=row.organisation or "",
            themes=themes.get(row.person, ()),
            links=tuple(json.loads(row.links)),
        )
        for row in listed
    ]


def _themes(work: Work, people: list[str]) -> Mapping[str, tuple[str, ...]]:
    if not people:
        return {}
    query = (
        select(ProfileCategoryRow.person, ProfileCategoryRow.category)
        .where(
            ProfileCategoryRow.person.in_(people),
            ProfileCategoryRow.category.startswith(f"{THEME}:"),
        )
        .order_by(ProfileCategoryRow.category)
    )
    found: dict[str, tuple[str, ...]] = {}
    for person, category in work.connection.execute(query):
        key = category.removeprefix(f"{THEME}:")
        found[person] = (*found.get(person, ()), key)
    return found
