"""Makes values for the tests of the store."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from commons.adapters.store.engine.unit_of_work import Store, Work
from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain import clock, iri
from commons.core.domain.account import Account, Role
from commons.core.domain.kind import Values
from commons.core.domain.sheet import (
    REFERENCES,
    Action,
    Draft,
    Person,
    Place,
    Revision,
    SheetLink,
)

NOON = datetime(2026, 3, 13, 12, tzinfo=UTC)
CAMILLE = Person(id="camm0000000c", name="Camille")


def a_person(name: str = "Camille Martin") -> Person:
    return Person(id=iri.new_id(), name=name)


def a_revision(
    place: Place,
    *,
    title: str = "Le café des voisins",
    kind: str = "method",
    action: Action | None = None,
    author: Person = CAMILLE,
    values: Values | None = None,
) -> Revision:
    return Revision(
        sheet=place.sheet,
        kind=kind,
        number=place.number,
        parent=place.parent,
        sequence=place.sequence,
        instant=place.instant,
        action=action or (Action.UPDATE if place.parent else Action.CREATE),
        author=author,
        change_note="une note",
        values=values or {"title": title, "licence": "CC-BY-SA-4.0", "language": "fr"},
        hash=f"{place.sequence:064x}",
    )


def a_block(place: Place) -> bytes:
    return f"<{iri.version_iri(place.sheet, place.number)}> <a> <b> .\n".encode()


def mentions(*targets: str) -> list[SheetLink]:
    """Give the links to sheets that stand within texts."""
    return [SheetLink(relation=REFERENCES, target=target) for target in targets]


def publish(
    work: Work,
    sheet: str = "",
    parent: int | None = None,
    *,
    links: Collection[SheetLink] = (),
    instant: datetime | None = None,
    title: str = "Le café des voisins",
    kind: str = "method",
    action: Action | None = None,
    author: Person = CAMILLE,
    values: Values | None = None,
) -> Revision:
    """Reserve, make and append; without a sheet, a new one."""
    place = revisions.reserve_position(
        work, sheet or iri.new_id(), parent, instant=instant
    )
    revision = a_revision(
        place, title=title, kind=kind, action=action, author=author, values=values
    )
    revisions.append_revision(work, revision, a_block(place), links)
    return revision


def published(store: Store, title: str = "Le café des voisins") -> Revision:
    with store.write() as work:
        return publish(work, title=title)


def an_account(
    email: str = "camille@exemple.fr", name: str = "Camille Martin"
) -> Account:
    return Account(
        id=iri.new_id(),
        email=email,
        person=a_person(name),
        role=Role.CONTRIBUTOR,
        created=NOON,
    )


def added(store: Store, email: str, name: str) -> Account:
    """Write an account down."""
    account = an_account(email, name)
    with store.write() as work:
        accounts.add_account(work, account, "a hash")
    return account


def a_draft(account: str, *, sheet: str = "", minutes: int = 0) -> Draft:
    return Draft(
        id=iri.new_id(),
        account=account,
        kind="method",
        sheet=sheet,
        parent=1 if sheet else None,
        instant=NOON + timedelta(minutes=minutes),
        values={"title": "Un début", "steps": [{"title": "Inviter"}]},
    )


def in_an_hour() -> datetime:
    return clock.now() + timedelta(hours=1)
